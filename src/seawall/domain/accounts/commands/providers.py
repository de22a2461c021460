"""Through which OpenID provider an organization's members sign in, and whose mail domains are."""

import re
import secrets

import idna
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import limits, wording
from seawall.domain.accounts.events import (
    DomainRemoved,
    DomainVerified,
    ProviderRemoved,
    ProviderRulesSet,
    ProviderSet,
)
from seawall.domain.accounts.models import Membership, Organization, ProviderDomain, SignInProvider
from seawall.domain.accounts.queries.actors import SECOND_FACTORS
from seawall.domain.accounts.queries.providers import FILE_PATH, RECORD_NAME, proof_of, sealed
from seawall.domain.accounts.rules import Enforcement, Role
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.lib import clock, http, ids, oidc

MOST_DOMAINS = 50
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+[a-z][a-z0-9-]{{1,62}}")


def set_provider(
    organization_id: int, *, issuer: str, client_id: str, client_secret: str, actor: Actor
) -> None:
    """Ask the issuer who it is, then keep it. An empty secret keeps the one of the same client.

    Another issuer begins anew: nobody is linked to it, and nobody has to come through it yet.
    """
    if not policies.can_manage_provider(actor, organization_id):
        raise NotFound
    limits.take(f"provider.set:organization:{organization_id}", at_most=20, per_seconds=3600)
    address = issuer.strip()
    if "?" in address or "#" in address or len(address) > 500:
        raise _no_issuer()
    name = wording.line(client_id.strip(), field="client_id", longest=255, required=True)
    # Before the transaction: it may take seconds, and on SQLite everybody would wait.
    try:
        oidc.discover(address)
    except (http.Unreachable, oidc.SignInRefused) as refusal:
        raise _no_issuer() from refusal
    _keep(organization_id, address, name, client_secret.strip(), actor=actor)


def _no_issuer() -> Invalid:
    return Invalid(
        _("No OpenID provider answers for this issuer. Copy it to the letter, with https://."),
        field="issuer",
    )


@transaction.atomic
def _keep(
    organization_id: int, issuer: str, name: str, client_secret: str, *, actor: Actor
) -> None:
    Organization.objects.select_for_update().get(pk=organization_id)
    row = SignInProvider.objects.filter(organization_id=organization_id).first()
    if row is not None and row.issuer != issuer:
        row.delete()
        row = None
    if not client_secret and (row is None or row.client_id != name):
        raise Invalid(_("Fill this in."), field="client_secret")
    if row is None:
        row = SignInProvider(
            public_id=ids.public_id("P"),
            organization_id=organization_id,
            issuer=issuer,
            created_at=clock.now(),
        )
    row.client_id = name
    if client_secret:
        row.secret_sealed = sealed(row, client_secret)
    row.save()
    event = ProviderSet(provider=row.public_id)
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def remove_provider(organization_id: int, *, actor: Actor) -> None:
    """Members sign in as everybody does. Those without a password can have one mailed to them."""
    row = _locked(organization_id, actor)
    event = ProviderRemoved(provider=row.public_id)
    row.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def set_provider_rules(
    organization_id: int,
    *,
    enforcement: str,
    default_role: str,
    emergency_user: str,
    actor: Actor,
) -> None:
    """Who has to come through it, what newcomers become, and who may come in without it.

    Nobody locks themselves out: to demand it one must have come through it in this session, or
    name somebody for emergencies.
    """
    row = _locked(organization_id, actor)
    wanted = _enforcement(enforcement)
    emergency = _emergency(organization_id, emergency_user)
    if wanted is not Enforcement.OFF and row.pk not in actor.providers and emergency is None:
        raise Conflict(
            _("Sign in through the provider once yourself, or name somebody for emergencies first.")
        )
    verified = ProviderDomain.objects.filter(
        organization_id=organization_id, verified_at__isnull=False
    )
    if wanted is Enforcement.DOMAINS and not verified.exists():
        raise Conflict(_("Verify a domain first."))
    row.enforcement = wanted
    row.default_role = _default_role(default_role, organization_id, actor)
    row.emergency_user_id = emergency
    row.save(update_fields=["enforcement", "default_role", "emergency_user"])
    event = ProviderRulesSet(
        provider=row.public_id,
        enforcement=wanted,
        default_role=row.default_role or "",
        emergency_user_id=emergency,
    )
    audit.record(event, actor=actor, organization_id=organization_id)


def _enforcement(word: str) -> Enforcement:
    try:
        return Enforcement(word)
    except ValueError as refusal:
        raise Invalid(_("Choose one of the list."), field="enforcement") from refusal


def _default_role(word: str, organization_id: int, actor: Actor) -> str | None:
    if not word:
        return None
    if word not in set(Role) - {Role.OWNER} or not policies.can_grant(
        actor, Role(word), organization_id
    ):
        raise Invalid(_("Choose a role of the list."), field="default_role")
    return word


def _emergency(organization_id: int, handle: str) -> int | None:
    name = handle.strip().removeprefix("@").lower()
    if not name:
        return None
    member = Membership.objects.filter(
        organization_id=organization_id,
        user__handle=name,
        user__is_active=True,
        user__authenticator__type__in=SECOND_FACTORS,
    ).first()
    if member is None:
        raise Invalid(_("Name a member who has a second factor."), field="emergency_user")
    return member.user_id


@transaction.atomic
def add_domain(organization_id: int, domain: str, *, actor: Actor) -> ProviderDomain:
    """To be shown to be the organization's; until then it counts for nothing."""
    if not policies.can_manage_provider(actor, organization_id):
        raise NotFound
    mine = ProviderDomain.objects.filter(organization_id=organization_id)
    name = domain_name(domain)
    if mine.filter(domain=name).exists():
        raise Conflict(_("This domain is in the list already."))
    if mine.count() >= MOST_DOMAINS:
        raise Conflict(_("An organisation has at most %(most)d domains.") % {"most": MOST_DOMAINS})
    return ProviderDomain.objects.create(
        organization_id=organization_id,
        domain=name,
        challenge=secrets.token_hex(16),
        created_at=clock.now(),
    )


def domain_name(text: str) -> str:
    """The one spelling of a domain: lower case, IDNA 2008, no dot at the end. Raises Invalid."""
    try:
        name = idna.encode(text.strip().removesuffix("."), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        name = ""
    if not _DOMAIN.fullmatch(name):
        raise Invalid(_("Write a domain such as example.org."), field="domain")
    return name


def verify_domain(domain_id: int, *, actor: Actor) -> str:
    """Look for the proof, in the domain's TXT record or in its file. Returns where: dns or file."""
    row = _domain(domain_id, actor)
    limits.take(f"domain.verify:domain:{row.pk}", at_most=20, per_seconds=3600)
    method = _shown_by(row)
    if method is None:
        raise Conflict(
            _("Neither the record nor the file is there yet. A new record can take an hour.")
        )
    _note_verified(row, method, actor=actor)
    return method


def _shown_by(row: ProviderDomain) -> str | None:
    proof = proof_of(row)
    if proof in http.txt_records(f"{RECORD_NAME}.{row.domain}"):
        return "dns"
    try:
        answer = http.fetch(f"https://{row.domain}{FILE_PATH}")
    except http.Unreachable:
        return None
    is_there = answer.status == 200 and answer.is_whole and answer.body.strip() == proof.encode()
    return "file" if is_there else None


@transaction.atomic
def _note_verified(row: ProviderDomain, method: str, *, actor: Actor) -> None:
    try:
        with transaction.atomic():
            ProviderDomain.objects.filter(pk=row.pk).update(verified_at=clock.now())
    except IntegrityError as refusal:
        raise Conflict(
            _("Another organisation has shown that this domain is its own.")
        ) from refusal
    event = DomainVerified(domain_id=row.pk, method=method)
    audit.record(event, actor=actor, organization_id=row.organization_id)


@transaction.atomic
def remove_domain(domain_id: int, *, actor: Actor) -> None:
    """It counts no more, from the next request on."""
    row = _domain(domain_id, actor)
    event = DomainRemoved(domain_id=row.pk)
    organization_id = row.organization_id
    row.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


def _domain(domain_id: int, actor: Actor) -> ProviderDomain:
    row = ProviderDomain.objects.filter(pk=domain_id).first()
    if row is None or not policies.can_manage_provider(actor, row.organization_id):
        raise NotFound
    return row


def _locked(organization_id: int, actor: Actor) -> SignInProvider:
    if not policies.can_manage_provider(actor, organization_id):
        raise NotFound
    rows = SignInProvider.objects.select_for_update(of=("self",))
    row = rows.filter(organization_id=organization_id).first()
    if row is None:
        raise NotFound
    return row


def callback_address(public_id: str) -> str:
    """What is registered at the provider; its own for each, so that none can answer for another."""
    return f"{settings.BASE_URL}/sso/{public_id}/callback"
