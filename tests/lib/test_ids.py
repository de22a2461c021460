import pytest

from seawall.lib import ids


def test_a_public_id_has_its_prefix_and_six_unmistakable_characters():
    for _ in range(200):
        made = ids.public_id("R")
        assert ids.is_public_id(made, "R")
        assert not set(made[2:]) & set("ILOU")


def test_public_ids_do_not_repeat_in_practice():
    assert len({ids.public_id("A") for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("R-7K2M9Q", "R-7K2M9Q"),
        ("  r-7k2m9q ", "R-7K2M9Q"),
        ("r7k2m9q", "R-7K2M9Q"),
        ("R 7K2M9Q", "R-7K2M9Q"),
        ("R-OIL000", "R-011000"),
        ("f-oooooo", "F-000000"),
    ],
)
def test_what_a_person_types_becomes_the_stored_id(typed, stored):
    assert ids.normalize(typed) == stored


@pytest.mark.parametrize("typed", ["", "R-", "R-7K2M9", "R-7K2M9QQ", "'; DROP", "R-７K2M9Q"])
def test_what_cannot_be_an_id_stays_something_that_is_never_found(typed):
    assert not ids.is_public_id(ids.normalize(typed))


def test_normalizing_twice_changes_nothing():
    for typed in ("r7k2m9q", "nonsense", "R-OIL000"):
        once = ids.normalize(typed)
        assert ids.normalize(once) == once


def test_an_id_of_another_kind_is_not_of_this_kind():
    assert not ids.is_public_id("A-7K2M9Q", "R")
