"""Save what many threads find in few transactions: a commit costs more than what is in it."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

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
        self._error: BaseException | None = None
        lock = threading.Lock()
        # The saving thread sleeps on the one; it is not woken for each thing, which would cost more than saving it.
        self._enough = threading.Condition(lock)
        self._room = threading.Condition(lock)
        self._thread = threading.Thread(target=self._work, name="saving", daemon=True)

    def put(self, thing: T) -> None:
        """Hand over one thing. Raises what `save` raised; waits while too much is waiting already."""
        with self._room:
            while self._load >= self._most and self._error is None:
                self._room.wait()
            if self._error is not None:
                raise self._error
            self._waiting.append(thing)
            self._load += self._weight(thing)
            if self._load >= self._most:
                self._enough.notify()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._enough:
            self._ended = True
            self._enough.notify()
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def _work(self) -> None:
        while True:
            with self._enough:
                if self._load < self._most and not self._ended:
                    self._enough.wait(LONGEST_WAIT)
                batch, self._waiting, self._load = self._waiting, [], 0
                ended = self._ended
                self._room.notify_all()
            if batch:
                try:
                    self._save(batch)
                except BaseException as error:  # noqa: BLE001  (raised again by whoever puts or waits)
                    with self._room:
                        self._error = error
                        self._room.notify_all()
                    return
            if ended:
                return
