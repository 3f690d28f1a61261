"""Save what many threads find in few transactions: a commit costs more than what is in it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

from scrapers.working import stay_on_one_core

T = TypeVar("T")

LONGEST_WAIT = 0.25
"""Seconds that a found thing waits for company before it is saved."""


class Batches(Generic[T]):
    """Gathers things from many threads and gives them to `save`, in the order they came, in a thread of its own.

    What has been put is saved soon, and surely at the end of the `with` block. If `save` raises, nothing is saved any
    more: `put` raises the same error from then on, and so does the end of the block. Each thing weighs `weight(thing)`;
    when `most` are waiting they are saved at once, and whoever brings more waits.
    """

    def __init__(self, save: Callable[[list[T]], object], *, weight: Callable[[T], int], most: int = 1_000) -> None:
        self._save = save
        self._weight = weight
        self._most = most
        self._waiting: list[T] = []
        self._load = 0
        self._ended = False
        self._stopped = False
        lock = threading.Lock()
        # The saving thread sleeps on the one; it is not woken for each thing, which would cost more than saving it.
        self._enough = threading.Condition(lock)
        self._room = threading.Condition(lock)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="saving", initializer=stay_on_one_core)
        self._saving: Future[None]

    def put(self, thing: T) -> None:
        """Hand over one thing. Raises what `save` raised; waits while too much is waiting already."""
        with self._room:
            while self._load >= self._most and not self._stopped:
                self._room.wait()
            if not self._stopped:
                self._waiting.append(thing)
                self._load += self._weight(thing)
                if self._load >= self._most:
                    self._enough.notify()
                return
        self._saving.result()

    def __enter__(self) -> Self:
        self._saving = self._pool.submit(self._work)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._enough:
            self._ended = True
            self._enough.notify()
        self._pool.shutdown()
        if error is None:
            self._saving.result()

    def _work(self) -> None:
        try:
            while not self._ended or self._waiting:
                if batch := self._next():
                    self._save(batch)
        finally:
            with self._room:
                self._stopped = True
                self._room.notify_all()

    def _next(self) -> list[T]:
        """What is waiting, when it is enough or has waited long enough."""
        with self._enough:
            if self._load < self._most and not self._ended:
                self._enough.wait(LONGEST_WAIT)
            batch, self._waiting, self._load = self._waiting, [], 0
            self._room.notify_all()
        return batch
