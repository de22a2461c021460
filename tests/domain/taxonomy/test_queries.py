"""Reading releases, entries and pickers."""

import pytest

from seawall.domain.errors import NotFound
from seawall.domain.taxonomy import commands, queries
from seawall.domain.taxonomy.rules import vrt

pytestmark = pytest.mark.django_db

SQLI = "server_side_injection.sql_injection"


def test_the_shipped_release_is_the_default():
    assert queries.release() is vrt.load_shipped()
    assert queries.release("2026-07-08") is vrt.load_shipped()


def test_an_unknown_release_is_not_found():
    with pytest.raises(NotFound):
        queries.release("1999-01-01")


def test_an_import_is_seen_at_once(administrator, upstream):
    with pytest.raises(NotFound):
        queries.release("2019-02-03")

    commands.import_release(upstream(), actor=administrator)

    assert list(queries.release("2019-02-03").nodes) == ["doors", "doors.left_open"]


def test_a_newer_import_becomes_the_default(administrator, upstream):
    commands.import_release(upstream("2019-02-03"), actor=administrator)
    commands.import_release(upstream("2030-01-01"), actor=administrator)

    assert queries.release().id == "2030-01-01"
    assert [(each.release, each.is_default) for each in queries.releases()] == [
        ("2030-01-01", True),
        ("2026-07-08", False),
        ("2019-02-03", False),
    ]


def test_a_chosen_default_wins_over_newer_ones(administrator, upstream):
    commands.import_release(upstream("2019-02-03"), make_default=True, actor=administrator)
    commands.import_release(upstream("2030-01-01"), actor=administrator)

    assert queries.release().id == "2019-02-03"


def test_the_content_of_a_release_is_read_once(administrator, upstream, django_assert_num_queries):
    commands.import_release(upstream(), actor=administrator)

    with django_assert_num_queries(2):
        first = queries.release("2019-02-03")
    with django_assert_num_queries(0):
        assert queries.release("2019-02-03") is first


def test_an_entry_is_shown_as_its_release_had_it(administrator, upstream):
    commands.import_release(upstream(), actor=administrator)

    pinned = queries.node("doors.left_open", "2019-02-03")
    today = queries.node("doors.left_open")

    assert (pinned.name, pinned.retired) == ("Doors > Left Open", False)
    assert (today.name, today.retired, today.node) == ("Doors > Left Open", True, None)


def test_an_entry_of_a_release_that_is_gone_is_readable():
    resolved = queries.node("insecure_data_transport.ssl_certificate_pinning", "1999-01-01")

    assert resolved.node is not None
    assert resolved.node.id == "mobile_security_misconfiguration.ssl_certificate_pinning"


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_entries_takes_one_query(count, django_assert_num_queries):
    asked = [(SQLI, None), ("other", "2024-07-18"), (SQLI, "2026-07-08")][:count]

    with django_assert_num_queries(1):
        found = queries.nodes(asked)

    assert list(found) == asked
    assert found[SQLI, None].name == "Server-Side Injection > SQL Injection"


def test_a_picker_searches():
    shown = queries.picker("  sqli ", limit=1)

    assert (shown.release, shown.text) == ("2026-07-08", "sqli")
    assert shown.choices == (
        queries.Choice(
            id=SQLI,
            name="SQL Injection",
            path_name="Server-Side Injection > SQL Injection",
            above="Server-Side Injection",
            priority=1,
            is_leaf=False,
        ),
    )


def test_a_picker_browses_from_the_top():
    shown = queries.picker()

    assert len(shown.choices) == 37
    assert (shown.parent, shown.trail) == (None, ())
    assert all(choice.above == "" for choice in shown.choices)


def test_a_picker_browses_below_an_entry():
    shown = queries.picker(parent_id=SQLI)

    assert shown.parent is not None
    assert shown.parent.id == SQLI
    assert [choice.id for choice in shown.trail] == ["server_side_injection"]
    assert all(choice.id.startswith(f"{SQLI}.") for choice in shown.choices)


def test_a_picker_of_nothing_is_not_found():
    with pytest.raises(NotFound):
        queries.picker(parent_id="doors")
    with pytest.raises(NotFound):
        queries.picker(release_id="1999-01-01")


def test_every_entry_is_in_one_group():
    groups = queries.groups()
    shipped = vrt.load_shipped()

    listed = [each for group in groups for each in (group.category, *group.choices)]

    assert sorted(each.id for each in listed) == sorted(shipped.nodes)
    assert len(groups) == 37
