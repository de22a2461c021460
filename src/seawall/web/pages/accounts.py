"""What the pages of people show."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries
from seawall.domain.accounts.rules import ROLE_LABELS, Permission, Role
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports import queries as reports
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import queries as rewards
from seawall.lib.money import format_money


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """Ways into the account."""

    email: str
    has_password: bool
    has_app: bool
    passkeys: int
    codes_left: int
    providers: tuple[queries.OwnLink, ...]

    @property
    def has_factor(self) -> bool:
        """Recovery codes alone are none."""
        return self.has_app or self.passkeys > 0


def security(actor: Actor, *, has_password: bool) -> SecurityPage:
    """The actor's own."""
    profile = queries.own_profile(actor)
    factors = queries.factors_of(profile.user_id, actor=actor)
    return SecurityPage(
        email=profile.email,
        has_password=has_password,
        has_app=factors.has_app,
        passkeys=factors.passkeys,
        codes_left=_codes_left(profile.user_id),
        providers=queries.own_links(actor),
    )


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """What closing the account does. `owed` are sums that nobody has recorded as paid yet."""

    handle: str
    drafts: int
    owed: tuple[str, ...]


def closing(actor: Actor) -> ClosingPage:
    """The actor's own."""
    totals = rewards.statement(actor).totals
    return ClosingPage(
        handle=queries.own_profile(actor).handle,
        drafts=reports.my_counts(actor).get(State.DRAFT, 0),
        owed=tuple(
            format_money(one.earned_minor - one.paid_minor, one.currency)
            for one in totals
            if one.earned_minor > one.paid_minor
        ),
    )


def _codes_left(user_id: int) -> int:
    """Recovery codes not used yet, as the sign-in library counts them."""
    codes = Authenticator.objects.filter(
        user_id=user_id, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def researcher(handle: str, actor: Actor) -> queries.PublicProfile:
    """A researcher's page: public, one's own, or of somebody who reported to the actor's team."""
    teams = actor.organizations_with(Permission.REPORT_VIEW)

    def reported_to_us(user_id: int) -> bool:
        reports = report_policies.visible_to(actor).filter(
            reporter_id=user_id, program__organization_id__in=teams
        )
        return bool(teams) and reports.exists()

    return queries.public_profile(handle, actor=actor, may_see_private=reported_to_us)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser, named in words."""

    reference: str
    name: str
    ip: str
    is_current: bool
    created_at: datetime
    seen_at: datetime


def sessions(actor: Actor, *, current: str) -> tuple[SessionRow, ...]:
    """The actor's own live sessions; `current` is the key hash of this browser."""
    if actor.user_id is None:
        raise NotFound
    return tuple(
        SessionRow(
            reference=each.reference,
            name=browser_name(each.agent),
            ip=each.ip,
            is_current=each.is_current,
            created_at=each.created_at,
            seen_at=each.seen_at,
        )
        for each in queries.sessions_of(actor.user_id, current=current, actor=actor)
    )


# The first that matches wins: Edge and Opera also say Chrome, Chrome also says Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """`Firefox on Linux` from a User-Agent header, which anybody can invent."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, agent)), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation in words."""

    organization: str
    role: str
    email: str
    invited_by: str
    expires_at: datetime


def offers(actor: Actor) -> tuple[Offer, ...]:
    """Open invitations to the actor's addresses."""
    return tuple(offer(each) for each in queries.invitations_for_person(actor))


def offer(found: queries.InvitationOffer) -> Offer:
    """The role translated."""
    return Offer(
        organization=found.organization_name,
        role=_(ROLE_LABELS[Role(found.role)]),
        email=found.email,
        invited_by=found.invited_by,
        expires_at=found.expires_at,
    )


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token in words."""

    token_id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


def tokens(actor: Actor) -> tuple[TokenRow, ...]:
    """The actor's own, newest first."""
    if actor.user_id is None:
        raise NotFound
    return tuple(
        TokenRow(
            token_id=each.token_id,
            name=each.name,
            hint=each.hint,
            scopes=each.scopes,
            created_at=each.created_at,
            expires_at=each.expires_at,
            last_used_at=each.last_used_at,
            state=each.state,
        )
        for each in queries.tokens_of(actor.user_id, actor=actor)
    )
