"""Sign-in providers, mail domains and links, made without asking a provider."""

from seawall.domain.accounts import commands
from seawall.domain.accounts.models import ProviderDomain, ProviderIdentity, SignInProvider
from seawall.domain.accounts.queries.providers import sealed
from seawall.lib import clock, ids
from tests.factories import accounts

__all__ = ["identity", "provider", "provider_domain"]


def provider(org=None, **fields) -> SignInProvider:
    """Of the organization; nobody has to come through it unless `enforcement` says so."""
    defaults = {
        "public_id": ids.public_id("P"),
        "issuer": "https://login.example",
        "client_id": "seawall",
        "created_at": clock.now(),
    }
    row = SignInProvider(organization=org or accounts.organization(), **(defaults | fields))
    row.secret_sealed = sealed(row, "client-secret")
    row.save()
    return row


def provider_domain(org=None, domain="corp.example", *, verified=True) -> ProviderDomain:
    """A mail domain that was shown to be the organization's."""
    owner = accounts.member(org)
    row = commands.add_domain(owner.organization_id, domain, actor=accounts.actor(owner))
    if verified:
        row.verified_at = clock.now()
        row.save()
    return row


def identity(member=None, row=None, *, subject="subject-1") -> ProviderIdentity:
    """That the member came in through the provider before."""
    member = member or accounts.member()
    row = row or provider(member.organization)
    return ProviderIdentity.objects.create(
        provider=row, issuer=row.issuer, subject=subject, user=member.user, created_at=clock.now()
    )
