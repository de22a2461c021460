"""What calls at any depth ask of the system: nothing."""

import resource
import threading

from seawall.lib.frames import with_room

DEPTHS, CALLS = range(400), 100


def _faults_per_depth() -> list[int]:
    """For each depth, the pages of memory that a hundred calls there asked for."""
    found = []
    for depth in DEPTHS:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        _down(depth)
        found.append(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before)
    return found


def _down(depth: int) -> None:
    if depth:
        _down(depth - 1)
        return
    for _ in range(CALLS):
        _leaf()


def _leaf() -> None:
    pass


def _in_a_thread(call) -> list[int]:
    found = []
    thread = threading.Thread(target=lambda: found.extend(call()))
    thread.start()
    thread.join()
    return found


def test_no_depth_of_calls_asks_for_memory_again_and_again():
    _in_a_thread(with_room(_faults_per_depth))

    assert max(_in_a_thread(with_room(_faults_per_depth))) < CALLS / 2


def test_it_is_the_same_function():
    @with_room
    def divided(number: int, *, by: int = 1) -> float:
        """Divided."""
        return number / by

    assert divided(6, by=3) == 2
    assert divided.__name__ == "divided"
    assert divided.__doc__ == "Divided."
