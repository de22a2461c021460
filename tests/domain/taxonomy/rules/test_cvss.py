"""CVSS vectors: what is scored, what is refused and why, what differs."""

import contextlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.taxonomy.rules import cvss

WORST_31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
BASE_40 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"


@pytest.mark.parametrize(
    ("vector", "version", "score", "rating"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "3.1", "0.0", "none"),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "3.1", "1.6", "low"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "3.1", "6.1", "medium"),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "3.0", "7.5", "high"),
        (WORST_31, "3.1", "10.0", "critical"),
        (BASE_40, "4.0", "10.0", "critical"),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N",
            "4.0",
            "0.0",
            "none",
        ),
    ],
)
def test_a_valid_vector_has_a_score_and_a_rating(vector, version, score, rating):
    scored = cvss.parse(vector)

    assert (scored.version, scored.vector) == (version, vector)
    assert (scored.score, scored.rating) == (Decimal(score), rating)


def test_a_vector_is_put_in_order_without_space_and_undefined_metrics():
    scored = cvss.parse("  CVSS:3.1/C:H/I:H/A:H/S:C/UI:N/PR:N/AC:L/AV:N/E:X\n")

    assert scored.vector == WORST_31


def test_optional_metrics_of_31_leave_the_base_score_alone():
    scored = cvss.parse(f"{WORST_31}/E:U/RL:O/RC:U")

    assert scored.score == Decimal("10.0")
    assert scored.temporal == scored.environmental < scored.score


def test_threat_metrics_of_40_change_the_score():
    assert cvss.parse(f"{BASE_40}/E:U").score < cvss.parse(BASE_40).score


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "prefix is missing"),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", "CVSS 2"),
        ("7.5/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "prefix is missing"),
        ("CVSS:3.1", "no metrics"),
        ("CVSS:3.1/", "empty"),
        ("CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "version 3.2"),
        ("cvss:3.1/av:n/ac:l/pr:n/ui:n/s:u/c:h/i:n/a:n", "in capitals"),
        ("CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "AV in capitals"),
        ("CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "“n” is not a value of AV"),
        ("CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "AV is given twice"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/ZZ:H", "“ZZ” is not a metric"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/VC:H", "“VC” is not a metric of CVSS 3.1"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N", "missing: A"),
        ("CVSS:4.0/AV:N", "missing: AC, AT, PR"),
        ("CVSS:3.1/AV:N//AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "extra slash"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/", "extra slash"),
        ("CVSS:3.1/AV:N/AC", "CODE:VALUE"),
        ("CVSS:3.1/AV:N:L/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "not a value of AV"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "use N, P, A"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" + "/E:X" * 200, "too long"),
    ],
)
def test_a_wrong_vector_is_refused_with_what_is_wrong(vector, words):
    with pytest.raises(Invalid) as refused:
        cvss.parse(vector)

    assert words in refused.value.message
    assert refused.value.fields == {"cvss": refused.value.message}
    assert len(refused.value.message) < 200


@given(st.text() | st.text(alphabet="CVSS:3.14/ANLPRUIHX").map(lambda text: f"CVSS:3.1/{text}"))
def test_no_text_breaks_the_parser(text):
    with contextlib.suppress(Invalid):
        cvss.parse(text)


@pytest.mark.parametrize("version", ["3.0", "3.1", "4.0"])
def test_a_calculator_asks_for_each_mandatory_metric_in_words(version):
    asked = cvss.metrics(version)

    assert len(asked) == (11 if version == "4.0" else 8)
    assert all(metric.mandatory and metric.name for metric in asked)
    assert all(value.name and value.explanation for metric in asked for value in metric.values)


@pytest.mark.parametrize("version", ["3.0", "3.1", "4.0"])
def test_every_choice_of_a_calculator_can_be_scored(version):
    for metric in cvss.metrics(version):
        for value in metric.values:
            chosen = {each.code: each.values[0].code for each in cvss.metrics(version)}
            chosen[metric.code] = value.code

            vector = cvss.vector_from_metrics(version, chosen)

            assert f"/{metric.code}:{value.code}" in vector


def test_a_calculator_left_open_says_which_metric():
    with pytest.raises(Invalid, match="missing: AC"):
        cvss.vector_from_metrics(
            "3.1",
            {"AV": "N", "AC": "", "PR": "N", "UI": "N", "S": "U", "C": "H", "I": "N", "A": "N"},
        )


def test_an_unknown_version_has_no_calculator():
    with pytest.raises(Invalid, match="not offered"):
        cvss.metrics("2.0")


def test_the_difference_names_each_metric_that_changed():
    changes = cvss.metric_diff(WORST_31, "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H/E:P")

    assert changes == (
        cvss.MetricChange("PR", "Privileges required", "None", "Low"),
        cvss.MetricChange("S", "Scope", "Changed", "Unchanged"),
        cvss.MetricChange("E", "Exploit code maturity", None, "Proof of concept"),
    )


def test_two_spellings_of_one_vector_do_not_differ():
    assert cvss.metric_diff(WORST_31, "CVSS:3.1/C:H/I:H/A:H/S:C/UI:N/PR:N/AC:L/AV:N/RL:X") == ()


def test_scope_of_31_is_not_taken_for_safety_of_40():
    changes = cvss.metric_diff(WORST_31, f"{BASE_40}/S:P")

    assert cvss.MetricChange("CVSS", "CVSS version", "3.1", "4.0") == changes[0]
    assert cvss.MetricChange("S", "Safety", None, "Present") in changes
    assert cvss.MetricChange("S", "Scope", "Changed", None) in changes
    assert not [change for change in changes if change.code == "AV"]


@pytest.mark.parametrize(
    ("score", "priority"),
    [
        ("10.0", 1),
        ("9.0", 1),
        ("8.9", 2),
        ("7.0", 2),
        ("6.9", 3),
        ("4.0", 3),
        ("3.9", 4),
        ("0.1", 4),
        ("0.0", 5),
    ],
)
def test_a_score_stands_for_a_priority(score, priority):
    assert cvss.priority_for_score(Decimal(score)) == priority


def test_each_priority_has_a_label_and_nothing_else_has():
    assert [cvss.label_for_priority(each) for each in range(1, 6)] == [
        "critical",
        "high",
        "medium",
        "low",
        "informational",
    ]
    with pytest.raises(Invalid):
        cvss.label_for_priority(0)


def test_published_vectors_score_exactly(shared: Path):
    rows = [json.loads(line) for line in (shared / "data/cvss/dev.jsonl").open(encoding="utf-8")]
    checked = [row for row in rows if row["version"] != "2.0"]

    wrong = []
    for row in checked:
        scored = cvss.parse(row["vector"])
        got = (scored.score, scored.temporal, scored.environmental)
        expected = tuple(Decimal(str(each)) for each in row["scores"])
        if (scored.version, got[: len(expected)]) != (row["version"], expected):
            wrong.append(row)

    assert checked
    assert wrong == []


def test_published_invalid_vectors_are_refused(shared: Path):
    path = shared / "data/cvss/invalid.dev.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]

    for row in rows:
        with pytest.raises(Invalid):
            cvss.parse(row["vector"])
