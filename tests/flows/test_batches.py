"""What many threads find is saved in few transactions, in order, and no failure to save is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.batches import Batches


class DiskFull(Exception):
    pass


def one(_: object) -> int:
    return 1


def test_everything_is_saved_in_the_order_it_came() -> None:
    saved: list[list[int]] = []
    with Batches(saved.append, weight=one, most=7) as batches:
        for number in range(1_000):
            batches.put(number)
    assert [number for batch in saved for number in batch] == list(range(1_000))
    assert len(saved) < 1_000, "a transaction for each would be no batch"


def test_what_many_threads_bring_is_all_saved_once() -> None:
    saved: list[int] = []
    with Batches(saved.extend, weight=one, most=5) as batches, ThreadPoolExecutor(8) as threads:
        list(threads.map(batches.put, range(500)))
    assert sorted(saved) == list(range(500))


def test_a_single_thing_does_not_wait_for_company_for_long() -> None:
    saved = threading.Event()
    with Batches(lambda _: saved.set(), weight=one) as batches:
        batches.put("alone")
        assert saved.wait(10)


def test_whoever_brings_more_than_can_be_saved_waits() -> None:
    go_on, batch_sizes = threading.Event(), []

    def save(batch: list[int]) -> None:
        batch_sizes.append(len(batch))
        go_on.wait(10)

    with Batches(save, weight=one, most=3) as batches, ThreadPoolExecutor(1) as thread:
        bringing = thread.submit(lambda: [batches.put(number) for number in range(20)])
        with pytest.raises(TimeoutError):
            bringing.result(0.3)
        go_on.set()
        bringing.result(10)
    assert max(batch_sizes) <= 3


def test_a_failure_to_save_is_told_to_whoever_puts_and_nothing_is_saved_any_more() -> None:
    saved: list[int] = []

    def save(batch: list[int]) -> None:
        if len(saved) >= 4:
            raise DiskFull
        saved.extend(batch)

    def bring() -> None:
        with Batches(save, weight=one, most=2) as batches:
            for number in range(1_000):
                batches.put(number)

    with pytest.raises(DiskFull):
        bring()
    assert saved == list(range(len(saved)))
    assert len(saved) < 10


def test_a_failure_to_save_the_last_things_is_told_at_the_end_of_the_block() -> None:
    def save(_: list[int]) -> None:
        raise DiskFull

    with pytest.raises(DiskFull), Batches(save, weight=one) as batches:
        batches.put(1)


def test_an_error_of_the_block_is_what_is_told_and_what_had_been_put_is_saved() -> None:
    saved: list[int] = []

    def interrupted() -> None:
        with Batches(saved.extend, weight=one) as batches:
            batches.put(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert saved == [1]
