"""The form without script: started, kept, refused with every word in place, sent."""

import json
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from seawall.domain.audit.models import Event
from seawall.domain.reports.models import Report
from tests import factories
from tests.web.reports.forms import posted, saves, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(program, reporter):
    return factories.draft(program, reporter)


def _address(row, end="edit"):
    return f"/reports/{row.public_id}/{end}"


def test_a_visitor_signs_in_first_and_comes_back(client, program):
    answer = client.get(f"/programs/{program.slug}/report")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next=/programs/{program.slug}/report"


def test_a_draft_is_started_once_and_resumed(browser, program):
    first = browser.get(f"/programs/{program.slug}/report").headers["Location"]
    again = browser.get(f"/programs/{program.slug}/report").headers["Location"]
    another = browser.get(f"/programs/{program.slug}/report?new").headers["Location"]

    assert first == again != another
    assert Report.objects.count() == 2


def test_a_paused_program_is_refused_by_name_of_its_state(browser, program):
    program.state = "paused"
    program.save()

    answer = browser.get(f"/programs/{program.slug}/report")

    assert answer.status_code == 409
    assert "paused" in text_of(answer)


def test_the_form_has_the_seven_parts_in_order(browser, draft):
    page = text_of(browser.get(_address(draft)))

    parts = (
        'name="title"',
        'name="target_id"',
        'name="vrt"',
        'name="url"',
        'name="description"',
        'name="impact"',
        'name="attachments_file"',
        'name="person"',
        'name="accept_terms"',
        "Report vulnerability",
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_targets_that_take_no_reports_are_there_with_the_reason(browser, draft):
    page = text_of(browser.get(_address(draft)))

    assert '<option value="blog" disabled>blog.example.net · out of scope</option>' in page
    assert "old.example.net · takes no reports at present" in page
    assert "shop.example · P3 at most" in page
    assert '<option value="other">' in page


def test_without_script_the_whole_taxonomy_is_a_plain_select(browser, draft):
    short, whole = browser.get(_address(draft)), browser.get(_address(draft) + "?types=all")

    assert '<meta http-equiv="refresh" content="0; url=?types=all">' in text_of(short)
    assert text_of(whole).count("<option") > 200 > text_of(short).count("<option")
    assert "lack_of_binary_hardening" in text_of(whole)
    assert "not taken: We know; this is not taken." in text_of(whole)


def test_saving_keeps_what_is_unfinished(browser, draft):
    answer = browser.post(
        _address(draft), posted(draft, title="", description="Half a sentence", vrt="")
    )

    assert answer.status_code == 303
    assert "Half a sentence" in text_of(browser.get(_address(draft)))


def test_autosave_answers_with_the_next_version(browser, draft):
    before = saves(draft)

    answer = browser.post(_address(draft, "autosave"), posted(draft, title="Better"))

    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "version"}
    assert answer.json()["version"] == before + 1 == saves(draft)
    draft.refresh_from_db()
    assert draft.title == "Better"


def test_autosave_from_a_second_window_is_refused_with_a_sentence(browser, draft):
    browser.post(_address(draft, "autosave"), posted(draft, title="One"))

    answer = browser.post(_address(draft, "autosave"), posted(draft, version="0", title="Two"))

    assert answer.status_code == 409
    assert "another window" in answer.json()["detail"]
    draft.refresh_from_db()
    assert draft.title == "One"


def test_autosave_invites_nobody(browser, draft):
    factories.person("bob")

    browser.post(
        _address(draft, "autosave"), posted(draft, own_share="50", person=["bob"], share=["50"])
    )

    assert not draft.collaborators.exists()


def test_an_autosaved_draft_is_never_visible_to_the_team(browser, draft, program):
    browser.post(_address(draft, "autosave"), posted(draft, title="Secret so far"))
    member = Client()
    member.force_login(factories.member(program.organization).user)

    for end in ("", "/edit", "/receipt", "/revisions", "/revise"):
        answer = member.get(f"/reports/{draft.public_id}{end}")
        assert answer.status_code == 404
        assert "Secret so far" not in text_of(answer)
    for end in ("autosave", "submit", "discard", "scope", "comments", "moves"):
        assert member.post(_address(draft, end), {"move": "triage"}).status_code == 404
    assert "Secret so far" not in text_of(member.get("/reports"))


KEPT = {
    "title": "A title that must come back",
    "target": "shop.example",
    "url": "https://shop.example/kept",
    "description": "A description that must come back",
    "impact": "An impact that must come back",
    "other_justification": "A reason that must come back",
}
WRONG = {
    "title": ("title", "x" * 151, "At most 150 characters."),
    "no title": ("title", " ", "Give the report a title."),
    "target": ("target", "https://", "target"),
    "out of scope": ("target", "blog.example.net", "Rule blog of version 1."),
    "not taken now": ("target", "old.example.net", "takes no reports at present"),
    "url": ("url", "javascript:alert(1)", "Write a whole address"),
    "description": ("description", "Line\u0000one", "Null characters are not allowed."),
    "control": ("description", "a\x07b", "U+0007"),
    "long": ("description", "y" * (64 * 1024 + 1), "At most 64 KiB"),
    "impact": ("impact", "", "Say what an attacker could do with it."),
    "type": ("vrt", "no.such.type", "The taxonomy has no such type."),
    "refused type": ("vrt", "lack_of_binary_hardening", "We know; this is not taken."),
    "kind": ("kind", "performance", "This programme takes reports about"),
    "vector": ("cvss", "CVSS:3.1/AV:Q", "is not a value of AV"),
    "vector 4": ("cvss4", "CVSS:4.0/AV:N", "Mandatory metrics are missing"),
    "terms": ("accept_terms", "", "tick the box"),
}


@pytest.mark.parametrize("case", WRONG)
def test_every_error_keeps_all_text_and_is_linked(browser, draft, case):
    field, value, sentence = WRONG[case]
    fields = posted(draft, **KEPT, target_id="shop") | {field: value}
    if field == "target":
        fields["target_id"] = ""

    answer = browser.post(_address(draft, "submit"), fields)

    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "data-focus" in page
    assert f'href="#id_{field}"' in page or field in ("cvss4",)
    for name, kept in KEPT.items():
        if name != field:
            assert kept in page, name
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_all_problems_are_named_at_once(browser, draft):
    answer = browser.post(
        _address(draft, "submit"), posted(draft, title="", impact="", vrt="", accept_terms="")
    )

    page = text_of(answer)
    for sentence in ("Give the report a title.", "Say what an attacker", "Choose the type", "tick"):
        assert sentence in page


def test_another_target_needs_a_justification(browser, draft):
    other = posted(draft, target_id="other", target="elsewhere.example.com")

    refused = browser.post(_address(draft, "submit"), other)
    sent = browser.post(
        _address(draft, "submit"),
        other | {"other_justification": "It is theirs", "version": saves(draft)},
    )

    assert "Say why this target belongs to the programme." in text_of(refused)
    assert sent.status_code == 303


def test_an_excluded_topic_is_told_with_its_rule_and_can_be_acknowledged(browser, draft):
    fields = posted(draft, title="Flooding the endpoint")

    refused = browser.post(_address(draft, "submit"), fields)
    sent = browser.post(
        _address(draft, "submit"), fields | {"acknowledged": ["X1"], "version": saves(draft)}
    )

    assert refused.status_code == 422
    assert "X1" in text_of(refused)
    assert sent.status_code == 303


def test_a_routed_topic_leads_to_its_channel_and_is_recorded(browser, draft):
    fields = posted(draft, title="A jailbreak")

    refused = browser.post(_address(draft, "submit"), fields)
    shown = browser.post(_address(draft, "scope"), fields | {"route": "X2"})

    assert "Use the feedback form." in text_of(refused)
    assert 'href="https://example.org/feedback"' in text_of(shown)
    assert Event.objects.filter(name="report.routed").count() == 2
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_sent_report_leads_to_its_receipt(browser, draft):
    answer = browser.post(_address(draft, "submit"), posted(draft, title="As sent"))

    assert answer.status_code == 303
    assert answer.headers["Location"] == _address(draft, "receipt")
    draft.refresh_from_db()
    assert (draft.state, draft.title, draft.terms_version) == ("new", "As sent", 1)
    assert browser.get(_address(draft)).headers["Location"] == f"/reports/{draft.public_id}"
    assert browser.post(_address(draft, "submit"), posted(draft)).status_code == 409


def test_terms_that_changed_meanwhile_have_to_be_read_again(browser, draft, program):
    factories.new_version(program, terms="Be very honest.")

    answer = browser.post(_address(draft, "submit"), posted(draft, title="Kept"))

    assert answer.status_code == 422
    assert "version 2" in text_of(answer)
    assert 'name="accept_terms" value="2"' in text_of(answer)
    assert "Kept" in text_of(answer)


def test_words_of_another_window_are_not_lost_silently(browser, draft):
    stale = posted(draft, title="Mine")
    browser.post(_address(draft), posted(draft, title="Theirs"))

    refused = browser.post(_address(draft), stale)

    assert refused.status_code == 422
    assert "Mine" in text_of(refused)
    assert "another window" in text_of(refused)
    assert f'name="version" value="{saves(draft)}"' in text_of(refused)


def test_a_draft_is_discarded(browser, draft):
    assert browser.get(_address(draft, "discard")).status_code == 405
    assert browser.post(_address(draft, "discard")).headers["Location"] == "/reports"
    assert not Report.objects.exists()


def test_shares_are_kept_when_they_sum_to_100(browser, draft):
    factories.person("bob")

    wrong = browser.post(
        _address(draft, "collaborators"),
        posted(draft, own_share="50", person=["bob", ""], share=["40", ""], do="save"),
    )
    right = browser.post(
        _address(draft, "collaborators"),
        posted(draft, own_share="66.66", person=["@Bob"], share=["33.34"], do="save"),
    )

    assert "Shares must sum to exactly 100 %, not 90 %." in text_of(wrong)
    assert 'value="bob"' in text_of(wrong)
    assert right.status_code == 303
    assert [row.share for row in draft.collaborators.all()] == [3334]


@pytest.mark.parametrize(
    ("share", "sentence"),
    [("half", "Write a share such as 33.33"), ("-1", "Write a share"), ("33.333", "Write a share")],
)
def test_a_share_that_is_none_comes_back(browser, draft, share, sentence):
    factories.person("bob")

    answer = browser.post(
        _address(draft, "collaborators"), posted(draft, person=["bob"], share=[share], do="save")
    )

    assert sentence in text_of(answer)
    assert f'value="{share}"' in text_of(answer)


def test_people_who_do_not_exist_are_named(browser, draft):
    answer = browser.post(
        _address(draft, "submit"), posted(draft, own_share="50", person=["nobody"], share=["50"])
    )

    assert answer.status_code == 422
    assert "These people cannot share this report: nobody." in text_of(answer)


def test_an_even_split_gives_the_rest_to_the_reporter(browser, draft):
    for handle in ("bob", "eve"):
        factories.person(handle)

    browser.post(
        _address(draft, "collaborators"),
        posted(draft, person=["bob", "eve"], share=["", ""], do="even"),
    )

    draft.refresh_from_db()
    assert draft.reporter_share == 3334
    assert {row.share for row in draft.collaborators.all()} == {3333}


def test_a_person_is_taken_out_again(browser, draft):
    factories.person("bob")
    people = {"own_share": "60", "person": ["bob"], "share": ["40"]}
    browser.post(_address(draft, "collaborators"), posted(draft, **people, do="save"))

    browser.post(_address(draft, "collaborators"), posted(draft, **people, do="remove:bob"))

    draft.refresh_from_db()
    assert draft.reporter_share == 10000
    assert not draft.collaborators.exists()


def test_an_invited_person_sees_nothing_before_accepting(browser, draft):
    bob = factories.person("bob")
    browser.post(
        _address(draft, "collaborators"),
        posted(draft, own_share="60", person=["bob"], share=["40"], title="Hidden", do="save"),
    )
    other = Client()
    other.force_login(bob)

    listed = text_of(other.get("/reports"))
    assert "40 %" in listed
    assert "Hidden" not in listed
    assert other.get(f"/reports/{draft.public_id}").status_code == 404
    accepted = other.post(_address(draft, "collaborators"), {"do": "accept"})
    assert accepted.headers["Location"] == f"/reports/{draft.public_id}"
    assert "Hidden" in text_of(other.get(f"/reports/{draft.public_id}"))
    assert other.get(_address(draft)).status_code == 403


def test_an_invitation_is_declined_once(browser, draft):
    bob = factories.person("bob")
    browser.post(
        _address(draft, "collaborators"),
        posted(draft, own_share="60", person=["bob"], share=["40"], do="save"),
    )
    other = Client()
    other.force_login(bob)

    assert other.post(_address(draft, "collaborators"), {"do": "decline"}).status_code == 303
    assert other.post(_address(draft, "collaborators"), {"do": "accept"}).status_code == 409
    assert other.get(f"/reports/{draft.public_id}").status_code == 404


def test_files_are_added_and_removed_without_script(browser, draft):
    file = SimpleUploadedFile("proof.py", b"print(1)")
    browser.post(_address(draft), posted(draft) | {"attachments_file": file})
    row = draft.attachments.get()

    shown = text_of(browser.get(_address(draft)))
    browser.post(_address(draft), posted(draft, remove_file=row.public_id))

    assert row.sha256 in shown
    row.refresh_from_db()
    assert row.removed_at is not None
    assert row.sha256 not in text_of(browser.get(_address(draft)))


def test_an_empty_file_is_refused_and_the_words_stay(browser, draft):
    file = SimpleUploadedFile("nothing.txt", b"")

    answer = browser.post(
        _address(draft, "submit"), posted(draft, title="Stays") | {"attachments_file": file}
    )

    assert answer.status_code == 422
    assert "The file is empty." in text_of(answer)
    assert "Stays" in text_of(answer)


def test_the_form_costs_the_same_statements_with_many_files(
    browser, draft, reporter, django_assert_max_num_queries
):
    from seawall.domain.reports import commands

    for number in range(12):
        commands.attach_bytes(
            draft.public_id,
            name=f"{number}.txt",
            content=b"x%d" % number,
            actor=factories.actor(reporter),
        )
    browser.get(_address(draft))

    with django_assert_max_num_queries(16):
        browser.get(_address(draft))


def test_hashes_of_the_receipt_can_be_computed_again(browser, draft):
    browser.post(_address(draft, "submit"), posted(draft))
    factories.enter_log()

    answer = browser.get(_address(draft, "receipt") + "?format=json")
    document = json.loads(answer.content)

    opened = {one["field"]: one["value"] for one in document["entry"]["openings"]}
    words = draft.revisions.get()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert opened["description_sha256"] == sha256(words.description.encode()).hexdigest()
    assert opened["content_sha256"] in text_of(browser.get(_address(draft, "receipt")))


def test_a_program_that_rates_by_label_asks_for_no_vector(browser, reporter):
    program = factories.judged_program(document={"severity_mode": "label"})
    draft = factories.draft(program, reporter)

    page = text_of(browser.get(_address(draft)))

    assert 'name="cvss"' not in page
    assert "rates by priority only" in page
    browser.post(_address(draft), posted(draft, priority="2"))
    assert '<option value="2" selected>P2 High' in text_of(browser.get(_address(draft)))
    draft.refresh_from_db()
    sent = browser.post(_address(draft, "submit"), posted(draft, priority="2"))
    assert sent.status_code == 303
    assert draft.opinions.get(side="reporter").priority == 2


def test_a_draft_stays_readable_when_the_program_closes(browser, draft, program):
    program.state = "closed"
    program.save()

    page = text_of(browser.get(_address(draft)))
    refused = browser.post(_address(draft, "submit"), posted(draft, title="Kept"))

    assert "This programme is closed and takes no new reports." in page
    assert refused.status_code == 422
    assert "Kept" in text_of(refused)


def test_a_draft_of_a_program_that_vanished_is_kept_too(browser, draft, program):
    program.visibility = "private"
    program.save()

    page = browser.get(_address(draft))
    refused = browser.post(_address(draft, "submit"), posted(draft, title="Kept"))

    assert page.status_code == 200
    assert "not open to you any more" in text_of(page)
    assert refused.status_code == 422
    assert "Kept" in text_of(refused)
