import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import (
    Automation,
    ClockTargets,
    ReportKind,
    RewardRow,
    Route,
    SafeHarbor,
    SafeHarborStatus,
    TargetKind,
    Weekday,
    content_hash,
    empty,
    load,
    parse,
    publishable,
    require_publishable,
    to_document,
)
from seawall.domain.programs.rules.lifecycle import ProgramKind
from tests.domain.programs.rules.briefs import brief, excluded, reward, target

FULL = {
    "summary": "Find what we missed",
    "text": "# Hello\r\n\r\nBe kind.  ",
    "report_kinds": ["documentation", "security"],
    "groups": [{"id": "core", "name": "Core"}],
    "targets": [
        target("wildcard", "*.example.org", id="w", group="core", maximum_priority=2),
        excluded("domain", "blog.example.org", id="b", instruction="Run by somebody else."),
        target("ip_range", "192.0.2.0/24", confidentiality="high", availability="none"),
    ],
    "exclusions": [
        {
            "id": "X1",
            "title": "Answers of the model",
            "keywords": ["jailbreak", "jailbreak", " hallucination "],
            "vrt_ids": ["ai_application_security"],
            "route": {"text": "The feedback form", "url": "https://example.org/feedback"},
        }
    ],
    "rewards": [
        reward(4, 20_000, 50_000),
        reward(1, 300_000, 650_000, group="core"),
        {"priority": 2, "maximum_minor": 100_000, "up_to": True},
        {"priority": 3, "maximum_minor": 75_000},
    ],
    "currency": "usd",
    "program_maximum_minor": 2_000_000,
    "rules": {"requests_per_second": 5, "header_name": "X-Bug-Bounty", "automation": "forbidden"},
    "safe_harbor": {"statement": "We will not sue.", "promise_not_to_pursue": True},
    "disclosure": {"mode": "coordinated", "days": 90},
    "terms": "Be honest.",
    "severity_mode": "label",
    "disabled_weaknesses": [{"vrt_id": "lack_of_binary_hardening", "message": "Known."}],
    "clock_targets": {"triage_days": 5, "resolution_days_by_priority": {"1": 7, "2": 30}},
    "time_zone": "UTC",
}


def mistakes(document: dict) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        parse(document)
    return refusal.value.fields


def test_a_full_document_is_read_whole():
    found = parse(FULL)

    assert found.text == "# Hello\n\nBe kind."
    assert found.report_kinds == (ReportKind.SECURITY, ReportKind.DOCUMENTATION)
    assert [row.id for row in found.targets] == ["w", "b", "t1"]
    assert found.targets[0].kind is TargetKind.WILDCARD
    assert found.exclusions[0].keywords == ("jailbreak", "hallucination")
    assert found.exclusions[0].route == Route("The feedback form", "https://example.org/feedback")
    assert found.rewards == (
        RewardRow(None, 2, 0, 100_000, up_to=True),
        RewardRow(None, 3, 75_000, 75_000),
        RewardRow(None, 4, 20_000, 50_000),
        RewardRow("core", 1, 300_000, 650_000),
    )
    assert found.currency == "USD"
    assert found.rules.automation is Automation.FORBIDDEN
    assert found.clock_targets.resolution_days_by_priority == (7, 30, None, None, None)


def test_a_document_survives_json_and_back():
    first = parse(FULL)

    second = parse(json.loads(json.dumps(to_document(first))))

    assert second == first
    assert content_hash(second) == content_hash(first)


def test_another_word_gives_another_hash():
    first = parse(FULL)

    assert content_hash(replace(first, terms="Be very honest.")) != content_hash(first)
    assert len(content_hash(first)) == 64


def test_the_default_brief_is_its_own_document():
    assert parse(to_document(empty())) == empty()


def test_every_mistake_is_named_by_its_path():
    found = mistakes(
        {
            "summary": "x" * 201,
            "targets": [
                target("domain", "example.org", id="a"),
                target("ip_range", "192.0.2.0/33", id="a"),
                target("toaster", "x"),
                {"kind": "domain"},
                target("domain", "example.net", group="nobody", maximum_priority=6),
            ],
            "exclusions": [{"title": "", "vrt_ids": ["Not An Id"], "route": {"url": "ftp://x"}}],
            "rewards": [reward(1, 5, 4), reward(1, 1, 2), reward(2, 0, 900)],
            "program_maximum_minor": 800,
            "currency": "ZZZ",
            "time_zone": "Mars/Olympus",
            "rules": {"header_name": "X Bad", "requests_per_second": 0},
            "disclosure": {"mode": "none", "days": 3},
            "safe_harbor": {"authorized": True},
            "clock_targets": {"resolution_days_by_priority": {"6": 1}},
            "sumary": "typo",
        }
    )

    assert set(found) == {
        "summary",
        "targets.1.id",
        "targets.1.identifier",
        "targets.2.kind",
        "targets.3.identifier",
        "targets.4.group",
        "targets.4.maximum_priority",
        "exclusions.0.title",
        "exclusions.0.vrt_ids.0",
        "exclusions.0.route.text",
        "exclusions.0.route.url",
        "rewards.0.minimum_minor",
        "rewards.1.priority",
        "rewards.2.maximum_minor",
        "currency",
        "time_zone",
        "rules.header_name",
        "rules.requests_per_second",
        "disclosure.days",
        "safe_harbor.statement",
        "clock_targets.resolution_days_by_priority.6",
        "sumary",
    }
    assert all(message.endswith(".") for message in found.values())


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"targets": "x"}, "targets"),
        ({"targets": ["x"]}, "targets.0"),
        ({"text": 5}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"rules": []}, "rules"),
        ({"program_maximum_minor": 1.5}, "program_maximum_minor"),
        ({"program_maximum_minor": True}, "program_maximum_minor"),
        ({"rules": {"alias_required": "perhaps"}}, "rules.alias_required"),
        ({"schema": 2}, "schema"),
        ({"exclusions": [{"title": "a", "keywords": ["x" * 81]}]}, "exclusions.0.keywords.0"),
    ],
)
def test_a_wrong_shape_is_refused_where_it_stands(document, path):
    assert path in mistakes(document)


def test_a_form_may_send_numbers_and_answers_as_text():
    found = parse({"program_maximum_minor": "500", "rules": {"alias_required": "on"}})

    assert found.program_maximum_minor == 500
    assert found.rules.alias_required is True


def test_the_same_target_twice_is_refused():
    found = mistakes({"targets": [target("domain", "a.example"), target("domain", "a.example")]})

    assert "targets.1.identifier" in found


def test_a_given_id_is_never_given_again():
    found = brief(target("domain", "a.example"), target("domain", "b.example", id="t1"))

    assert [row.id for row in found.targets] == ["t2", "t1"]


def test_out_of_scope_is_eligible_for_nothing():
    found = brief(excluded("domain", "a.example", eligible_for_reward=True)).targets[0]

    assert (found.eligible_for_submission, found.eligible_for_reward) == (False, False)


def test_a_target_that_takes_no_reports_earns_nothing():
    found = brief(target("domain", "a.example", eligible_for_submission=False)).targets[0]

    assert found.eligible_for_reward is False


def test_a_stored_document_stays_readable_under_stricter_rules():
    stored = {"targets": [target("ip_range", "everything", id="old")], "currency": "ZZZ"}

    found = load(stored)

    assert [row.identifier for row in found.targets] == ["everything"]
    assert found.currency == "ZZZ"


def test_a_stored_version_is_read_only_once():
    stored = to_document(parse(FULL))
    digest = content_hash(parse(FULL))

    assert load(stored, content_hash=digest) is load(stored, content_hash=digest)
    assert load(stored, content_hash=digest) == parse(FULL)


HARBORS = [
    ({}, SafeHarborStatus.NONE),
    ({"statement": "Hello."}, SafeHarborStatus.NONE),
    ({"statement": "Hello.", "promise_not_to_pursue": True}, SafeHarborStatus.PARTIAL),
    ({"statement": "Hello.", "authorized": True}, SafeHarborStatus.PARTIAL),
    (
        {
            "statement": "Hello.",
            "authorized": True,
            "anti_circumvention_exemption": True,
            "terms_exemption": True,
            "good_faith": True,
        },
        SafeHarborStatus.FULL,
    ),
    ({"authorized": True, "promise_not_to_pursue": True}, SafeHarborStatus.NONE),
]


@pytest.mark.parametrize(("fields", "status"), HARBORS)
def test_the_status_follows_from_the_tenets(fields, status):
    assert SafeHarbor(**fields).status() is status


def test_a_new_programme_begins_with_a_full_safe_harbor():
    assert empty().safe_harbor.status() is SafeHarborStatus.FULL


def test_what_is_missing_before_publishing_is_named():
    assert set(publishable(empty())) == {"summary", "text", "targets"}
    assert set(publishable(empty(), ProgramKind.BOUNTY)) == {
        "summary",
        "text",
        "targets",
        "rewards",
    }


def test_a_paid_programme_needs_a_target_that_its_table_pays():
    found = replace(
        parse(FULL),
        targets=(replace(parse(FULL).targets[2], eligible_for_reward=False),),
    )

    assert set(publishable(found, ProgramKind.BOUNTY)) == {"targets"}
    assert publishable(found, ProgramKind.DISCLOSURE) == {}


def test_a_complete_brief_may_be_published():
    require_publishable(parse(FULL), ProgramKind.BOUNTY)


def test_an_incomplete_brief_is_refused_with_its_fields():
    with pytest.raises(Invalid) as refusal:
        require_publishable(empty())

    assert set(refusal.value.fields) == {"summary", "text", "targets"}


def test_without_a_priority_the_longest_promise_counts():
    targets = ClockTargets(resolution_days_by_priority=(7, 30, None, None, None))

    assert targets.resolution_days(None) == 30
    assert targets.resolution_days(1) == 7
    assert ClockTargets().resolution_days(None) is None


def test_the_zone_of_the_default_brief_exists():
    assert ZoneInfo(empty().time_zone).key == "UTC"


WORDS = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0x2FFF), max_size=40
)
TARGETS = st.builds(
    lambda number, in_scope, cap, note: {
        "kind": "wildcard",
        "identifier": f"*.host{number}.example",
        "in_scope": in_scope,
        "maximum_priority": cap,
        "instruction": note,
    },
    st.integers(0, 500),
    st.booleans(),
    st.none() | st.integers(1, 5),
    WORDS,
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "summary": WORDS,
        "text": st.lists(WORDS, max_size=4).map("\r\n".join),
        "targets": st.lists(TARGETS, max_size=5, unique_by=lambda row: row["identifier"]),
        "rewards": st.lists(
            st.builds(
                lambda priority, least, more: reward(priority, least, least + more),
                st.integers(1, 5),
                st.integers(0, 10**6),
                st.integers(0, 10**6),
            ),
            max_size=5,
            unique_by=lambda row: row["priority"],
        ),
        "currency": st.sampled_from(["USD", "eur", "JPY", ""]),
        "program_maximum_minor": st.none() | st.integers(2 * 10**6, 10**9),
        "report_kinds": st.lists(st.sampled_from(list(ReportKind)), max_size=6),
    }
)


@given(DOCUMENTS)
def test_what_was_read_reads_the_same_again(document):
    first = parse(document)

    again = parse(json.loads(json.dumps(to_document(first))))

    assert again == first
    assert content_hash(again) == content_hash(first)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*FULL, "schema", "other"]), JSON))
def test_any_json_is_read_or_refused(document):
    try:
        read: object = parse(document)
    except Invalid as refusal:
        read = refusal.fields

    assert read
    assert load(document)


def test_weekdays_and_holidays_are_read_sorted_and_leave_older_hashes_alone():
    plain = parse({})
    assert {"weekdays", "holidays"} & to_document(plain).keys() == set()
    assert content_hash(plain) == content_hash(
        parse({"weekdays": ["mon", "tue", "wed", "thu", "fri"], "holidays": []})
    )

    own = parse(
        {"weekdays": ["sun", "mon"], "holidays": ["2026-12-26", "", "2026-12-25", "2026-12-26"]}
    )
    assert own.weekdays == (Weekday.MONDAY, Weekday.SUNDAY)
    assert own.holidays == ("2026-12-25", "2026-12-26")
    assert parse(to_document(own)) == own


def test_a_holiday_is_a_day_of_the_calendar():
    with pytest.raises(Invalid) as refusal:
        parse({"holidays": ["2026-12-25", "2026-02-30", "25.12.2026"], "weekdays": ["x"]})

    assert set(refusal.value.fields) == {"holidays.1", "holidays.2", "weekdays.0"}
