"""The write lock alone: order, time-out, threads that die."""

import threading

import pytest

from seawall.config.databases.sqlite.write_lock import WriteLock, lock_for


def _waiters(lock: WriteLock) -> int:
    return len(lock._waiting)


def _until(condition) -> None:
    while not condition():
        threading.Event().wait(0.001)


def test_turns_come_in_the_order_of_asking():
    lock = WriteLock()
    order: list[int] = []
    first = lock.acquire(5)

    def write(number: int) -> None:
        turn = lock.acquire(5)
        order.append(number)
        lock.release(turn)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        _until(lambda expected=number + 1: _waiters(lock) == expected)
    lock.release(first)
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_whoever_gives_up_leaves_the_queue():
    lock = WriteLock()
    first = lock.acquire(5)
    refused: list[bool] = []

    def wait_briefly() -> None:
        try:
            lock.acquire(0.01)
        except TimeoutError:
            refused.append(True)

    thread = threading.Thread(target=wait_briefly)
    thread.start()
    thread.join()
    lock.release(first)

    assert refused == [True]
    assert _waiters(lock) == 0
    lock.release(lock.acquire(0.01))


def test_the_turn_of_a_dead_thread_passes_on():
    lock = WriteLock()
    thread = threading.Thread(target=lambda: lock.acquire(5))
    thread.start()
    thread.join()

    turn = lock.acquire(5)

    assert lock._holder is turn


def test_giving_back_twice_takes_nothing_from_the_next():
    lock = WriteLock()
    first = lock.acquire(5)
    lock.release(first)
    second = lock.acquire(5)

    lock.release(first)

    assert lock._holder is second
    with pytest.raises(TimeoutError):
        lock.acquire(0.01)


def test_one_file_has_one_lock_however_it_is_spelled(tmp_path):
    assert lock_for(f"{tmp_path}/a.sqlite3") is lock_for(f"{tmp_path}//a.sqlite3")
    assert lock_for(f"{tmp_path}/a.sqlite3") is not lock_for(f"{tmp_path}/b.sqlite3")
