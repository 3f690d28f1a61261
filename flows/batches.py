"""Save what many threads find in few transactions: a commit costs more than what is in it."""

import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")

LONGEST_WAIT = 0.25
"""Seconds that a found thing waits for company before it is saved."""


class _End:
    """Nothing more will come."""


class Batches(Generic[T]):
    """Gathers things from many threads and gives them to `save`, in the order they came, in a thread of its own.

    What has been put is saved soon, and surely at the end of the `with` block. If `save` raises, nothing is saved any
    more: `put` raises the same error from then on, and so does the end of the block. Each thing weighs `weight(thing)`,
    and no more than `most` together are saved at once (one alone may weigh more).
    """

    def __init__(self, save: Callable[[list[T]], object], *, weight: Callable[[T], int], most: int = 1_000) -> None:
        self._save = save
        self._weight = weight
        self._most = most
        self._queue: queue.Queue[T | _End] = queue.Queue(maxsize=50)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="saving", daemon=True)

    def put(self, thing: T) -> None:
        """Hand over one thing. Raises what `save` raised; waits while too much is waiting already."""
        if self._error is not None:
            raise self._error
        self._queue.put(thing)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._queue.put(_End())
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def _work(self) -> None:
        ended = False
        while not ended:
            batch, ended = self._gather()
            if not batch or self._error is not None:
                continue
            try:
                self._save(batch)
            except BaseException as error:  # noqa: BLE001  (raised again by whoever puts or waits)
                self._error = error

    def _gather(self) -> tuple[list[T], bool]:
        batch: list[T] = []
        weight = 0
        until = 0.0
        while weight < self._most:
            try:
                thing = self._queue.get(timeout=max(0.0, until - time.monotonic()) if batch else None)
            except queue.Empty:
                break
            if isinstance(thing, _End):
                return batch, True
            until = until or time.monotonic() + LONGEST_WAIT
            batch.append(thing)
            weight += self._weight(thing)
        return batch, False
