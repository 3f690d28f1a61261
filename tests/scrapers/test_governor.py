"""How long we leave a server alone, proved without waiting."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.fetching.governor import Governor


class Clock:
    """Time that passes only when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds


def governor(clock: Clock, *, chance: float = 0.0, per_server: int = 1) -> Governor:
    return Governor(monotonic=clock.monotonic, sleep=clock.sleep, random=lambda: chance, per_server=per_server)


@given(
    delay=st.floats(0, 60),
    jitter=st.floats(0, 1),
    chance=st.floats(0, 1),
    work=st.lists(st.floats(0, 30), min_size=2, max_size=6),
)
def test_a_server_always_gets_its_rest_and_jitter_only_lengthens_it(
    delay: float, jitter: float, chance: float, work: list[float]
) -> None:
    clock = Clock()
    manners = governor(clock, chance=chance)
    ended: float | None = None
    for seconds in work:
        with manners.turn("a.cn:80", delay=delay, jitter=jitter):
            if ended is not None:
                assert delay - 1e-6 <= clock.now - ended <= delay * (1 + jitter) + 1e-6
            clock.sleep(seconds)
        ended = clock.now


def test_the_first_request_and_another_server_do_not_wait() -> None:
    clock = Clock()
    manners = governor(clock)
    for server in ("a.cn:80", "b.cn:80"):
        with manners.turn(server, delay=5):
            assert clock.now == 1000.0


def test_a_server_that_asks_for_a_rest_gets_it() -> None:
    clock = Clock()
    manners = governor(clock)
    manners.rest("a.cn:80", 40)
    manners.rest("a.cn:80", 10)
    with manners.turn("a.cn:80", delay=2):
        assert clock.now == 1040.0


def test_a_failed_request_counts_as_one() -> None:
    clock = Clock()
    manners = governor(clock)
    with pytest.raises(ValueError), manners.turn("a.cn:80", delay=3):
        raise ValueError
    with manners.turn("a.cn:80", delay=3):
        assert clock.now == 1003.0


def test_one_server_is_never_asked_twice_at_once() -> None:
    clock = Clock()
    manners = governor(clock)
    inside, most = 0, 0
    lock = threading.Lock()

    def ask() -> None:
        nonlocal inside, most
        with manners.turn("a.cn:80", delay=1):
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.002)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(ask) for _ in range(12)]:
            done.result()
    assert most == 1
    assert clock.now >= 1000.0 + 11
