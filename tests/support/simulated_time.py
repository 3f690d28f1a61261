"""A world of several threads in which time passes only when all of them wait, and chance says who goes on first."""

import threading
from collections.abc import Callable
from random import Random


class World:
    """`run` lets actors act, one at a time; an actor gives way to the others only in `sleep`.

    `now` is the true time in seconds; `clock` what everybody's clock shows, which `set_back` may put behind it.
    """

    def __init__(self, chance: Random) -> None:
        self.now = 1000.0
        self._chance = chance
        self._behind = 0.0
        self._wakes: dict[threading.Thread, float] = {}
        self._may_go: dict[threading.Thread, threading.Semaphore] = {}
        self._waits = threading.Semaphore(0)

    def clock(self) -> float:
        return self.now - self._behind

    def set_back(self, seconds: float) -> None:
        self._behind += seconds

    def sleep(self, seconds: float) -> None:
        me = threading.current_thread()
        self._wakes[me] = self.now + seconds
        self._waits.release()
        self._may_go[me].acquire()

    def run(self, *actors: Callable[[], None]) -> None:
        """Until every actor is done; raises the first error of one of them."""
        errors: list[BaseException] = []

        def act(actor: Callable[[], None]) -> None:
            try:
                self._may_go[threading.current_thread()].acquire()
                actor()
            except BaseException as error:  # noqa: BLE001  (raised again below)
                errors.append(error)
            finally:
                del self._wakes[threading.current_thread()]
                self._waits.release()

        for actor in actors:
            thread = threading.Thread(target=act, args=(actor,), daemon=True)
            self._may_go[thread] = threading.Semaphore(0)
            self._wakes[thread] = self.now
            thread.start()
        while self._wakes and not errors:
            self.now = max(self.now, min(self._wakes.values()))
            due = [thread for thread, wakes in self._wakes.items() if wakes <= self.now]
            self._may_go[self._chance.choice(due)].release()
            self._waits.acquire()
        if errors:
            raise errors[0]
