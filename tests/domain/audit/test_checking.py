"""What an attacker with the database can do, and that the verifier says where.

The attacker writes past every trigger. In the second half they also compute leaves, tiles and head
anew, as nobody can be kept from; only what was signed or kept elsewhere tells on them then.
"""

import secrets
import uuid
from datetime import timedelta

import pytest

from seawall.domain.audit import jobs, queries
from seawall.domain.audit.models import Checkpoint, Event, LogHead, LogTile
from seawall.domain.audit.queries import check_log, leaf_of
from seawall.domain.audit.rules import merkle, tiles
from seawall.domain.audit.rules.merkle import Frontier
from seawall.domain.reports import queries as reports
from tests import factories
from tests.tampering import unprotected

pytestmark = pytest.mark.django_db
FIRST, SECOND = 2, 5


@pytest.fixture
def log():
    """Reports in a log with two checkpoints, the second of which covers all."""
    program = factories.judged_program()
    for _ in range(4):
        factories.report(program=program)
    factories.enter_log()
    for _ in range(4):
        factories.report(program=program)
    factories.enter_log()
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    assert sizes == [4, 8]
    assert flaws() == []
    return program


def flaws(*kept: str) -> list[tuple[int | None, str]]:
    """(index, text) of everything that is wrong."""
    found = check_log([(f"kept {number}", note) for number, note in enumerate(kept)])
    return [(flaw.index, flaw.text) for flaw in [*found.flaws, *reports.check_words()]]


def first_bad(*kept: str) -> int | None:
    return next((index for index, _ in flaws(*kept) if index is not None), None)


def at(position: int) -> Event:
    return Event.objects.get(position=position)


def forge(position: int, **columns) -> None:
    with unprotected():
        Event.objects.filter(position=position).update(**columns)


def recompute() -> None:
    """Leaves, tiles and head as if the rows had always been like this."""
    with unprotected():
        hashes = []
        for event in Event.objects.filter(position__isnull=False).order_by("position"):
            leaf = leaf_of(event).hash()
            Event.objects.filter(pk=event.pk).update(leaf_hash=leaf)
            hashes.append(leaf)
        tree = Frontier().extend(hashes)
        LogHead.objects.update(size=tree.size, edge=tree.to_bytes())
        LogTile.objects.all().delete()
        jobs._store_tiles(0, tree.size)


def test_a_row_that_is_dated_back_is_named(log):
    forge(5, at=at(5).at - timedelta(days=30))

    assert flaws()[0] == (5, "Entry 5 was changed: its fields do not give its leaf.")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "report.moved"},
        {"user_id": 77},
        {"payload": {"report": "R-222222"}},
        {"salt": b"s" * 32},
        {"committed": {}},
        {"role": "owner"},
        {"public_id": uuid.UUID(int=5)},
        {"leaf_hash": b"x" * 32},
    ],
)
def test_an_event_that_is_changed_is_named(log, change):
    forge(3, **change)

    assert first_bad() == 3


def test_a_dropped_event_leaves_a_gap(log):
    with unprotected():
        Event.objects.filter(position=6).delete()

    assert (6, "Entries 6 to 6 are missing.") in flaws()


def test_two_events_that_change_places_are_named(log):
    swap(2, 5)

    index, text = flaws()[0]
    assert (index, "between 0 and 3 was changed" in text) == (0, True)


def swap(one: int, other: int) -> None:
    with unprotected():
        keys = at(one).pk, at(other).pk
        Event.objects.filter(pk__in=keys).update(position=None)
        for key, position in zip(keys, (other, one), strict=True):
            Event.objects.filter(pk=key).update(position=position)


def test_where_a_full_tile_was_stored_the_very_entry_is_named(monkeypatch, log):
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "HEIGHT", 2)
    monkeypatch.setattr(tiles, "FULL_BYTES", 4 * 32)
    recompute()
    assert flaws() == []

    swap(2, 5)

    assert first_bad() == 2


def test_a_dated_back_row_with_everything_computed_anew_contradicts_a_checkpoint(log):
    forge(5, at=at(5).at - timedelta(minutes=1))
    recompute()

    (found,) = flaws()

    assert found[0] == 4
    assert "between 4 and 7" in found[1]


def test_an_earlier_fake_original_contradicts_the_first_checkpoint(log):
    """Put in before all others, which move up by one."""
    with unprotected():
        for event in Event.objects.order_by("-position"):
            Event.objects.filter(pk=event.pk).update(position=event.position + 1)
    fake = at(1)
    fake.pk, fake.public_id, fake.position = None, uuid.uuid4(), 0
    fake.at -= timedelta(days=9)
    fake.salt = secrets.token_bytes(32)
    fake.leaf_hash = leaf_of(fake).hash()
    fake.save(force_insert=True)
    recompute()

    assert first_bad() == 0
    assert any("between 0 and 3" in text for _, text in flaws())


def test_a_fake_original_at_the_end_is_dated_before_a_checkpoint_it_is_not_in(log):
    fake = at(1)
    fake.pk, fake.public_id, fake.position = None, uuid.uuid4(), None
    fake.at -= timedelta(days=9)
    fake.salt = secrets.token_bytes(32)
    fake.leaf_hash = leaf_of(fake).hash()
    fake.save(force_insert=True)
    factories.enter_log()

    found = flaws()

    assert [index for index, text in found if "dated back" in text] == [8]
    assert any("entered twice" in text for _, text in found)


@pytest.mark.parametrize("position", [1, 6])
def test_a_dropped_event_with_everything_computed_anew_contradicts_a_checkpoint(log, position):
    with unprotected():
        Event.objects.filter(position=position).delete()
        for event in Event.objects.filter(position__gt=position).order_by("position"):
            Event.objects.filter(pk=event.pk).update(position=event.position - 1)
    recompute()

    assert first_bad() == (0 if position < 4 else 4)


def test_two_swapped_events_with_everything_computed_anew_contradict_a_checkpoint(log):
    swap(5, 6)
    recompute()

    assert first_bad() == 4


def test_a_checkpoint_cannot_be_made_to_fit_without_the_key(log, settings):
    forge(5, at=at(5).at - timedelta(minutes=1))
    with unprotected():
        Checkpoint.objects.filter(size=8).delete()
    recompute()
    settings.LOG_KEY, right = bytes(32), settings.LOG_KEY
    factories.enter_log()
    settings.LOG_KEY = right

    assert any("not signed by this log's key" in text for _, text in flaws())


def test_a_fork_by_who_holds_the_key_contradicts_what_others_kept(log):
    kept = [queries.checkpoint_of(4).note, queries.checkpoint_of(8).note]
    forge(5, at=at(5).at - timedelta(minutes=1))
    recompute()
    resign()

    assert flaws() == []
    assert flaws(kept[0]) == []
    (found,) = flaws(*kept)
    assert (found[0], "kept 1" in found[1]) == (4, True)


def resign() -> None:
    """All checkpoints anew, by who holds the key."""
    sizes = list(Checkpoint.objects.values_list("size", flat=True))
    leaves = [bytes(event.leaf_hash) for event in queries.events_after(-1)]
    with unprotected():
        moments = dict(Checkpoint.objects.values_list("size", "at"))
        Checkpoint.objects.all().delete()
        for size in sorted(sizes):
            root = merkle.root(leaves[:size])
            note = queries.key().sign_checkpoint(size, root)
            Checkpoint.objects.create(size=size, root=root, note=note, at=moments[size])


def test_going_back_to_an_old_copy_contradicts_a_kept_checkpoint(log):
    """All rows, tiles, head and checkpoints are those of the copy: nothing inside can tell."""
    kept = queries.checkpoint_of(8).note
    with unprotected():
        Event.objects.filter(position__gte=4).delete()
        Checkpoint.objects.filter(size__gt=4).delete()
    recompute()

    inside = check_log().flaws
    told = check_log([("witness.txt", kept)]).flaws

    assert inside == []
    assert [(flaw.index, "witness.txt (8 entries)" in flaw.text) for flaw in told] == [(4, True)]


def test_a_log_that_went_on_after_going_back_contradicts_a_kept_checkpoint(log):
    kept = queries.checkpoint_of(8).note
    with unprotected():
        Event.objects.filter(position__gte=4).delete()
        Checkpoint.objects.filter(size__gt=4).delete()
    recompute()
    for _ in range(6):
        factories.report(program=log)
    factories.enter_log()

    assert [flaw.index for flaw in check_log().flaws] == []
    assert [flaw.index for flaw in check_log([("witness.txt", kept)]).flaws] == [4]


def test_stored_tiles_and_head_are_compared(log):
    with unprotected():
        LogHead.objects.update(size=7)
    assert any("head of the log" in text for _, text in flaws())


def test_another_key_than_the_kept_one_is_told(log):
    kept = queries.key().verifier()

    assert check_log(key_text=kept).flaws == []
    assert check_log(key_text=kept.replace("log+", "log+0")).flaws != []


def test_an_event_that_waits_can_not_be_changed_either(log):
    factories.report(program=log)
    with unprotected():
        Event.objects.filter(position__isnull=True).update(user_id=9)

    assert any("waits for its position" in text for _, text in flaws())


def test_words_that_were_changed_in_their_table_are_named(log):
    event = at(2)
    with unprotected() as cursor:
        cursor.execute(
            "UPDATE domain_revision SET title = 'Forged' WHERE report_id = %s", [event.report_id]
        )

    (found,) = flaws()

    assert found[0] == 2
    assert "changed since: title" in found[1]


def test_a_report_that_is_dated_back_in_its_table_is_named(log):
    event = at(6)
    with unprotected() as cursor:
        cursor.execute(
            "UPDATE domain_report SET submitted_at = %s WHERE id = %s",
            [event.at - timedelta(days=3), event.report_id],
        )

    assert first_bad() == 6


def test_a_report_that_is_only_in_its_table_is_told(log):
    row = factories.report(program=log)
    with unprotected():
        Event.objects.filter(report_id=row.pk).delete()

    assert flaws() == [(None, f"Report {row.public_id} was never entered into the log.")]
