"""The commands by which words get into columns of text, each called with a secret in them."""

import dataclasses
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client

from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts.models import Session
from seawall.domain.accounts.rules import Role
from seawall.domain.automation.commands.rules import change_rule
from seawall.domain.automation.rules.ruling import Then
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.rules.sending import LeakInput
from seawall.domain.notify import commands as notify
from seawall.domain.programs import commands as programs
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.domain.reports import commands as reports
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.domain.rewards import commands as rewards
from seawall.domain.taxonomy import commands as taxonomy
from seawall.domain.vault.models import SealedSecret
from seawall.domain.vault.rules import formats
from seawall.lib import clock
from tests import factories
from tests.factories import secrets

TOKEN = secrets.token(formats.by_prefix()["ghp_"][0], random.Random(23))


@dataclass
class Door:
    """A command that takes words. `refuses` names the field by which it refuses a secret."""

    columns: tuple[str, ...]
    act: Callable[["World"], object]
    refuses: str = ""


@dataclass
class World:
    """A program that takes leaked keys, and its people."""

    intake: object = field(default_factory=factories.intake)

    @property
    def program(self):
        return self.intake.program

    def team(self, role=Role.OWNER):
        actor = factories.team_actor(self.program, role)
        return dataclasses.replace(actor, second_factor=True)


DOORS: dict[str, Door] = {}


def door(*columns: str, refuses: str = ""):
    """Declare how words get into these columns."""

    def declare(act):
        DOORS[act.__name__.strip("_")] = Door(columns, act, refuses)
        return act

    return declare


@door(
    "Report.title", "Report.target", "Revision.title", "Revision.target", "Revision.url",
    "Revision.description", "Revision.impact",
)  # fmt: skip
def _report(world):
    factories.report(
        program=world.program,
        title=f"Key {TOKEN}",
        target=f"https://api.example.org/{TOKEN}",
        url=f"https://api.example.org/?k={TOKEN}",
        description=TOKEN,
        impact=TOKEN,
    )


@door("Revision.other_justification")
def _draft(world):
    factories.draft(world.program, target_id="other", other_justification=f"As {TOKEN} says")


@door("Comment.body", "CommentRevision.body")
def _comments(world):
    report = factories.report(program=world.program)
    actor = factories.actor(report.reporter)
    row = reports.comment(report.public_id, body=TOKEN, audience="participants", actor=actor)
    reports.edit_comment(report.public_id, row.pk, body=f"No {TOKEN}", actor=actor)


@door("ReportMove.note")
def _move(world):
    report = factories.report(program=world.program)
    reports.make_move(
        report.public_id, "ask", actor=world.team(), given=MoveInput(note=f"Is it {TOKEN}?")
    )


@door("ReportMove.fix", "Report.fix")
def _fix(world):
    report = factories.report("accepted", program=world.program)
    reports.make_move(
        report.public_id, "resolve", actor=world.team(), given=MoveInput(fix=f"rotated {TOKEN}")
    )


@door("Appeal.text", "Appeal.reason")
def _appeal(world):
    report = factories.report(program=world.program)
    reports.set_severity(
        report.public_id, side="triage", priority=5, reason_code="other", reason="No.",
        actor=world.team(),
    )  # fmt: skip
    decision = report.decisions.get().public_id
    reports.appeal(
        report.public_id, decision, text=f"See {TOKEN}", priority=1,
        actor=factories.actor(report.reporter),
    )  # fmt: skip
    reports.decide_appeal(
        report.public_id, decision, outcome="rejected", reason=f"Not {TOKEN}",
        actor=world.team(Role.PROGRAM_MANAGER),
    )  # fmt: skip


@door("Report.lock_reason")
def _lock(world):
    report = factories.report(program=world.program)
    reports.lock_report(report.public_id, reason=f"They sent {TOKEN}", actor=world.team())


@door("Advice.text", refuses="text")
def _advice(world):
    taxonomy.set_advice(
        world.program.organization_id, "cross_site_scripting_xss", text=f"Use {TOKEN}",
        expected_version=0, actor=world.team(),
    )  # fmt: skip


@door("SeverityOpinion.reason", "Decision.reason")
def _rating(world):
    report = factories.report(program=world.program)
    reports.set_severity(
        report.public_id, side="triage", priority=2, reason_code="other", reason=TOKEN,
        actor=world.team(),
    )  # fmt: skip


@door("Attachment.name")
def _file(world):
    draft = factories.draft(world.program)
    content = f"key: {TOKEN}".encode()
    actor = factories.actor(draft.reporter)
    reports.attach_bytes(draft.public_id, name=f"{TOKEN}.txt", content=content, actor=actor)


@door("Upload.name")
def _upload(world):
    draft = factories.draft(world.program)
    actor = factories.actor(draft.reporter)
    reports.begin_upload(draft.public_id, name=f"{TOKEN}.txt", size_bytes=4, actor=actor)


@door(
    "Award.reason", "Award.decision_note", "LedgerTransaction.reference", "LedgerTransaction.note"
)
def _award(world):
    report = factories.rewarded_report(world.program)
    award = rewards.propose(
        report.public_id, amount_minor=60_000, currency="USD", kind="bounty", reason=TOKEN,
        actor=world.team(Role.TRIAGER),
    )  # fmt: skip
    rewards.approve(award.public_id, note=TOKEN, actor=world.team())
    rewards.record_payout(
        award.public_id, user_id=report.reporter_id, reference=TOKEN, actor=world.team()
    )
    rewards.reverse(award.public_id, note=TOKEN, actor=world.team())


@door("Leak.url", "Leak.kind", "Leak.notes", "Leak.contact", "LeakComment.body", "LeakStep.note")
def _leak(world):
    given = LeakInput(
        TOKEN, "code", url=f"https://x.example/{TOKEN}", kind=TOKEN, notes=TOKEN, contact=TOKEN
    )
    sent = leaks.send(world.program.slug, given=given, actor=factories.visitor())
    leaks.comment_by_link(sent.secret, body=TOKEN, actor=factories.visitor())
    leaks.move(sent.public_id, "confirm", note=TOKEN, actor=world.team())


@door("Reveal.note")
def _look(world):
    report = factories.report(program=world.program, description=TOKEN)
    name = str(SealedSecret.objects.get().public_id)
    reports.reveal_secret(
        report.public_id, name, reason="other", note=f"Is it {TOKEN}", is_fresh=True,
        actor=world.team(),
    )  # fmt: skip


@door("BriefDraft.content", "Brief.content", "Program.summary")
def _brief(world):
    document = factories.DOCUMENT | {"summary": f"See {TOKEN}", "terms": TOKEN, "text": TOKEN}
    programs.save_brief_draft(world.program.slug, document=document, actor=world.team())
    programs.publish_brief(world.program.slug, change_note="Words.", actor=world.team())
    unknown = document | {TOKEN: 1, "note": [{"deep": TOKEN}]}
    programs.save_brief_draft(world.program.slug, document=unknown, actor=world.team())


@door("Session.agent")
def _session(world):
    browser = Client(headers={"User-Agent": f"Browser {TOKEN}"})
    browser.force_login(factories.person())
    Session.objects.update(seen_at=clock.now() - timedelta(hours=1))
    browser.get("/notices")


def _known(name: str):
    def act(world):
        issue = KnownIssueIn(**{"title": "Known"} | {name: _of_issue(name)})
        programs.add_known_issue(world.program.slug, issue=issue, actor=world.team())

    act.__name__ = f"known_{name}"
    door(f"KnownIssue.{name}", refuses=name)(act)


def _of_issue(name: str) -> str:
    return f"https://api.example.org/{TOKEN}" if name in ("url", "target") else f"Is {TOKEN}"


for _name in ("title", "target", "vrt", "url", "reference", "notes"):
    _known(_name)


@door("KnownIssue.title", refuses="line 2")
def _known_issues_by_csv(world):
    programs.import_known_issues(
        world.program.slug, text=f"title,notes\nKnown,{TOKEN}\n", actor=world.team()
    )


@door("User.display_name", refuses="display_name")
def _display_name(world):
    _profile(display_name=TOKEN)


@door("Researcher.about", refuses="about")
def _about(world):
    _profile(about=TOKEN)


@door("Researcher.website", refuses="website")
def _website(world):
    _profile(website=f"https://x.example/{TOKEN}")


def _profile(**parts):
    person = factories.person()
    given = {"display_name": "", "about": "", "website": "", "is_public": True} | parts
    accounts.edit_profile(person.pk, actor=factories.actor(person), **given)


@door("Researcher.credit_name", refuses="credit_name")
def _credit(world):
    person = factories.person()
    accounts.edit_credit(
        person.pk, credit_kind="name", credit_name=TOKEN, actor=factories.actor(person)
    )


@door("ApiToken.name", refuses="name")
def _token(world):
    person = factories.person()
    accounts.make_token(
        person.pk, name=TOKEN, scopes=["reports:read"], actor=factories.actor(person)
    )


@door("Organization.name", refuses="name")
def _organization_name(world):
    _organization(world, name=TOKEN)


@door("Organization.about", refuses="about")
def _organization_about(world):
    _organization(world, about=TOKEN)


@door("Organization.website", refuses="website")
def _organization_website(world):
    _organization(world, website=f"https://x.example/?{TOKEN}")


def _organization(world, **parts):
    given = {"name": "Name", "about": "", "website": ""} | parts
    accounts.edit_organization(world.program.organization_id, actor=world.team(), **given)


@door("Program.name", refuses="name")
def _program_name(world):
    _settings(world, name=TOKEN)


@door("Program.pause_message", refuses="pause_message")
def _pause(world):
    _settings(world, pause_message=TOKEN)


def _settings(world, **parts):
    given = {"name": "Name", "kind": "bounty", "requires_second_factor": False} | parts
    programs.edit_settings(world.program.slug, actor=world.team(), **given)


@door("Program.name", refuses="name")
def _new_program(world):
    programs.create_program(
        world.program.organization_id, slug="new", name=TOKEN, kind="bounty", visibility="public",
        actor=world.team(),
    )  # fmt: skip


@door("Program.nda", refuses="nda")
def _nda(world):
    programs.set_nda(world.program.slug, text=TOKEN, actor=world.team())


@door("Program.secret_patterns", refuses="patterns")
def _patterns(world):
    programs.set_secret_rules(
        world.program.slug, patterns=f"own {TOKEN}", retention_days=30, actor=world.team()
    )


@door("Brief.change_note", refuses="change_note")
def _change_note(world):
    document = factories.DOCUMENT | {"summary": "Other words", "text": "Words."}
    programs.save_brief_draft(world.program.slug, document=document, actor=world.team())
    programs.publish_brief(world.program.slug, change_note=TOKEN, actor=world.team())


@door("Ban.note", refuses="note")
def _ban(world):
    programs.ban_researcher(
        world.program.slug, who=factories.person().handle, reason="spam", note=TOKEN,
        actor=world.team(),
    )  # fmt: skip


@door("ProgramInvitation.decline_reason", refuses="note")
def _decline(world):
    invited = factories.person()
    secret, _row = factories.program_invitation(who=invited.handle)
    programs.decline_invitation(
        secret=secret, reason="no_time", note=TOKEN,
        actor=factories.actor(invited),
    )  # fmt: skip


@door("Webhook.name", refuses="name")
def _webhook(world):
    notify.create_webhook(
        world.program.organization_id, name=TOKEN, url="https://hooks.example/in",
        events=["report.submitted"], actor=world.team(),
    )  # fmt: skip


@door("LeakIntake.address", refuses="address")
def _address(world):
    leaks.set_intake(
        world.program.slug, is_open=True, retention_days=90,
        address=f"https://x.example/{TOKEN}", actor=world.team(),
    )  # fmt: skip


@door("SignInProvider.client_id", refuses="client_id")
def _client_id(world):
    accounts.set_provider(
        world.program.organization_id, issuer="https://id.example.org", client_id=TOKEN,
        client_secret="secret", actor=world.team(),
    )  # fmt: skip


@door("SavedView.name", refuses="name")
def _view_name(world):
    factories.saved_view(world.team(), name=TOKEN)


@door("SavedView.query", refuses="query")
def _view_query(world):
    factories.saved_view(world.team(), query=f"state:open {TOKEN}")


@door("CannedResponse.name", refuses="name")
def _response_name(world):
    factories.canned_response(world.team(), world.program, name=TOKEN)


@door("CannedResponse.text", refuses="text")
def _response_text(world):
    factories.canned_response(world.team(), world.program, text=f"Use {TOKEN}")


@door("FieldValue.value", "FieldValue.key")
def _field_value(world):
    factories.custom_field(world.program, "environment")
    submission = dataclasses.replace(factories.submission(), fields={"environment": TOKEN})
    reports.submit_new(
        world.program.slug, actor=factories.actor(), submission=submission, accept_terms=1
    )


@door("CustomField.label", refuses="label")
def _field_label(world):
    factories.custom_field(world.program, label=TOKEN)


@door("CustomField.choices", refuses="choices")
def _field_choices(world):
    factories.custom_field(world.program, kind="list", choices=(TOKEN,))


@door("CustomField.pattern", refuses="pattern")
def _field_pattern(world):
    factories.custom_field(world.program, pattern=TOKEN)


@door("CustomField.message", refuses="message")
def _field_message(world):
    factories.custom_field(world.program, message=TOKEN)


@door("CustomField.help", refuses="help")
def _field_help(world):
    factories.custom_field(world.program, help=TOKEN)


@door("ReportTemplate.name", refuses="name")
def _template_name(world):
    programs.save_own_template(name=TOKEN, description="x", impact="", actor=factories.actor())


@door("ReportTemplate.description", refuses="description")
def _template_description(world):
    programs.set_template(world.program.slug, description=TOKEN, impact="", actor=world.team())


@door("ReportTemplate.impact", refuses="impact")
def _template_impact(world):
    programs.set_template(world.program.slug, description="", impact=TOKEN, actor=world.team())


@door("Rule.name", refuses="name")
def _rule_name(world):
    factories.rule(world.team(), world.program, name=TOKEN)


@door("Rule.condition", refuses="condition")
def _rule_condition(world):
    factories.rule(world.team(), world.program, condition=f'state:new "{TOKEN}"')


@door("Rule.then", refuses="reason")
def _rule_then(world):
    factories.rule(world.team(), world.program, then=Then(priority=2, reason=f"See {TOKEN}"))


@door("RuleVersion.name", refuses="name")
def _rule_version_name(world):
    _change_rule(world, name=TOKEN)


@door("RuleVersion.condition", refuses="condition")
def _rule_version_condition(world):
    _change_rule(world, condition=f'"{TOKEN}"')


@door("RuleVersion.then", refuses="reason")
def _rule_version_then(world):
    _change_rule(world, then=Then(priority=2, reason=f"See {TOKEN}"))


def _change_rule(world, **parts):
    row = factories.rule(world.team(), world.program)
    change_rule(row.public_id, factories.rule_in(**parts), actor=world.team())


@door("Group.name", refuses="name")
def _group(world):
    accounts.make_group(
        world.program.organization_id, handle="core", name=TOKEN, actor=world.team()
    )


@door("Tag.name", refuses="name")
def _tag(world):
    reports.make_tag(world.program.organization_id, name=TOKEN, actor=world.team())
