"""Words to begin a report with, and reports that say nothing else."""

from collections.abc import Iterable

from seawall.lib.text import gettext_noop

LONGEST_NAME = 80
LONGEST_TEXT = 16 * 1024
MOST_OWN = 50
MOST_ENTRIES = 100
# The parts of a report that a template has words for.
PARTS = ("description", "impact")
UNCHANGED = gettext_noop(
    "This is the template as the programme wrote it. Put what you found in the place of its words."
)


def entries_from(vrt_id: str) -> tuple[str, ...]:
    """The entry and those above it, the nearest first; last the empty one, which is for any."""
    parts = vrt_id.split(".") if vrt_id else []
    return (*(".".join(parts[:n]) for n in range(len(parts), 0, -1)), "")


def unchanged(text: str, templates: Iterable[str]) -> bool:
    """Whether the text is one of the templates and nothing more, whatever the white space."""
    words = text.split()
    return bool(words) and any(words == template.split() for template in templates)


def with_template(text: str, template: str, replaced: Iterable[str] = ()) -> str:
    """What was typed with the template behind it; a text that only a template stood in is replaced.

    Nothing typed is lost, and nothing is put in twice.
    """
    if not template.strip() or " ".join(template.split()) in " ".join(text.split()):
        return text
    if not text.strip() or unchanged(text, replaced):
        return template
    return f"{text.rstrip()}\n\n{template}"
