import pytest

from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Collaborator, Report, Revision
from seawall.domain.reports.rules.workflow import State
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


def save(draft, actor=None, version=1, **parts):
    return commands.save_draft(
        draft.public_id,
        content=reports.content(**parts),
        expected_version=version,
        actor=actor or accounts.actor(draft.reporter),
    )


def send(draft, **extra):
    return commands.submit(
        draft.public_id, actor=accounts.actor(draft.reporter), accept_terms=1, **extra
    )


def test_a_draft_keeps_what_was_typed_and_counts_its_saves():
    draft = reports.draft()

    assert save(draft, title="Half a thou", description="") == 2

    words = draft.revisions.get()
    assert (words.title, words.description, words.saves) == ("Half a thou", "", 2)
    assert Report.objects.get().title == "Half a thou"


def test_two_windows_do_not_overwrite_each_other():
    draft = reports.draft()
    save(draft, title="From one window")

    with pytest.raises(Conflict) as refusal:
        save(draft, title="From the other")

    assert refusal.value.code == "stale"
    assert draft.revisions.get().title == "From one window"


def test_what_cannot_be_stored_is_refused_and_loses_nothing():
    draft = reports.draft()

    with pytest.raises(Invalid) as refusal:
        save(draft, title="a\x00b", impact="x" * 20_000)

    assert set(refusal.value.fields) == {"title", "impact"}
    assert draft.revisions.get().title == reports.content().title


def test_nobody_else_saves_sends_or_discards_a_draft():
    draft = reports.draft()
    team = reports.team_actor(draft.program)

    with pytest.raises(NotFound):
        save(draft, team)
    with pytest.raises(NotFound):
        commands.submit(draft.public_id, actor=team, accept_terms=1)
    with pytest.raises(NotFound):
        commands.discard_draft(draft.public_id, actor=team)


def test_the_log_of_a_draft_names_no_program():
    draft = reports.draft()

    event = Event.objects.latest("pk")

    assert (event.name, event.report_id) == ("report.drafted", draft.pk)
    assert (event.organization_id, event.program_id) == (None, None)


def test_a_sent_draft_is_a_report_like_any_other():
    draft = reports.draft()

    report = send(draft)

    assert (report.state, report.terms_version, report.priority) == (State.NEW, 1, 3)
    words = Revision.objects.get(report=report)
    assert words.sealed_at == report.submitted_at
    assert words.content_sha256 == report.content_sha256


def test_a_sent_report_is_not_a_draft_any_more():
    draft = reports.draft()
    send(draft)

    for attempt in (
        lambda: save(draft),
        lambda: send(draft),
        lambda: commands.discard_draft(draft.public_id, actor=accounts.actor(draft.reporter)),
    ):
        with pytest.raises(Conflict):
            attempt()


def test_a_draft_that_cannot_be_sent_stays_as_it_was():
    draft = reports.draft(description="", impact="")

    with pytest.raises(Invalid) as refusal:
        send(draft)

    assert set(refusal.value.fields) == {"description", "impact"}
    assert Report.objects.get().state == State.DRAFT


def test_a_draft_is_judged_by_the_brief_in_force_when_it_is_sent():
    draft = reports.draft()
    reports.new_version(
        draft.program,
        disabled_weaknesses=[{"vrt_id": "broken_access_control", "message": "Not now."}],
    )

    with pytest.raises(Conflict) as refusal:
        send(draft)
    assert refusal.value.code == "terms"
    with pytest.raises(Invalid, match=r"Not now\."):
        commands.submit(draft.public_id, actor=accounts.actor(draft.reporter), accept_terms=2)


def test_discarding_leaves_nothing_but_the_event():
    draft = reports.draft()

    commands.discard_draft(draft.public_id, actor=accounts.actor(draft.reporter))

    assert not Report.objects.exists()
    assert Event.objects.latest("pk").name == "report.draft_discarded"


def test_a_routed_draft_is_recorded_and_stays():
    draft = reports.draft(title="A jailbreak")

    with pytest.raises(commands.Routed):
        send(draft)

    assert Event.objects.latest("pk").name == "report.routed"
    assert send(draft, acknowledged=("X2",)).state == State.NEW


def share(draft, reporter_share, actor=None, **collaborators):
    return commands.add_collaborators(
        draft.public_id,
        reporter_share=reporter_share,
        collaborators=collaborators,
        actor=actor or accounts.actor(draft.reporter),
    )


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(5000, 4999), (5000, 5001), (10_000, 1), (0, 10_000), (9999, 0)],
)
def test_shares_sum_to_exactly_the_whole(mine, theirs):
    draft = reports.draft()
    accounts.person("ann")

    with pytest.raises(Invalid) as refusal:
        share(draft, mine, ann=theirs)

    assert set(refusal.value.fields) == {"collaborators"}


def test_an_invited_person_sees_only_the_offer_until_accepting():
    draft = reports.draft()
    ann = accounts.actor(accounts.person("ann"))
    share(draft, 6667, ann=3333)

    offer = queries.my_invitations(ann)
    assert [(one.report, one.share) for one in offer] == [(draft.public_id, 3333)]
    with pytest.raises(NotFound):
        queries.thread(ann, draft.public_id)

    commands.answer_invitation(draft.public_id, accept=True, actor=ann)

    assert queries.thread(ann, draft.public_id).row.public_id == draft.public_id
    assert queries.my_invitations(ann) == ()


def test_an_invitation_is_answered_once():
    draft = reports.draft()
    ann = accounts.actor(accounts.person("ann"))
    share(draft, 5000, ann=5000)
    commands.answer_invitation(draft.public_id, accept=False, actor=ann)

    with pytest.raises(Conflict):
        commands.answer_invitation(draft.public_id, accept=True, actor=ann)
    with pytest.raises(NotFound):
        commands.answer_invitation(draft.public_id, accept=True, actor=accounts.actor())


def test_changing_a_share_asks_that_person_again():
    draft = reports.draft()
    ann, bob = (accounts.actor(accounts.person(name)) for name in ("ann", "bob"))
    share(draft, 5000, ann=2500, bob=2500)
    for person in (ann, bob):
        commands.answer_invitation(draft.public_id, accept=True, actor=person)

    share(draft, 4500, ann=2500, bob=3000)

    states = dict(Collaborator.objects.values_list("user__handle", "state"))
    assert states == {"ann": "accepted", "bob": "invited"}


def test_nobody_but_the_reporter_shares_and_only_before_sending():
    draft = reports.draft()
    ann = accounts.actor(accounts.person("ann"))
    share(draft, 5000, ann=5000)
    commands.answer_invitation(draft.public_id, accept=True, actor=ann)

    with pytest.raises(NotAllowed):
        share(draft, 1, ann, ann=9999)
    send(draft)
    with pytest.raises(Conflict):
        share(draft, 10_000)


def test_the_reporter_cannot_be_their_own_collaborator():
    draft = reports.draft()

    with pytest.raises(Invalid, match="others only"):
        share(draft, 5000, **{draft.reporter.handle: 5000})


def test_a_team_that_reads_a_sent_report_is_told_that_it_is_not_theirs_to_send():
    report = reports.report()

    with pytest.raises(NotAllowed):
        commands.submit(report.public_id, actor=reports.team_actor(report.program), accept_terms=1)
