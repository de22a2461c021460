import pytest

from seawall.domain.programs.rules.brief import empty
from seawall.domain.programs.rules.excluding import disabled_weakness, matches
from tests.domain.programs.rules.briefs import brief

PROGRAM = brief(
    exclusions=[
        {
            "id": "X1",
            "title": "Answers of the model",
            "keywords": ["jailbreak", "prompt content", "幻觉"],
            "route": {"text": "The feedback form", "url": "https://example.org/form"},
        },
        {"id": "X2", "title": "Denial of service", "vrt_ids": ["dos", "network.flood"]},
    ],
    disabled_weaknesses=[
        {"vrt_id": "binary", "message": "We know."},
        {"vrt_id": "binary.stack", "message": "Fixed in the next release."},
    ],
)


def ids(**report: str) -> list[str]:
    return [found.exclusion.id for found in matches(PROGRAM, **report)]


FOUND = [
    ({"title": "A JAILBREAK of the assistant"}, ["X1"]),
    ({"title": "Two jailbreaks"}, ["X1"]),
    ({"description": "see the prompt\n  content, please"}, ["X1"]),
    ({"description": "the prompt-content"}, ["X1"]),
    ({"description": "它产生幻觉了"}, ["X1"]),
    ({"title": "jailbreaking is a word of its own"}, []),
    ({"title": "unjailbreak"}, []),
    ({"title": "promptly content"}, []),
    ({"vrt_id": "dos"}, ["X2"]),
    ({"vrt_id": "dos.critical"}, ["X2"]),
    ({"vrt_id": "dosage"}, []),
    ({"vrt_id": "network"}, []),
    ({"title": "jailbreak", "vrt_id": "network.flood.udp"}, ["X1", "X2"]),
    ({}, []),
]


@pytest.mark.parametrize(("report", "expected"), FOUND)
def test_excluded_topics_are_recognized(report, expected):
    assert ids(**report) == expected


def test_the_reason_names_the_word_and_the_rule():
    found = matches(PROGRAM, description="I made a jailbreak")[0]

    assert found.why == "The description mentions “jailbreak”, which X1 excludes."
    assert found.exclusion.route is not None


def test_a_very_long_text_is_read_only_at_its_beginning():
    assert ids(description="word " * 50_000 + "jailbreak") == []


def test_the_narrowest_disabled_weakness_speaks():
    assert disabled_weakness(PROGRAM, "binary.heap") == "We know."
    assert disabled_weakness(PROGRAM, "binary.stack.canary") == "Fixed in the next release."
    assert disabled_weakness(PROGRAM, "binaries") is None


def test_an_ordinary_report_meets_no_default_exclusion():
    found = matches(
        empty(),
        title="Stored script injection in the profile page",
        description="The display name is written into the page without escaping.",
        vrt_id="cross_site_scripting_xss.stored.non_privileged_user_to_anyone",
    )

    assert found == ()
