"""Text that people wrote, with what its links may lead to for this reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.lib import markdown


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown to be rendered: `references` maps report ids, `thumbnails` image sources, to links.

    Everything that is not in them stays text.
    """

    text: str
    references: Mapping[str, str] = field(default_factory=dict)
    thumbnails: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Links:
    """What all texts of one page may link to, looked up once."""

    references: Mapping[str, str] = field(default_factory=dict)
    thumbnails: Mapping[str, str] = field(default_factory=dict)

    def words(self, text: str) -> Words:
        """The text with these links."""
        return Words(text, self.references, self.thumbnails)


def links_for(
    actor: Actor,
    texts: Iterable[str],
    files: Iterable[queries.AttachmentView] = (),
) -> Links:
    """One statement for all report ids in the texts; none where there are none."""
    named: frozenset[str] = frozenset().union(*map(markdown.references_in, texts))
    readable = queries.readable(actor, named)
    return Links(
        references={name: reverse("report", args=[name]) for name in readable},
        thumbnails={
            file.public_id: reverse("file-thumbnail", args=[file.public_id])
            for file in files
            if file.thumbnail == "ready"
        },
    )
