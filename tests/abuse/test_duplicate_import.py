"""Area duplicate-import: what a duplicate tells of its original."""

import pytest

from seawall.domain.jobs_queue import worker
from tests.abuse import canaries, sweep
from tests.abuse.surfaces import pair, received

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P2")]


def test_ac_068_the_reporter_of_a_duplicate_reads_nothing_of_the_original(world):
    """Number and state at most: no word, nobody's name, no file, by page, JSON, mail or notice."""
    worker.settle()
    things = {"report": ("X2",), "program": ("a-priv",)}
    faults = [
        f"{answer.path}: {leak}"
        for answer in sweep.crawl(world, "R2", things)
        for leak in answer.leaks
    ]
    told = received(world, "R2", world.sent)
    hidden = (world.handle("R1"), world.handle("C1"), world.id("F-x1"))

    assert not faults, "\n".join(faults)
    assert canaries.foreign(told, "R2") == []
    assert not any(one in told for one in hidden)


def test_ac_068_a_foreign_original_is_like_none(world):
    faults = []
    for path, body in (
        (f"/inbox/{world.id('XB')}/move/mark_duplicate", {"original": "{}", "note": "Same."}),
        (f"/reports/{world.id('XB')}/moves", {"move": "mark_duplicate", "original": "{}"}),
        (
            f"/api/v1/reports/{world.id('XB')}/moves",
            {"move": "mark_duplicate", "original": "{}", "note": "Same."},
        ),
    ):
        words = world.id("X1"), world.id("X0")
        faults += pair(world, "T_B", path, *words, method="POST", body=body, refused=True)

    assert not faults, "\n".join(faults)
