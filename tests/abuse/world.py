"""The fixture world of the abuse cases: two organizations, everybody, a word in every text.

    world = make()                  # the fixture `world` makes it once per module
    world.person("R2")              # the User; "anonymous" and "INT" have none
    world.actor("T1")               # the Actor, for commands
    world.token("R1")               # a bearer token with every scope; INT's has one
    world.report("X1")              # the Report: X1 X2 D1 in A-priv, O1 in A-pub, XB in B-priv
    world.id("X0")                  # a public id that was never issued
    world.sent                      # every mail sent while the world was made

People: R1 reports X1 and D1, C1 shares X1, R2 reports X2 (a duplicate of X1), R3 is invited
nowhere and may not report to A-pub, RB reports XB. Members of A: T1 triager, RO viewer, FIN
finance, SET programme manager (the nearest to "settings only"), DEV developer, ADM_A owner. Of B:
ADM_B owner, T_B triager. SUPER is the platform's administrator. INT is a token of T1 that may only
read reports.

It is made by the same commands as everything real. Undo what a test does (the fixture does), or
make it anew. Tests with real processes or transaction=True make their own.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core import mail

from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.accounts.models import ApiToken, Ban, CreditKind, Membership, Organization, User
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import ANONYMOUS, Actor
from seawall.domain.automation.commands import responses as response_commands
from seawall.domain.automation.commands import rules as rule_commands
from seawall.domain.automation.models import CannedResponse, Rule
from seawall.domain.automation.rules.ruling import Then
from seawall.domain.jobs_queue import worker
from seawall.domain.leaks import commands as leak_commands
from seawall.domain.leaks.models import Leak
from seawall.domain.notify import commands as notify_commands
from seawall.domain.notify.models import Notice, Webhook
from seawall.domain.programs import commands as program_commands
from seawall.domain.programs.models import KnownIssue, Program, ReportTemplate
from seawall.domain.reports import commands
from seawall.domain.reports.models import Attachment, Comment, Report, Tag
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.workflow import Checklist, MoveInput
from seawall.domain.rewards import commands as reward_commands
from seawall.domain.rewards.models import Award
from seawall.domain.search.commands import views as view_commands
from seawall.domain.search.models import SavedView
from seawall.domain.taxonomy import commands as taxonomy_commands
from seawall.domain.vault.models import SealedSecret
from seawall.lib import clock, ids
from tests.abuse import canaries
from tests.abuse.canaries import key, word
from tests.factories import accounts, leaks, programs, providers

VRT = "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers"
VALID = Checklist(in_scope=True, exploitable=True, novel=True)
MET = {
    "R1": "x1met", "C1": "x1met", "R2": "x2met", "R3": "r3met", "RB": "xbmet", "SUPER": "supermet",
    "T1": "ateam", "ADM_A": "ateam", "FIN": "ateam", "SET": "ateam", "DEV": "asilent",
    "RO": "asilent", "ADM_B": "bteam", "T_B": "bteam",
}  # fmt: skip


@dataclass
class World:
    """Rows by their name in the threat model; see the module for the names."""

    people: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    awards: dict[str, Award] = field(default_factory=dict)
    other: dict = field(default_factory=dict)
    hooks: dict[str, Webhook] = field(default_factory=dict)
    leaks: dict[str, Leak] = field(default_factory=dict)
    known: dict[str, KnownIssue] = field(default_factory=dict)
    views: dict[str, SavedView] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    responses: dict[str, CannedResponse] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    templates: dict[str, ReportTemplate] = field(default_factory=dict)
    sent: list = field(default_factory=list)

    def person(self, name: str) -> User:
        """The account."""
        return self.people[name]

    def actor(self, name: str, *, second_factor: bool = False) -> Actor:
        """Who acts, as things stand now. `second_factor` gives the account one."""
        if name == "anonymous":
            return ANONYMOUS
        return accounts.actor(self.people[name], second_factor=second_factor)

    def token(self, name: str) -> str:
        """A bearer token, "" for who has none."""
        return self.tokens.get(name, "")

    def handle(self, name: str) -> str:
        """What stands after the @."""
        return self.people[name].handle

    def report(self, name: str) -> Report:
        """The report as it stands now."""
        self.reports[name].refresh_from_db()
        return self.reports[name]

    def id(self, name: str) -> str:
        """The public id of a thing; of `X0` and other names with 0 (see `make`) nobody's."""
        if name.endswith("0"):
            return self.other[name]  # type: ignore[return-value]
        things = (self.reports, self.files, self.awards, self.hooks, self.leaks, self.known)
        for rows in (*things, self.views, self.tags, self.responses, self.rules, self.templates):
            if name in rows:
                return rows[name].public_id  # type: ignore[attr-defined]
        raise KeyError(name)


def make() -> World:
    """The whole world, its mail sent."""
    world, before = World(), len(mail.outbox)
    _people(world)
    _programs(world)
    _reports(world)
    _talk(world)
    _locked(world)
    _guests(world)
    _objections(world)
    _awards(world)
    _belongings(world)
    _machines(world)
    _leaks(world)
    _known(world)
    _fields(world)
    _templates(world)
    _views(world)
    _tags(world)
    _advice(world)
    _responses(world)
    worker.settle()
    world.other["notice"] = Notice.objects.filter(user=world.people["R1"]).earliest("pk")
    world.other |= {"X0": ids.public_id("R"), "F0": ids.public_id("F"), "A0": ids.public_id("A")}
    world.other |= {f"{letter}0": ids.public_id(letter) for letter in "WLKVTCUM"}
    world.sent = list(mail.outbox[before:])
    return world


def _people(world: World) -> None:
    for name in canaries.PEOPLE:
        world.people[name] = accounts.person(
            word("user", key(name), "handle", MET[name]),
            email=f"{word('user', key(name), 'email', f'mail{key(name)}')}@example.org",
            display_name=word("user", key(name), "name", MET[name]),
            is_platform_admin=name == canaries.SUPER,
        )
    world.organizations["A"] = _organization("a", "public", "ain", canaries.A, world)
    world.organizations["B"] = _organization("b", "bname", "bin", canaries.B, world)


def _organization(slug, known, inside, members, world) -> Organization:
    row = accounts.organization(
        f"org-{slug}",
        name=word("organization", slug, "name", known),
        about=word("organization", slug, "about", inside),
        website=f"https://{word('organization', slug, 'website', inside)}.example/",
    )
    for name, role in members.items():
        accounts.member(row, role, user=world.people[name])
    return row


def _programs(world: World) -> None:
    _program(world, "A-pub", "A", "SET", "apub", "public")
    _program(world, "A-priv", "A", "SET", "apriv", "aprivate")
    _program(world, "B-priv", "B", "ADM_B", "bpriv", "bprivate")
    for row, name in (("apub", "A-pub"), ("apriv", "A-priv")):
        _save_brief(world, name, "SET", f"{row}draft", "aedit")
    for name in ("R1", "R2", "C1"):
        programs.program_access(world.programs["A-priv"], world.people[name])
    programs.program_access(world.programs["B-priv"], world.people["RB"])
    programs.nda_signature(world.programs["B-priv"], world.people["RB"])


def _program(world, name, org, by, row, known) -> None:
    """Open, with a brief; private ones but A-priv ask for a signature first."""
    slug, actor = name.lower(), world.actor(by)
    world.programs[name] = program_commands.create_program(
        world.organizations[org].pk,
        slug=slug,
        name=word("program", row, "name", known),
        kind="bounty",
        visibility="public" if known == "public" else "private",
        actor=actor,
    )
    if name == "B-priv":
        program_commands.set_nda(slug, text=word("program", row, "nda", known), actor=actor)
    _save_brief(world, name, by, row, known)
    program_commands.publish_brief(slug, change_note=word("brief", row, "note", known), actor=actor)
    program_commands.set_state(slug, state="open", actor=actor)
    program_commands.edit_settings(
        slug,
        name=world.programs[name].name,
        kind="bounty",
        requires_second_factor=False,
        pause_message=word("program", row, "pause", known),
        actor=actor,
    )
    world.programs[name].refresh_from_db()


def _save_brief(world, name, by, row, known) -> None:
    program_commands.save_brief_draft(
        name.lower(),
        document=programs.brief_document(**_brief(row, known)),
        actor=world.actor(by),
    )


def _brief(row: str, audience: str) -> dict:
    def said(name: str) -> str:
        return word("brief", row, name, audience)

    return {
        "summary": said("summary"),
        "text": said("text"),
        "terms": said("terms"),
        "duplicates_policy": said("duplicates"),
        "targets": [
            {"id": "t1", "kind": "domain", "identifier": f"{said('target')}.example"},
            {
                "id": "t2",
                "kind": "wildcard",
                "identifier": "*.shop.example",
                "instruction": said("instruction"),
            },
        ],
        "exclusions": [
            {"id": "X1", "title": said("exclusion"), "text": said("why"), "keywords": ["flood"]}
        ],
        "disclosure": {"mode": "coordinated", "days": 90, "text": said("disclosure")},
    }


def content(row: str, audience: str) -> Content:
    """A report whose every field has its word."""

    def said(name: str) -> str:
        return word("report", row, name, audience)

    return Content(
        title=said("title"),
        target=f"https://{said('target')}.shop.example/v1",
        other_justification=said("other"),
        vrt=VRT,
        url=f"https://api.shop.example/{said('url')}",
        description=f"Look at {said('description')}.",
        impact=f"All of {said('impact')}.",
    )


def submit(world: World, program: str, by: str, row: str, audience: str, **shares: int) -> Report:
    """A report as `by` would send it; `shares` of others by their names."""
    given = commands.Submission(
        content(row, audience),
        "",
        {world.handle(name): share for name, share in shares.items()},
        (),
    )
    target = world.programs[program]
    return commands.submit_new(
        target.slug, actor=world.actor(by), submission=given, accept_terms=target.brief.version
    )


def _reports(world: World) -> None:
    made = world.reports
    made["X1"] = submit(world, "A-priv", "R1", "x1", "x1", C1=2500)
    commands.answer_invitation(made["X1"].public_id, accept=True, actor=world.actor("C1"))
    made["X2"] = submit(world, "A-priv", "R2", "x2", "x2")
    made["O1"] = submit(world, "A-pub", "R1", "o1", "o1")
    made["XB"] = submit(world, "B-priv", "RB", "xb", "xb")
    made["D1"] = commands.start_draft("a-priv", actor=world.actor("R1"))
    commands.save_draft(
        made["D1"].public_id,
        content=content("d1", "d1"),
        expected_version=0,
        actor=world.actor("R1"),
    )
    commands.attach_bytes(
        made["D1"].public_id,
        name=f"{word('attachment', 'd1', 'name', 'd1')}.txt",
        content=word("attachment", "d1", "content", "d1").encode(),
        actor=world.actor("R1"),
    )


def move(world: World, report: str, name: str, by: str, **given) -> None:
    """One move on a report of the world."""
    public_id = world.id(report)
    commands.make_move(public_id, name, actor=world.actor(by), given=MoveInput(**given))


def _talk(world: World) -> None:
    for report, team, mine in (("X1", "T1", "R1"), ("XB", "T_B", "RB")):
        row = report.lower()
        _said(world, report, mine, row, "participants")
        _said(world, report, team, f"{row}team", "team")
        edited = _said(world, report, mine, f"{row}old", "participants", audience_word=row)
        commands.edit_comment(
            world.id(report),
            edited.pk,
            body=word("comment", f"{row}new", "body", row),
            actor=world.actor(mine),
        )
        move(world, report, "ask", team, note=word("move", f"{row}ask", "note", row))
        move(world, report, "answer", mine, note=word("move", f"{row}answer", "note", row))
        commands.set_severity(
            world.id(report),
            side="triage",
            priority=3,
            reason_code="taxonomy_baseline",
            reason=word("opinion", row, "reason", row),
            actor=world.actor(team),
        )
        commands.assign(world.id(report), assignee=world.handle(team), actor=world.actor(team))
        move(world, report, "triage", team)
        move(world, report, "accept", team, checklist=VALID)
    for step, given in (
        ("triage", {}),
        ("accept", {"checklist": VALID}),
        ("resolve", {"fix": word("move", "o1", "fix", "o1")}),
    ):
        move(world, "O1", step, "T1", **given)
    _said(world, "X2", "R2", "x2", "participants")
    _said(world, "X2", "T1", "x2team", "team")
    note = word("move", "x2", "note", "x2")
    move(world, "X2", "mark_duplicate", "T1", original=world.id("X1"), note=note)


def _said(world, report, by, row, audience, *, audience_word="") -> Comment:
    """A comment with a file."""
    heard = audience_word or row
    file = commands.attach_bytes(
        world.id(report),
        name=f"{word('attachment', row, 'name', heard)}.txt",
        content=word("attachment", row, "content", heard).encode(),
        audience=audience,
        actor=world.actor(by),
    )
    comment = commands.comment(
        world.id(report),
        body=word("comment", row, "body", heard),
        audience=audience,
        attachments=(file.public_id,),
        actor=world.actor(by),
    )
    world.files[f"F-{row}"], world.comments[row] = file, comment
    return comment


def _awards(world: World) -> None:
    """One that was approved and paid in part, one that waits, one of B."""
    paid = _proposed(world, "X1", "T1", "paid", "bounty", "aawarded")
    reward_commands.approve(
        paid.public_id, note=word("award", "paid", "decision", "aaward"), actor=world.actor("ADM_A")
    )
    reward_commands.record_payout(
        paid.public_id,
        user_id=world.people["R1"].pk,
        reference=word("transaction", "paid", "reference", "r1paid"),
        actor=world.actor("FIN", second_factor=True),
    )
    world.awards["A-paid"] = paid
    world.awards["A-waiting"] = _proposed(world, "X1", "T1", "waiting", "bonus", "aaward")
    undone = _proposed(world, "X1", "T1", "undone", "bonus", "aawarded")
    reward_commands.approve(undone.public_id, actor=world.actor("ADM_A"))
    reward_commands.reverse(
        undone.public_id,
        note=word("transaction", "undone", "note", "aaward"),
        actor=world.actor("ADM_A"),
    )
    world.awards["A-undone"] = undone
    world.awards["A-b"] = _proposed(world, "XB", "T_B", "b", "bounty", "xbteam")


def _proposed(world, report, by, row, kind, audience) -> Award:
    return reward_commands.propose(
        world.id(report),
        amount_minor=60_000,
        currency="USD",
        kind=kind,
        reason=word("award", row, "reason", audience),
        actor=world.actor(by),
    )


def _machines(world: World) -> None:
    """A webhook that is off, and a provider that nothing resolves: nobody leaves the machine."""
    owner, org = world.actor("ADM_A"), world.organizations["A"]
    place = word("webhook", "a", "url", "ahooks")
    hook, _secret = notify_commands.create_webhook(
        org.pk,
        name=word("webhook", "a", "name", "ahooks"),
        url=f"https://{place}.example/{place}",
        events=["report.submitted"],
        actor=owner,
    )
    world.other["delivery"] = notify_commands.ping_webhook(hook.public_id, actor=owner)
    notify_commands.rotate_secret(hook.public_id, actor=owner)
    notify_commands.switch_off_webhook(hook.public_id, actor=owner)
    world.hooks["W-a"] = hook
    made = providers.provider(
        org,
        issuer=f"https://{word('provider', 'a', 'issuer', 'ain')}.invalid",
        client_id=word("provider", "a", "client", "asignin"),
    )
    providers.identity(
        world.person("T1").memberships.get(), made, subject=word("identity", "t", "sub", "onlyt1")
    )
    world.other["provider"] = made
    world.other["domain"] = accounts_commands.add_domain(
        org.pk, f"{word('domain', 'a', 'domain', 'asignin')}.invalid", actor=owner
    )


def _leaks(world: World) -> None:
    """A leaked key that R1 sent to A-priv, with a comment and a move that tells nobody outside."""
    program = world.programs["A-priv"]
    leaks.intake(
        program,
        address=f"https://{word('intake', 'a', 'address', 'aleakout')}.example/",
        checked=False,
        checked_at=clock.now(),
        checked_by=world.person("SUPER"),
    )
    leak = leaks.leak(
        program=program,
        reporter=world.person("R1"),
        url=f"https://{word('leak', 'a', 'url', 'aleak')}.example/",
        kind=word("leak", "a", "kind", "aleak"),
        notes=word("leak", "a", "notes", "aleak"),
        contact=word("leak", "a", "contact", "aleak"),
    )
    leak_commands.comment(
        leak.public_id, body=word("leakcomment", "a", "body", "aleak"), actor=world.actor("R1")
    )
    note = word("leakstep", "a", "note", "aleak")
    leak_commands.move(leak.public_id, "mark_not_ours", note=note, actor=world.actor("T1"))
    world.leaks["L-a"] = leak
    world.other["secret"] = SealedSecret.objects.get(ref=leak.public_id)


def _known(world: World) -> None:
    """What A knew before."""
    world.known["K-a"] = programs.known_issue(
        world.programs["A-priv"],
        actor=world.actor("T1"),
        title=word("known", "a", "title", "aknown"),
        target=f"https://{word('known', 'a', 'target', 'aknown')}.example/",
        url=f"https://{word('known', 'a', 'url', 'aknown')}.example/",
        reference=word("known", "a", "reference", "aknown"),
        notes=word("known", "a", "notes", "aknown"),
        vrt=VRT,
    )


def _fields(world: World) -> None:
    """What A asks in its private programme, and what X1 answers."""
    program = world.programs["A-priv"]
    for name, kind, audience, readers in (
        ("place", "list", "researcher", "aprivate"),
        ("build", "text", "researcher", "aprivate"),
        ("ticket", "text", "team", "afields"),
    ):
        said = {part: word("field", name, part, readers) for part in ("label", "help", "message")}
        programs.custom_field(
            program,
            name,
            kind=kind,
            audience=audience,
            choices=(word("field", name, "choice", readers),),
            pattern=f"(?:{word('field', name, 'pattern', readers)}|.*)",
            **said,
        )
    for name, who, readers in (("build", "R1", "x1"), ("ticket", "T1", "x1team")):
        values = {name: word("answer", "x1", name, readers)}
        commands.set_fields(world.id("X1"), values=values, actor=world.actor(who))


def _templates(world: World) -> None:
    """What reports to A's private programme begin with, and what R1 keeps for themselves."""
    said = {part: word("template", "apriv", part, "aprivate") for part in ("description", "impact")}
    by = programs.manager_of(world.programs["A-priv"])
    program_commands.set_template(world.programs["A-priv"].slug, vrt=VRT, actor=by, **said)
    own = {part: word("template", "r1", part, "onlyr1") for part in (*said, "name")}
    row = program_commands.save_own_template(actor=world.actor("R1"), **own)
    world.templates["M-r1"] = row


def _objections(world: World) -> None:
    """R1 objects to the rating of X1 and is answered; RB's objection waits."""
    for report, mine in (("X1", "R1"), ("XB", "RB")):
        row, number = report.lower(), world.id(report)
        decision = world.reports[report].decisions.latest("pk")
        commands.appeal(
            number,
            decision.public_id,
            text=word("appeal", row, "text", row),
            priority=2,
            actor=world.actor(mine),
        )
        world.other[f"decision-{report}"] = decision
    commands.decide_appeal(
        world.id("X1"),
        world.other["decision-X1"].public_id,
        outcome="rejected",
        reason=word("appeal", "x1", "reason", "x1"),
        actor=world.actor("SET"),
    )


def _locked(world: World) -> None:
    """O1 is locked by its team: nobody writes on it here."""
    reason = word("report", "o1", "lockreason", "o1")
    commands.lock_report(world.id("O1"), reason=reason, actor=world.actor("T1"))


def _guests(world: World) -> None:
    """Somebody from outside is invited to X1 and has not come yet."""
    world.other["guest_secret"] = commands.invite_guest(
        world.id("X1"),
        email=f"{word('guest', 'x1', 'email', 'x1team')}@else.example",
        days=30,
        actor=world.actor("T1"),
    )


def _views(world: World) -> None:
    """One of T1 alone, one for the team of A, one for who reads A-priv."""
    given = {
        "V-t1": ("t1", "t1views", "T1", {}),
        "V-a": ("a", "aviews", "T1", {"organization_id": world.organizations["A"].pk}),
        "V-apriv": ("apriv", "aviews", "SET", {"program": "a-priv"}),
    }
    for name, (row, audience, by, shared) in given.items():
        view = view_commands.ViewIn(
            name=word("view", row, "name", audience),
            query=word("view", row, "query", audience),
            **shared,
        )
        world.views[name] = view_commands.save_view(view, actor=world.actor(by))


def _tags(world: World) -> None:
    """A tag of A on X1; a group of A with DEV in it, who has X2."""
    name = word("tag", "a", "name", "aviews")
    commands.tag(world.id("X1"), add=[name], actor=world.actor("T1"))
    handle = word("group", "a", "h", "aviews")
    team = world.organizations["A"].pk
    accounts_commands.make_group(
        team,
        handle=handle,
        name=word("group", "a", "name", "aviews"),
        actor=world.actor("SET"),
    )
    accounts_commands.make_group(
        team,
        handle=word("group", "b", "h", "aviews"),
        name=word("group", "b", "name", "aviews"),
        mail_domain=f"{word('group', 'b', 'domain', 'aviews')}.example",
        actor=world.actor("SET"),
    )
    accounts_commands.set_group_members(
        team, handle, add=[world.handle("DEV")], actor=world.actor("SET")
    )
    accounts_commands.enter_days(
        team,
        kind="absent",
        first=clock.now().date() + timedelta(days=400),
        last=clock.now().date() + timedelta(days=401),
        actor=world.actor("T1"),
    )
    commands.assign(world.id("X2"), group=handle, actor=world.actor("T1"))
    world.tags["T-a"] = Tag.objects.get(name=name)


def _advice(world: World) -> None:
    """What A says of the weakness of X1, for who fixes it."""
    taxonomy_commands.set_advice(
        world.organizations["A"].pk,
        VRT,
        text=word("advice", "a", "text", "aadvice"),
        expected_version=0,
        actor=world.actor("T1"),
    )


def _responses(world: World) -> None:
    """What the team of A says again and again."""
    given = response_commands.ResponseIn(
        name=word("response", "a", "name", "aviews"),
        text=word("response", "a", "text", "aviews"),
        default_for="ask",
    )
    world.responses["C-a"] = response_commands.save_response(
        world.organizations["A"].pk, given, actor=world.actor("T1")
    )
    rule = rule_commands.RuleIn(
        name=word("rule", "a", "name", "arules"),
        triggers=("submitted",),
        condition=word("rule", "a", "condition", "arules"),
        then=Then(notify=("assignee",)),
    )
    world.rules["U-a"] = rule_commands.save_rule(
        world.organizations["A"].pk, rule, actor=world.actor("SET")
    )


def _belongings(world: World) -> None:
    """What belongs to one person alone, and invitations that wait."""
    for name, user in world.people.items():
        world.tokens[name] = _token(world, name, tuple(TokenScope))
        about = {"R1": "r1about"}.get(name, f"only{key(name)}")
        user.researcher.about = word("researcher", key(name), "about", about)
        user.researcher.website = (
            f"https://{word('researcher', key(name), 'website', about)}.example/"
        )
        user.researcher.credit_name = word("researcher", key(name), "credit", f"only{key(name)}")
        # Named nowhere in public.
        user.researcher.credit_kind = CreditKind.ANONYMOUS
        user.researcher.save()
    world.tokens["INT"] = _token(world, "T1", (TokenScope.REPORTS_READ,))
    # Used just now: the first use of a token is noted.
    ApiToken.objects.update(last_used_at=clock.now())
    owner = Membership.objects.get(user=world.people["ADM_A"])
    secret, invitation = accounts.invitation(
        world.organizations["A"],
        email=f"{word('invitation', 'a', 'email', 'ainvites')}@example.org",
        by=owner,
    )
    asked, asking = programs.program_invitation(
        world.programs["A-priv"],
        who=f"{word('asking', 'apriv', 'email', 'aresearchers')}@example.org",
    )
    upload = commands.begin_upload(
        world.id("X1"),
        name=f"{word('upload', 'x1', 'name', 'onlyt1')}.txt",
        size_bytes=9,
        audience="team",
        actor=world.actor("T1"),
    )
    program_commands.ban_researcher(
        "a-pub",
        who=world.handle("R3"),
        reason="spam",
        note=word("ban", "r3", "note", "abans"),
        actor=world.actor("SET"),
    )
    accounts_commands.idempotency.store(
        word("idempotency", "r1", "key", "onlyr1"),
        request_hash="0" * 64,
        answer=accounts_commands.idempotency.StoredAnswer(
            201, word("idempotency", "r1", "body", "onlyr1")
        ),
        actor=world.actor("R1"),
    )
    session = accounts.session(
        world.people["R1"], agent=word("session", "r1", "agent", "onlyr1"), ip="203.0.113.77"
    )
    world.other |= {
        "passkey": accounts.factor(world.people["R3"], Authenticator.Type.WEBAUTHN),
        "ban": Ban.objects.get(user=world.people["R3"]),
        "invitation": invitation,
        "invitation_secret": secret,
        "asking": asking,
        "asking_secret": asked,
        "upload": upload.id,
        "session": session,
        "token": ApiToken.objects.filter(user=world.people["R1"]).latest("pk"),
        "link": accounts.one_time_link(world.people["R1"])[0],
        "former": accounts.email_change(
            world.people["R1"],
            former=f"{word('emailchange', 'r1', 'former', 'mailr1')}@example.org",
        )[0],
    }


def _token(world: World, name: str, scopes) -> str:
    return accounts_commands.make_token(
        world.people[name].pk,
        name=word("apitoken", key(name), "name", f"only{key(name)}"),
        scopes=scopes,
        days=90,
        actor=world.actor(name),
    )
