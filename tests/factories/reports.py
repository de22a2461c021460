"""Programs that judge, and reports in every state, made by the same commands as real ones."""

import itertools

from seawall.domain.accounts.models import Membership, User
from seawall.domain.accounts.rules import Role
from seawall.domain.programs.models import Brief, Program
from seawall.domain.programs.rules import brief as briefs
from seawall.domain.reports import commands
from seawall.domain.reports.commands import Submission
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.workflow import RETEST, Checklist, MoveInput, State
from seawall.lib import clock, ids
from tests.factories import accounts

__all__ = [
    "DOCUMENT",
    "VALID",
    "content",
    "copies",
    "draft",
    "judged_program",
    "new_version",
    "report",
    "submission",
    "team_actor",
]

_numbers = itertools.count(1)

VALID = Checklist(in_scope=True, exploitable=True, novel=True)
DOCUMENT = {
    "summary": "Find what we missed",
    "report_kinds": ["security", "documentation"],
    "groups": [{"id": "core", "name": "Core"}],
    "targets": [
        {"id": "api", "kind": "wildcard", "identifier": "*.example.org", "group": "core"},
        {"id": "shop", "kind": "domain", "identifier": "shop.example", "maximum_priority": 3},
        {"id": "blog", "kind": "domain", "identifier": "blog.example.net", "in_scope": False},
        {
            "id": "old",
            "kind": "domain",
            "identifier": "old.example.net",
            "eligible_for_submission": False,
        },
    ],
    "exclusions": [
        {"id": "X1", "title": "Load tests", "keywords": ["flooding"]},
        {
            "id": "X2",
            "title": "Answers of the model",
            "keywords": ["jailbreak"],
            "route": {"text": "Use the feedback form.", "url": "https://example.org/feedback"},
        },
    ],
    "rewards": [
        {"priority": 1, "minimum_minor": 300_000, "maximum_minor": 650_000},
        {"priority": 2, "minimum_minor": 100_000, "maximum_minor": 300_000},
        {"priority": 3, "minimum_minor": 50_000, "maximum_minor": 100_000},
        {"priority": 4, "minimum_minor": 20_000, "maximum_minor": 50_000},
    ],
    "currency": "USD",
    "terms": "Be honest.",
    "severity_mode": "cvss",
    "disabled_weaknesses": [
        {"vrt_id": "lack_of_binary_hardening", "message": "We know; this is not taken."}
    ],
    "clock_targets": {
        "first_response_days": 1,
        "triage_days": 3,
        "reward_days": 5,
        "resolution_days_by_priority": {"1": 5, "2": 10, "3": 30, "4": 60, "5": 90},
    },
    "time_zone": "UTC",
}


def judged_program(org=None, *, document=None, slug="", **fields) -> Program:
    """An open public program with version 1 of a brief; `document` replaces parts of it."""
    org = org or accounts.organization()
    number = next(_numbers)
    defaults = {
        "name": f"Program {number}",
        "kind": "bounty",
        "visibility": "public",
        "state": "open",
        "created_at": clock.now(),
    }
    program = Program.objects.create(
        organization=org, slug=slug or f"program-{number}", **(defaults | fields)
    )
    new_version(program, **(document or {}))
    return program


def new_version(program: Program, **parts) -> Brief:
    """The next version of the program's brief, in force at once."""
    value = briefs.parse(DOCUMENT | parts)
    version = Brief.objects.create(
        program=program,
        version=program.briefs.count() + 1,
        content=briefs.to_document(value),
        content_sha256=briefs.content_hash(value),
        published_at=clock.now(),
        published_by=accounts.person(),
    )
    program.brief = version
    program.save()
    return version


def content(**parts) -> Content:
    defaults = {
        "title": "Orders of others can be read",
        "target": "https://api.example.org/orders",
        "vrt": "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers",
        "description": "Change the number in the address.",
        "impact": "Anybody reads all orders.",
    }
    return Content(**(defaults | parts))


def submission(*, cvss="", collaborators=None, acknowledged=(), **parts) -> Submission:
    return Submission(content(**parts), cvss, collaborators or {}, acknowledged)


def draft(program=None, reporter=None, **parts) -> Report:
    """A draft with words in it."""
    program = program or judged_program()
    who = accounts.actor(reporter)
    row = commands.start_draft(program.slug, actor=who)
    commands.save_draft(row.public_id, content=content(**parts), expected_version=0, actor=who)
    row.refresh_from_db()
    return row


def report(state=State.NEW, *, program=None, reporter=None, original=None, cvss="", **parts):
    """A report in the state, brought there by the moves that lead to it."""
    program = program or judged_program()
    if state == State.DRAFT:
        return draft(program, reporter, **parts)
    if state == State.DUPLICATE and original is None:
        original = report(program=program)
    who = accounts.actor(reporter)
    row = commands.submit_new(
        program.slug,
        actor=who,
        submission=submission(cvss=cvss, **parts),
        accept_terms=program.brief.version,
    )
    for move, given in _way_to(State(state), original):
        by = who if move == "withdraw" else team_actor(program)
        row = commands.make_move(row.public_id, move, actor=by, given=given)
    if state in RETEST:
        commands.ask_retest(row.public_id, days=14, fix="v1.2", actor=team_actor(program))
        if state == State.RETESTED:
            commands.answer_retest(row.public_id, is_fixed=True, summary="It holds.", actor=who)
        row.refresh_from_db()
    return row


def copies(one: Report, count: int) -> None:
    """So many more rows like that report, for lists: without their words and their history."""
    plain = {
        field.attname: getattr(one, field.attname)
        for field in Report._meta.concrete_fields
        if not field.primary_key
    }
    numbers: set[str] = set()
    while len(numbers) < count:
        numbers.add(ids.public_id("R"))
    Report.objects.bulk_create(Report(**plain | {"public_id": number}) for number in numbers)


def team_actor(program: Program, role: Role = Role.TRIAGER):
    """The Actor of a member in the role, the same one each time."""
    handle = f"{role.replace('_', '-')}-{program.organization_id}"
    user = User.objects.filter(handle=handle).first() or accounts.person(handle)
    if not Membership.objects.filter(organization=program.organization, user=user).exists():
        accounts.member(program.organization, role, user=user)
    return accounts.actor(user, second_factor=program.requires_second_factor)


def _way_to(state: State, original: Report | None) -> list[tuple[str, MoveInput]]:
    note = MoveInput(note="Because of what was found.")
    ways: dict[State, list[tuple[str, MoveInput]]] = {
        State.NEW: [],
        State.NEEDS_INFO: [("ask", note)],
        State.TRIAGED: [("triage", MoveInput())],
        State.INFORMATIONAL: [("close_informational", note)],
        State.DUPLICATE: [
            ("mark_duplicate", MoveInput(original=original.public_id if original else ""))
        ],
        State.OUT_OF_SCOPE: [("close_out_of_scope", MoveInput(rule="X1"))],
        State.NOT_REPRODUCIBLE: [("close_not_reproducible", note)],
        State.NOT_APPLICABLE: [("close_not_applicable", note)],
        State.SPAM: [("close_spam", note)],
        State.WITHDRAWN: [("withdraw", MoveInput())],
    }
    ways[State.ACCEPTED] = [*ways[State.TRIAGED], ("accept", MoveInput(checklist=VALID))]
    ways[State.RETESTING] = ways[State.RETESTED] = ways[State.ACCEPTED]
    ways[State.RESOLVED] = [*ways[State.ACCEPTED], ("resolve", MoveInput(fix="v1.2"))]
    return ways[state]
