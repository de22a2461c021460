"""Sign-in providers: for those who set them up, for who comes in, and for oneself."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import ProviderDomain, SignInProvider
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.lib import crypto

RECORD_NAME = "_seawall"
FILE_PATH = "/.well-known/seawall-domain.txt"


@dataclass(frozen=True, slots=True)
class DomainView:
    """A mail domain and how to show that it is one's own."""

    domain_id: int
    domain: str
    record_name: str
    file_address: str
    proof: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProviderView:
    """Without its secret. `default_role` and `emergency_user` may be empty."""

    public_id: str
    issuer: str
    client_id: str
    enforcement: str
    default_role: str
    emergency_user: str
    linked: int


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """How an organization's members sign in. `provider` None: as everybody does."""

    provider: ProviderView | None
    domains: tuple[DomainView, ...]


@dataclass(frozen=True, slots=True)
class WayIn:
    """All that an attempt to come in needs."""

    provider_id: int
    public_id: str
    organization_id: int
    organization_name: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A provider of an organization that one is a member of."""

    public_id: str
    organization_name: str
    issuer: str
    is_linked: bool
    is_locked: bool


def sign_in_settings(organization_id: int, *, actor: Actor) -> SignInSettings:
    """Raises NotFound for those who may not decide it."""
    if not policies.can_manage_provider(actor, organization_id):
        raise NotFound
    row = (
        SignInProvider.objects.select_related("emergency_user")
        .filter(organization_id=organization_id)
        .first()
    )
    domains = ProviderDomain.objects.filter(organization_id=organization_id)
    return SignInSettings(
        provider=None if row is None else _view(row),
        domains=tuple(_domain(each) for each in domains.order_by("domain")),
    )


def _view(row: SignInProvider) -> ProviderView:
    return ProviderView(
        public_id=row.public_id,
        issuer=row.issuer,
        client_id=row.client_id,
        enforcement=row.enforcement,
        default_role=row.default_role or "",
        emergency_user=row.emergency_user.handle if row.emergency_user else "",
        linked=row.identities.count(),
    )


def _domain(row: ProviderDomain) -> DomainView:
    return DomainView(
        domain_id=row.pk,
        domain=row.domain,
        record_name=f"{RECORD_NAME}.{row.domain}",
        file_address=f"https://{row.domain}{FILE_PATH}",
        proof=proof_of(row),
        verified_at=row.verified_at,
    )


def proof_of(row: ProviderDomain) -> str:
    """What stands in the record or in the file, to the letter."""
    return f"seawall-domain={row.challenge}"


def way_in(public_id: str) -> WayIn:
    """Asked before anybody is signed in. Raises NotFound; the address is a random number."""
    row = SignInProvider.objects.select_related("organization").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return WayIn(
        provider_id=row.pk,
        public_id=row.public_id,
        organization_id=row.organization_id,
        organization_name=row.organization.name,
        issuer=row.issuer,
        client_id=row.client_id,
        client_secret=crypto.unseal(row.secret_sealed, key=_key(), use=_use(row)),
    )


def way_in_for_domain(domain: str) -> str | None:
    """The address (`P-…`) for people of a verified domain. Tell it to them by mail alone."""
    rows = SignInProvider.objects.filter(
        organization__domains__domain=domain, organization__domains__verified_at__isnull=False
    )
    return rows.values_list("public_id", flat=True).first()


def own_links(actor: Actor) -> tuple[OwnLink, ...]:
    """The providers of one's organizations, also of those that show nothing now."""
    if actor.user_id is None:
        return ()
    linked = set(policies.identities_visible_to(actor).values_list("provider_id", flat=True))
    rows = SignInProvider.objects.filter(organization__memberships__user=actor.user_id)
    return tuple(
        OwnLink(
            public_id=row.public_id,
            organization_name=row.organization.name,
            issuer=row.issuer,
            is_linked=row.pk in linked,
            is_locked=row.organization_id in actor.locked,
        )
        for row in rows.select_related("organization").order_by("organization__name", "pk")
    )


def sealed(row: SignInProvider, secret: str) -> str:
    """The client secret, for its own row alone."""
    return crypto.seal(secret, key=_key(), use=_use(row))


def _use(row: SignInProvider) -> str:
    return f"provider {row.public_id} secret"


def _key() -> bytes:
    return bytes(settings.FIELD_KEY)
