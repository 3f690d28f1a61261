"""Good manners towards one server: how many requests at once, and how long a rest between two.

Clock, sleep and chance come from outside, so that every promise here is tested without waiting.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Server:
    slots: threading.Semaphore
    free_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


class Governor:
    """Lets threads pass one after the other, server by server. Safe to share between threads.

    `monotonic` gives seconds, `random` a number from 0 to 1.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
        per_server: int = 1,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._random = random
        self._per_server = per_server
        self._servers: dict[str, _Server] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, server: str, *, delay: float, jitter: float = 0.0) -> Iterator[None]:
        """Wait until `server` may be asked, then hold one of its slots for the length of the block.

        The next request starts at least `delay` seconds after this one has ended, and up to `jitter` (a share of
        `delay`) later: jitter only ever lengthens the rest.
        """
        state = self._of(server)
        rest = delay * (1 + jitter * self._random())
        with state.slots:
            with state.lock:
                now = self._monotonic()
                start = max(now, state.free_at)
                state.free_at = start + rest
            if start > now:
                self._sleep(start - now)
            try:
                yield
            finally:
                with state.lock:
                    state.free_at = max(state.free_at, self._monotonic() + rest)

    def rest(self, server: str, seconds: float) -> None:
        """Leave `server` alone for so many seconds from now, because it asked for it."""
        state = self._of(server)
        with state.lock:
            state.free_at = max(state.free_at, self._monotonic() + seconds)

    def _of(self, server: str) -> _Server:
        with self._lock:
            if server not in self._servers:
                self._servers[server] = _Server(threading.Semaphore(self._per_server))
            return self._servers[server]
