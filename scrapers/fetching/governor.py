"""Good manners towards every server: how often it is asked, how much a night, and when it is left alone.

One governor serves all threads of a process; governors of several processes that share a folder act as one. Clocks,
sleep and chance come from outside, so that every promise here is tested without waiting.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from schemas.office import Politeness
from scrapers.errors import LeftAlone
from scrapers.fetching.addresses import host_and_port
from scrapers.fetching.servers import InFolder, InMemory, Servers, ServerState, Shut, Slot
from scrapers.working import WORKING

# A server that asks for a rest gets it: one that is not longer than this is waited for, a longer one (up to the longest
# that is believed) means that nothing is asked in the meantime.
LONGEST_WAIT = 120.0
_LONGEST_SHUT = 6 * 3600.0
# A Crawl-delay meant for search engines (an hour between pages) would stop the night; half a minute is still gentle.
LONGEST_CRAWL_DELAY = 30.0
# What a server did so long ago says nothing about tonight.
_FORGOTTEN_AFTER = 3600.0
_RECOVERY = 0.8
"""What the slowing-down is multiplied by after a good answer: from twice the delay it is gone after four."""
_FIRST_LOOK, _LAST_LOOK = 0.002, 0.25
"""Seconds between two looks whether a slot is free: doubling from the first to the last."""

_NOON = timedelta(hours=12)
"""When one night ends and the next begins."""
_BUSY = frozenset({429, 503})
_REDIRECTS = range(300, 400)


@dataclass
class Turn:
    """One request to a server, while it lasts."""

    trial: bool
    """The server has failed before: this one attempt decides whether it is asked again."""
    status: int | None = None
    wait: float | None = None

    def answered(self, status: int, *, wait: float | None = None) -> None:
        """A whole answer came; `wait`: the seconds for which the server asks to be left alone."""
        self.status, self.wait = status, wait


class Governor:
    """Lets requests pass, server by server. Safe to share between threads.

    `clock` gives the moment (with a zone), by which nights and hours are told in `zone` (`None`: the clock's own);
    `monotonic` seconds by a clock that all processes of the machine share, as `time.monotonic` is; `random` a number
    from 0 to 1. With `folder` all governors of that folder act as one. `in_a_hurry` leaves out every wait, and asks
    also those that would be left alone for a while: for a simulated city, in which no time passes.
    """

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
        zone: tzinfo | None = None,
        folder: Path | None = None,
        in_a_hurry: bool = False,
    ) -> None:
        self._politeness = politeness
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._random = random
        self._zone = zone
        self._in_a_hurry = in_a_hurry
        self._servers: Servers = InMemory() if folder is None else InFolder(folder)
        self._manners: dict[str, Politeness] = {}
        self._waiting: dict[str, threading.Semaphore] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, url: str, *, wish: float = 0.0, part: bool = False, probe: bool = False) -> Iterator[Turn]:
        """Wait until the server of `url` may be asked, then hold one of its slots for the length of the block.

        The next request to it begins at least its delay after this one has begun, and after it has ended. `wish`: the
        Crawl-delay of its robots.txt, in seconds. A `part` of a page that was just fetched comes without the rests
        between pages, unless `wish` asks for them. A `probe` goes past hours and past what a server did before: it is
        there to find out.

        Raises `LeftAlone`, at once and without a request, if the server is not to be asked now, and `ServersNotKept`.
        """
        server = host_and_port(url)
        manners = self._towards(server)
        delay = min(wish, LONGEST_CRAWL_DELAY)
        if not part:
            delay = max(delay, manners.delay_seconds)
        with self._threads(server, manners.concurrency):
            slot, turn = self._begin(url, server, delay=delay, probe=probe)
            try:
                yield turn
            finally:
                try:
                    self._end(turn, server, slot, delay=delay, part=part)
                finally:
                    slot.give_back()

    def rest(self, url: str) -> None:
        """The rest between two pages of the server of `url` begins now."""
        with self._state(host_and_port(url)) as (state, manners):
            state.free_at = max(state.free_at, state.at + self._rest(manners.delay_seconds, state, manners))

    def failed(self, url: str) -> None:
        """A page of this server could not be had with all its attempts."""
        with self._state(host_and_port(url)) as (state, manners):
            state.failures += 1
            if state.failures >= manners.failures_in_a_row:
                _leave_alone(state, Shut.FAILURES, 60 * manners.failure_minutes)

    def challenged(self, url: str) -> None:
        """The last page of this server was a challenge; may be said more than once of it."""
        with self._state(host_and_port(url)) as (state, manners):
            if state.since_challenge:
                state.challenges = 1 + (state.challenges if state.since_challenge == 1 else 0)
                state.since_challenge = 0
                if state.challenges >= manners.challenges_in_a_row:
                    _leave_alone(state, Shut.CHALLENGES, 60 * manners.challenge_minutes)

    def forget_failures(self) -> None:
        """Begin anew with the servers asked so far that failed; what they asked for and what they got stays."""
        for server in tuple(self._manners):
            with self._state(server) as (state, _):
                _open_again(state)

    def _threads(self, server: str, slots: int) -> threading.Semaphore:
        """What threads of this process wait for; only for other processes they must look again and again."""
        with self._lock:
            return self._waiting.setdefault(server, threading.Semaphore(slots))

    def _begin(self, url: str, server: str, *, delay: float, probe: bool) -> tuple[Slot, Turn]:
        """Wait for a slot and for the moment; no slot is held meanwhile, so that all who wait have the same chance."""
        look, seen, slept_until = _FIRST_LOOK, -1, 0.0
        while True:
            with WORKING:
                slot = self._servers.take_slot(server, of=self._towards(server).concurrency)
            if slot is None:
                self._sleep(look)
                look = min(2 * look, _LAST_LOOK)
                continue
            turn = None
            try:
                with WORKING, self._servers.record(server) as state:
                    now = self._monotonic()
                    # Slept is slept, whatever the clock says; unless others have set it right for the state by now.
                    now = max(now, slept_until) if state.changes == seen else now
                    turn = self._turn_at(now, state, url, server, slot, delay=delay, probe=probe)
                    seen, slept_until, wait = state.changes, state.free_at, state.free_at - state.at
            finally:
                if turn is None:
                    slot.give_back()
            if turn is not None:
                return slot, turn
            look = _FIRST_LOOK
            self._sleep(wait)

    def _turn_at(
        self, now: float, state: ServerState, url: str, server: str, slot: Slot, *, delay: float, probe: bool
    ) -> Turn | None:
        """The turn that begins `now`; `None`: `state.free_at` must come first. Raises `LeftAlone`."""
        manners = self._towards(server)
        _bring_up_to(now, state, manners)
        night = (self._local() - _NOON).toordinal()
        if state.night != night:
            state.night, state.spent = night, 0
        self._require(url, server, state, manners, probe=probe)
        after = state.at + self._rest(delay, state, manners)
        bit = 1 << slot.number
        if state.in_use & bit:
            # Whoever held this slot died in the middle of a request; nobody knows when that ended.
            state.in_use &= ~bit
            state.free_at = max(state.free_at, after)
        if state.free_at > state.at and not self._in_a_hurry:
            return None
        trial = state.failures >= manners.failures_in_a_row
        if trial:
            _leave_alone(state, Shut.FAILURES, 60 * manners.failure_minutes)
        state.in_use |= bit
        state.free_at = after
        state.spent += 1
        state.in_a_row += 1
        return Turn(trial)

    def _end(self, turn: Turn, server: str, slot: Slot, *, delay: float, part: bool) -> None:
        with self._state(server) as (state, manners):
            state.in_use &= ~(1 << slot.number)
            if turn.status is not None:
                _take_to_heart(turn.status, turn.wait, state, manners, delay=delay)
                state.since_challenge += not part and turn.status not in _REDIRECTS
            rest = max(self._rest(delay, state, manners), _short(turn.wait))
            if delay and not part and state.in_a_row >= manners.rest_after:
                rest = max(rest, manners.rest_seconds)
                state.in_a_row = 0
            state.free_at = max(state.free_at, state.at + rest)

    def _require(self, url: str, server: str, state: ServerState, manners: Politeness, *, probe: bool) -> None:
        """Raise `LeftAlone` if `server` is not to be asked now."""
        if state.spent >= manners.budget:
            raise LeftAlone(url, f"not asked: tonight's budget of {manners.budget} requests to {server} is spent")
        if probe:
            return
        if manners.hours and not manners.allow(self._local()):
            raise LeftAlone(url, f"not asked: {server} is asked only at {', '.join(manners.hours)}")
        if state.shut_until > state.at and not self._in_a_hurry:
            minutes = max(1, round((state.shut_until - state.at) / 60))
            raise LeftAlone(url, f"not asked: {server} {_WHY[state.shut]}; left alone for another {minutes} min")

    @contextmanager
    def _state(self, server: str) -> Iterator[tuple[ServerState, Politeness]]:
        """The server's state as it is now, to be changed, and the manners towards it."""
        manners = self._towards(server)
        with WORKING, self._servers.record(server) as state:
            _bring_up_to(self._monotonic(), state, manners)
            yield state, manners

    def _rest(self, delay: float, state: ServerState, manners: Politeness) -> float:
        slowed = max(delay, min(delay * state.slowed, manners.slowest_seconds))
        return slowed * (1 + manners.jitter * self._random())

    def _local(self) -> datetime:
        now = self._clock()
        return now if self._zone is None else now.astimezone(self._zone)

    def _towards(self, server: str) -> Politeness:
        manners = self._manners.get(server)
        if manners is None:
            manners = self._manners[server] = self._politeness.towards(server)
        return manners


_WHY: Mapping[int, str] = {
    Shut.FAILURES: "failed for several pages one after another",
    Shut.CHALLENGES: "showed challenges in place of pages",
    Shut.ASKED: "asked for a rest (Retry-After)",
}


def _bring_up_to(now: float, state: ServerState, manners: Politeness) -> None:
    """Let time pass for `state`.

    A clock behind the state's own was set back, or began anew with the machine: every rest begins once more, which
    keeps each and lengthens none by more than itself.
    """
    passed = now - state.at
    state.at = now
    state.changes = (state.changes + 1) % 2**32
    if passed < 0:
        state.free_at += passed
        state.shut_until += passed
    elif passed > manners.rest_seconds:
        state.in_a_row = 0
        if passed > _FORGOTTEN_AFTER and now >= state.shut_until:
            state.slowed, state.shut, state.failures, state.challenges = 1.0, Shut.NOT, 0, 0


def _take_to_heart(status: int, wait: float | None, state: ServerState, manners: Politeness, *, delay: float) -> None:
    """What an answer says about how its server is."""
    if status in _BUSY or wait:
        most = max(manners.slowest_seconds / delay, state.slowed) if delay else state.slowed
        state.slowed = min(state.slowed * manners.slow_down, most)
    elif status < 500:
        state.slowed = max(1.0, state.slowed * _RECOVERY)
        _open_again(state)
    if wait and wait > LONGEST_WAIT:
        _leave_alone(state, Shut.ASKED, min(wait, _LONGEST_SHUT))


def _leave_alone(state: ServerState, why: Shut, seconds: float) -> None:
    """For so many seconds from now; a longer time for another reason stays."""
    if state.shut_until < state.at + seconds:
        state.shut, state.shut_until = why, state.at + seconds


def _open_again(state: ServerState) -> None:
    state.failures = 0
    if state.shut == Shut.FAILURES:
        state.shut, state.shut_until = Shut.NOT, state.at


def _short(wait: float | None) -> float:
    """A rest that is waited for."""
    return wait if wait and wait <= LONGEST_WAIT else 0.0
