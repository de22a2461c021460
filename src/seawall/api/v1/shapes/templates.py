"""Words to begin a report with."""

from seawall.api.v1.shapes.common import In, Out


class TemplateBody(In):
    """What reports about an entry of the taxonomy begin with; with an empty `vrt` about any."""

    vrt: str = ""
    description: str = ""
    impact: str = ""


class TemplateOut(Out):
    """The same, as it is."""

    vrt: str
    description: str
    impact: str


class TemplateListOut(Out):
    """A programme's templates."""

    items: list[TemplateOut]


class OwnTemplateBody(In):
    """Words to keep under a name."""

    name: str
    description: str = ""
    impact: str = ""


class OwnTemplateOut(Out):
    """The same, with its number."""

    id: str
    name: str
    description: str
    impact: str


class OwnTemplateListOut(Out):
    """One's own templates, by name."""

    items: list[OwnTemplateOut]
