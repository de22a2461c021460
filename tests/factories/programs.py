"""Programmes with briefs that could be real, and the people around them."""

import itertools
from datetime import timedelta

from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.programs import commands
from seawall.domain.programs.models import (
    Brief,
    BriefDraft,
    NdaSignature,
    Program,
    ProgramAccess,
    ProgramInvitation,
)
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.lib import clock, crypto
from tests.factories import accounts

__all__ = [
    "brief_document",
    "brief_draft",
    "custom_field",
    "draft_program",
    "known_issue",
    "manager_of",
    "nda_signature",
    "open_bounty_program",
    "private_program",
    "program",
    "program_access",
    "program_invitation",
    "published_brief",
]

_numbers = itertools.count(1)


def brief_document(**changes):
    """A brief that can be published: four targets in scope, two out, a table of two groups."""
    document = {
        "schema": 1,
        "summary": "The shop, its API and the apps.",
        "text": "We thank everybody who helps to keep the shop **safe**.",
        "report_kinds": ["security", "functionality"],
        "groups": [{"id": "core", "name": "Core"}],
        "targets": [
            {
                "id": "t1",
                "kind": "domain",
                "identifier": "shop.example",
                "confidentiality": "high",
                "instruction": "Use the test shop first.",
            },
            {"id": "t2", "kind": "wildcard", "identifier": "*.shop.example"},
            {"id": "t3", "kind": "api", "identifier": "api.shop.example/v1", "group": "core"},
            {
                "id": "t4",
                "kind": "android",
                "identifier": "example.shop.app",
                "eligible_for_reward": False,
                "maximum_priority": 3,
            },
            {"id": "t5", "kind": "domain", "identifier": "blog.shop.example", "in_scope": False},
            {"id": "t6", "kind": "wildcard", "identifier": "*.corp.example", "in_scope": False},
        ],
        "exclusions": [
            {"id": "X1", "title": "Denial of service", "keywords": ["denial of service"]},
            {
                "id": "X2",
                "title": "What the assistant says",
                "keywords": ["jailbreak", "hallucination"],
                "route": {
                    "text": "Use the form for model behaviour.",
                    "url": "https://feedback.example/",
                },
            },
        ],
        "rewards": [
            {"priority": 1, "minimum_minor": 300000, "maximum_minor": 650000},
            {"priority": 2, "minimum_minor": 100000, "maximum_minor": 300000},
            {"priority": 3, "minimum_minor": 50000, "maximum_minor": 100000},
            {"priority": 4, "minimum_minor": 20000, "maximum_minor": 50000},
            {"group": "core", "priority": 1, "minimum_minor": 650000, "maximum_minor": 900000},
        ],
        "currency": "USD",
        "program_maximum_minor": 2000000,
        "rules": {
            "requests_per_second": 5,
            "header_name": "X-Research",
            "header_value_hint": "your handle",
            "automation": "limited",
            "accounts": "Your own accounts only.",
            "other": ["Stop when you see data of others."],
        },
        "safe_harbor": {
            "statement": "Research by these rules is authorized.",
            "authorized": True,
            "anti_circumvention_exemption": True,
            "terms_exemption": True,
            "good_faith": True,
            "promise_not_to_pursue": True,
        },
        "disclosure": {"mode": "coordinated", "days": 90, "text": "Together, after the fix."},
        "terms": "I follow the rules of this brief.",
        "severity_mode": "cvss",
        "clock_targets": {
            "first_response_days": 2,
            "triage_days": 5,
            "reward_days": 10,
            "resolution_days_by_priority": {"1": 7, "2": 30, "3": 60, "4": 90, "5": None},
        },
        "time_zone": "UTC",
    }
    return document | changes


def custom_field(row: Program, name="environment", **asked):
    """A field that researchers fill in, as its manager would add it."""
    kind, audience = asked.pop("kind", "text"), asked.pop("audience", "researcher")
    return commands.add_field(
        row.slug,
        name=name,
        kind=kind,
        audience=audience,
        asked=commands.FieldIn(label=asked.pop("label", name.capitalize()), **asked),
        actor=manager_of(row),
    )


def manager_of(row: Program, *, second_factor=True):
    """The Actor of the programme's first manager, who is made when there is none."""
    member = Membership.objects.filter(
        organization_id=row.organization_id, role=Role.PROGRAM_MANAGER
    ).first()
    member = member or accounts.member(row.organization, Role.PROGRAM_MANAGER)
    return accounts.actor(member, second_factor=second_factor)


def draft_program(
    organization=None,
    *,
    slug="",
    name="",
    kind="bounty",
    visibility="public",
    requires_second_factor=False,
    nda="",
) -> Program:
    """A programme that is not published, with an empty brief in the making."""
    organization = organization or accounts.organization()
    manager = accounts.member(organization, Role.PROGRAM_MANAGER)
    slug = slug or f"program-{next(_numbers)}"
    actor = accounts.actor(manager, second_factor=True)
    row = commands.create_program(
        organization.pk,
        slug=slug,
        name=name or slug.replace("-", " ").title(),
        kind=kind,
        visibility=visibility,
        actor=actor,
    )
    if requires_second_factor:
        commands.edit_settings(
            slug, name=row.name, kind=kind, requires_second_factor=True, actor=actor
        )
    if nda:
        commands.set_nda(slug, text=nda, actor=actor)
    row.refresh_from_db()
    return row


def published_brief(row: Program, *, change_note="Changed for a test", **changes) -> Brief:
    """The next version, `brief_document` with these fields changed, in force now."""
    actor = manager_of(row)
    commands.save_brief_draft(row.slug, document=brief_document(**changes), actor=actor)
    version = commands.publish_brief(row.slug, change_note=change_note, actor=actor)
    row.refresh_from_db()
    return version


def program(organization=None, *, state="open", brief=None, **fields) -> Program:
    """A published programme in the state; `brief` changes fields of `brief_document`."""
    row = draft_program(organization, **fields)
    published_brief(row, **(brief or {}))
    for step in {"draft": (), "open": ("open",), "paused": ("open", "paused")}.get(
        state, ("open", "closed")
    ):
        commands.set_state(row.slug, state=step, actor=manager_of(row))
    row.refresh_from_db()
    return row


def open_bounty_program(organization=None, **fields) -> Program:
    """Public, open, paying $200 to $9,000, at most $20,000."""
    return program(organization, **fields)


def private_program(organization=None, *, researcher=None, signed=True, **fields) -> Program:
    """Open for the invited; `researcher` (a user) takes part and has signed what there is."""
    row = program(organization, visibility="private", **fields)
    if researcher is not None:
        program_access(row, researcher)
        if row.nda and signed:
            nda_signature(row, researcher)
    return row


def brief_draft(row: Program | None = None, **changes) -> BriefDraft:
    """The next version in the making."""
    row = row or program()
    document = brief_document(**({"summary": "The next version."} | changes))
    commands.save_brief_draft(row.slug, document=document, actor=manager_of(row))
    return BriefDraft.objects.get(program=row)


def program_invitation(row: Program | None = None, *, who="invited@example.org"):
    """The secret and its row."""
    row = row or program(visibility="private")
    secret = commands.invite_researcher(row.slug, who=who, actor=manager_of(row))
    return secret, ProgramInvitation.objects.get(secret_hash=crypto.sha256_hex(secret))


def known_issue(program, *, actor=None, **parts):
    """Registered by a member of the team; not entered into the log yet."""
    if actor is None:
        who = accounts.member(program.organization, Role.PROGRAM_MANAGER)
        actor = accounts.actor(who, second_factor=program.requires_second_factor)
    defaults = {"title": "Orders can be read", "target": "api.example.org"}
    issue = KnownIssueIn(**(defaults | parts))
    return commands.add_known_issue(program.slug, issue=issue, actor=actor)


def program_access(row: Program | None = None, user=None) -> ProgramAccess:
    """A researcher takes part, as if an invitation had been accepted."""
    return ProgramAccess.objects.create(
        program=row or program(visibility="private"),
        user=user or accounts.person(),
        granted_at=clock.now() - timedelta(seconds=1),
    )


def nda_signature(row: Program | None = None, user=None) -> NdaSignature:
    """A signature of the terms as they are now."""
    row = row or program(visibility="private", nda="Tell nobody.")
    return NdaSignature.objects.create(
        program=row,
        user=user or accounts.person(),
        text_sha256=row.nda_sha256,
        signed_at=clock.now(),
        ip="192.0.2.1",
    )
