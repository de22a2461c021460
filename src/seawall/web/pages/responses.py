"""Canned responses: a team's list, and one to be changed."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import OrganizationView
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.automation import queries
from seawall.domain.automation.queries import ResponseRow
from seawall.domain.automation.rules.filling import ACTIONS, COMMENT, VARIABLES
from seawall.domain.errors import NotFound
from seawall.domain.programs import queries as programs
from seawall.lib import ids
from seawall.web.pages.reports import wording

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One response of the list. `url` is empty for whoever may not change it."""

    name: str
    text: str
    begins: str
    program_name: str
    url: str


@dataclass(frozen=True, slots=True)
class ResponsesPage:
    """The list; `opened` is the one that the form changes. What `variables` mean stands beside."""

    organization: OrganizationView
    lines: tuple[Line, ...]
    opened: ResponseRow | None
    can_manage: bool
    actions: Options
    programs: Options
    variables: Options

    @property
    def initial(self) -> dict[str, str]:
        """What the form begins with."""
        row = self.opened
        if row is None:
            return {}
        names = ("name", "text", "default_for", "program")
        return {name: getattr(row, name) for name in names}


def page(actor: Actor, slug: str, public_id: str = "") -> ResponsesPage:
    """Raises NotFound for who reads no reports of the organization, and for no such response."""
    organization = accounts.organization(slug, actor=actor)
    rows = queries.responses(actor, organization.id)
    number = ids.normalize(public_id)
    opened = next((row for row in rows if row.public_id == number), None)
    may = actor.may(Permission.RESPONSE_MANAGE, organization.id)
    if public_id and (opened is None or not may):
        raise NotFound
    return ResponsesPage(
        organization=organization,
        lines=tuple(_line(row, slug, may) for row in rows),
        opened=opened,
        can_manage=may,
        actions=(("", _("None")), *((name, action(name)) for name in ACTIONS)),
        programs=_programs(actor, organization.id) if may else (),
        variables=tuple((name, _(meaning)) for name, meaning in VARIABLES.items()),
    )


def action(name: str) -> str:
    """What a response can begin, in words."""
    return _("Comment") if name == COMMENT else wording.move(name)


def _programs(actor: Actor, organization_id: int) -> Options:
    cards = programs.programs_of(actor, organization_id)
    return (("", _("All programmes")), *((card.slug, card.name) for card in cards))


def _line(row: ResponseRow, slug: str, may: bool) -> Line:
    return Line(
        name=row.name,
        text=row.text,
        begins=action(row.default_for) if row.default_for else "",
        program_name=row.program_name,
        url=reverse("response", args=[slug, row.public_id]) if may else "",
    )
