"""What a text says as terms."""

from seawall.domain.search.rules.reading import LONGEST_BODY, MOST_MARKS, read, stem, words


def test_words_lose_fillers_and_endings():
    assert words("The orders of others are leaking") == ["order", "other", "leak"]
    assert [stem(word) for word in ("keys", "leaked", "sent", "used")] == [
        "keys",
        "leak",
        "sent",
        "used",
    ]


def test_a_dotted_or_underscored_name_is_a_word_and_its_parts():
    assert words("mrb_ary_unshift") == ["mrb_ary_unshift", "mrb", "ary", "unshift"]


def test_addresses_become_host_path_and_parameters():
    found = read("", "See https://API.Example.org/v1/orders/17/items?userId=3&page=2 for it.")

    assert {
        "host api.example.org",
        "path api.example.org/v#/orders/#/items",
        "parameter userid",
        "parameter page",
    } <= found.marks


def test_identifiers_and_numbered_weaknesses_are_marks():
    found = read("CVE-2021-44228 in JndiLookup", "CWE-79, my_func(), Foo::bar and obj->next")

    assert {"cve-2021-44228", "cwe-79", "my_func", "foo::bar", "obj->next"} <= found.marks


def test_pairs_are_neighbours():
    assert read("Session fixation", "").pairs == {"session fixation"}


def test_a_huge_text_gives_a_bounded_reading():
    found = read("x", " ".join(f"https://h{n}.example.org/a" for n in range(20_000)))

    assert len(found.marks) == MOST_MARKS
    assert sum(found.body.values()) < LONGEST_BODY
