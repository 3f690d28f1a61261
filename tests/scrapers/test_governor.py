"""How long we leave a server alone, proved without waiting."""

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.office import Politeness
from scrapers.errors import LeftAlone, ServersNotKept
from scrapers.fetching.governor import Governor
from scrapers.fetching.servers import InFolder
from tests.support.simulated_time import World

PAGE = "http://a.cn/x"
NIGHT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
"""02:30 in Shanghai."""


class Clock:
    """Time that passes only when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now

    def moment(self) -> datetime:
        return NIGHT + timedelta(seconds=self.now - 1000)

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds


def governor(clock: Clock, *, chance: float = 0.0, folder: Path | None = None, **manners: Any) -> Governor:
    in_a_hurry = manners.pop("in_a_hurry", False)
    return Governor(
        Politeness.model_validate({"delay_seconds": 2, "jitter": 0} | manners),
        clock=clock.moment,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        random=lambda: chance,
        zone=ZoneInfo("Asia/Shanghai"),
        folder=folder,
        in_a_hurry=in_a_hurry,
    )


def ask(manners: Governor, url: str = PAGE, *, status: int = 200, wait: float | None = None, **how: Any) -> bool:
    """One answered request; whether it was a trial."""
    with manners.turn(url, **how) as turn:
        turn.answered(status, wait=wait)
    return turn.trial


@pytest.fixture(params=["in memory", "in a folder"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Everything here holds in memory and in files."""
    return tmp_path / "servers" if request.param == "in a folder" else None


# Delays


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
    manners = governor(clock, chance=chance, delay_seconds=delay, jitter=jitter)
    ended: float | None = None
    for seconds in work:
        with manners.turn(PAGE):
            if ended is not None:
                assert delay - 1e-6 <= clock.now - ended <= delay * (1 + jitter) + 1e-6
            clock.sleep(seconds)
        ended = clock.now


REQUESTS = st.lists(
    st.tuples(
        st.floats(0, 20),  # what passes before it
        st.floats(0, 5),  # what it takes
        st.sampled_from([(200, None), (200, None), (404, None), (503, None), (429, 25.0), (None, None)]),
    ),
    min_size=1,
    max_size=6,
)
"""What one process asks: pause, work, and how it ends (status and Retry-After; no status: a broken connection)."""


@settings(max_examples=80)
@given(
    processes=st.lists(REQUESTS, min_size=1, max_size=4),
    delay=st.floats(0.5, 10),
    jitter=st.floats(0, 1),
    concurrency=st.integers(1, 3),
    rest_after=st.integers(1, 5),
    set_back=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 10_000)), max_size=3),
    chance=st.randoms(use_true_random=False),
)
def test_never_two_requests_closer_than_the_delay_whatever_the_interleaving(
    processes: list[list[tuple[float, float, tuple[int | None, float | None]]]],
    delay: float,
    jitter: float,
    concurrency: int,
    rest_after: int,
    set_back: list[tuple[float, float]],
    chance: Random,
) -> None:
    world = World(chance)
    manners = Politeness(
        delay_seconds=delay,
        jitter=jitter,
        concurrency=concurrency,
        rest_after=rest_after,
        rest_seconds=40,
        failures_in_a_row=99,
    )
    asked: list[list[float]] = []
    """Begin, end, and the rest its server asked for."""

    def process(folder: Path, requests: list[tuple[float, float, tuple[int | None, float | None]]]) -> None:
        own = Governor(
            manners,
            clock=lambda: NIGHT,
            monotonic=world.clock,
            sleep=world.sleep,
            random=chance.random,
            folder=folder,
        )
        for pause, work, (status, wait) in requests:
            world.sleep(pause)
            with suppress(ConnectionError), own.turn(PAGE) as turn:
                request = [world.now, float("inf"), wait or 0.0]
                asked.append(request)
                world.sleep(work)
                request[1] = world.now
                if status is None:
                    raise ConnectionError
                turn.answered(status, wait=wait)

    def hand() -> None:
        for pause, seconds in set_back:
            world.sleep(pause)
            world.set_back(seconds)

    with TemporaryDirectory() as folder:
        world.run(hand, *(lambda each=each: process(Path(folder), each) for each in processes))  # type: ignore[misc]

    assert len(asked) == sum(map(len, processes)), "nobody waits for ever"
    asked.sort()
    for at, (begin, *_) in enumerate(asked):
        before = asked[:at]
        assert all(begin >= other + delay - 1e-6 for other, *_ in before), "its delay after the last began"
        over = [(end, wait) for _, end, wait in before if end <= begin]
        assert all(begin >= end + max(delay, wait) - 1e-6 for end, wait in over), "and after the last ended"
        assert len(before) - len(over) < concurrency
    if concurrency == 1:
        in_a_row = 1
        for (_, end, _), (begin, *_) in pairwise(asked):
            in_a_row = 1 if begin - end > 40 - 1e-6 else in_a_row + 1
            assert in_a_row <= rest_after
    work = sum(pause + seconds for each in processes for pause, seconds, _ in each) + sum(p for p, _ in set_back)
    slowest = max(delay, min(delay * 2 ** len(asked), manners.slowest_seconds)) * (1 + jitter)
    longest = work + len(asked) * (max(slowest, 40) + 0.5) * (1 + len(set_back))
    assert world.now - 1000 <= longest + 25 * len(asked) * (1 + len(set_back)), "a clock set back stops nothing"


def test_the_first_request_and_another_server_do_not_wait(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder)
    for url in ("http://a.cn/", "http://b.cn/", "http://a.cn:8080/", "https://a.cn/", "http://[2001:db8::1]/"):
        ask(manners, url)
    assert clock.now == 1000.0


def test_a_failed_request_counts_as_one(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder)
    with pytest.raises(ValueError), manners.turn(PAGE):
        raise ValueError
    ask(manners)
    assert clock.now == 1002.0


def test_the_parts_of_a_page_come_without_rests_between_them(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, rest_after=3)
    ask(manners)
    for _ in range(9):
        ask(manners, part=True)
    assert clock.now == 1002.0
    manners.rest(PAGE)
    ask(manners)
    assert clock.now == 1004.0


def test_a_crawl_delay_is_kept_up_to_half_a_minute(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder)
    ask(manners, wish=7)
    ask(manners, wish=3600, part=True)
    assert clock.now == 1007.0
    ask(manners)
    assert clock.now == 1037.0


def test_one_server_is_never_asked_twice_at_once(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, delay_seconds=1)
    inside, most = 0, 0
    lock = threading.Lock()

    def visit() -> None:
        nonlocal inside, most
        with manners.turn(PAGE):
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.002)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(visit) for _ in range(12)]:
            done.result()
    assert most == 1
    assert clock.now >= 1000.0 + 11


ASKING = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from schemas.office import Politeness
from scrapers.fetching.governor import Governor
governor = Governor(Politeness(delay_seconds=float(sys.argv[2]), jitter=0), clock=lambda: datetime.now(UTC),
    monotonic=time.monotonic, sleep=time.sleep, random=lambda: 0.0, folder=Path(sys.argv[1]))
for _ in range(int(sys.argv[3])):
    with governor.turn("http://a.cn/x"):
        begin = time.monotonic()
        time.sleep(float(sys.argv[4]))
        print(begin, time.monotonic(), flush=True)
"""


def process(folder: Path, *, delay: float, requests: int, work: float) -> subprocess.Popen[str]:
    arguments = [str(folder), str(delay), str(requests), str(work)]
    return subprocess.Popen([sys.executable, "-c", ASKING, *arguments], stdout=subprocess.PIPE, text=True)


def test_processes_of_one_office_are_polite_together(tmp_path: Path) -> None:
    processes = [process(tmp_path, delay=0.05, requests=4, work=0.01) for _ in range(3)]
    lines = [line for each in processes for line in each.communicate()[0].splitlines()]
    asked = sorted(tuple(map(float, line.split())) for line in lines)
    assert len(asked) == 12
    assert all(begin - end >= 0.05 for (_, end), (begin, _) in pairwise(asked))


def test_a_process_that_is_killed_while_it_asks_frees_its_slot_and_the_server_still_gets_its_rest(
    tmp_path: Path,
) -> None:
    dying = process(tmp_path, delay=0, requests=1, work=0)
    assert dying.communicate()[0]
    hanging = subprocess.Popen(
        [sys.executable, "-c", ASKING.replace("begin", "print('in', flush=True); begin", 1), tmp_path, "7", "1", "60"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert hanging.stdout is not None
    assert hanging.stdout.readline() == "in\n"
    hanging.send_signal(signal.SIGKILL)
    hanging.communicate()
    slept: list[float] = []
    own = Governor(
        Politeness(delay_seconds=7, jitter=0),
        clock=lambda: NIGHT,
        monotonic=time.monotonic,
        sleep=slept.append,
        random=lambda: 0.0,
        folder=tmp_path,
    )
    ask(own)
    assert slept == [pytest.approx(7)], "counted from now: nobody knows when the killed one's request ended"


# Budget, rests, hours


def test_a_spent_budget_leaves_the_rest_to_the_next_night(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, budget=3, hosts={"b.cn:80": {"budget": 1}})
    for _ in range(3):
        ask(manners)
    with pytest.raises(LeftAlone, match=r"tonight's budget of 3 requests to a\.cn:80 is spent") as raised:
        ask(manners)
    assert (raised.value.state, raised.value.cause, raised.value.worth_a_second_try) == (
        "not_tried",
        "our_failure",
        True,
    )
    manners.forget_failures()
    with pytest.raises(LeftAlone, match="budget"):
        ask(governor(clock, folder=folder, budget=3) if folder else manners)
    ask(manners, "http://b.cn/")
    with pytest.raises(LeftAlone, match="budget of 1 request"):
        ask(manners, "http://b.cn/")
    clock.sleep(8 * 3600)
    with pytest.raises(LeftAlone):
        ask(manners)
    clock.sleep(2 * 3600)
    ask(manners)


def test_a_budget_holds_also_in_a_hurry_and_for_probes(folder: Path | None) -> None:
    manners = governor(Clock(), folder=folder, budget=2, in_a_hurry=True)
    ask(manners)
    ask(manners, probe=True)
    with pytest.raises(LeftAlone):
        ask(manners, probe=True)


def test_after_many_requests_in_a_row_a_server_rests(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, rest_after=3, rest_seconds=60)
    began = []
    for _ in range(7):
        ask(manners)
        began.append(clock.now - 1000)
    assert began == [0, 2, 4, 64, 66, 68, 128]
    ask(manners)
    clock.sleep(61)
    for _ in range(3):
        ask(manners)
    assert clock.now - 1000 == 130 + 61 + 4, "a pause that came by itself is a rest"


def test_a_server_without_a_delay_needs_no_rests(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, delay_seconds=0, rest_after=1)
    for _ in range(5):
        ask(manners)
    assert clock.now == 1000


@pytest.mark.parametrize(
    ("hours", "asked"),
    [
        (["20:00-07:00"], True),
        (["00:00-02:30", "02:30-02:31"], True),
        (["02:31-24:00"], False),
        (["08:00-18:00"], False),
        ([], True),
    ],
)
def test_outside_its_hours_a_server_is_not_asked(folder: Path | None, hours: list[str], asked: bool) -> None:
    manners = governor(Clock(), folder=folder, hours=hours)
    own = governor(Clock(), hosts={"a.cn:80": {"hours": hours}}, hours=["12:00-12:01"])
    for each in (manners, own):
        if asked:
            ask(each)
        else:
            with pytest.raises(LeftAlone, match=f"a.cn:80 is asked only at {hours[0]}"):
                ask(each)
            ask(each, probe=True)


# Slower, and not at all


def test_a_busy_server_is_asked_more_slowly_until_it_answers_again(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, slow_down=2, slowest_seconds=10)
    gaps = []
    for status in (429, 503, 503, 503, *9 * [200], 404, 304):
        ask(manners, status=status)
        gaps.append(clock.now)
    waits = [after - before for before, after in pairwise(gaps)]
    assert waits[:4] == [4, 8, 10, 10]
    assert waits[4:] == sorted(waits[4:], reverse=True)
    assert waits[-1] == 2


def test_a_rest_that_a_server_asks_for_is_given(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder)
    ask(manners, status=429, wait=100)
    ask(manners)
    assert clock.now == 1100


def test_a_long_rest_that_a_server_asks_for_outlasts_the_second_pass(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder)
    ask(manners, status=503, wait=3600)
    for _ in range(2):
        with pytest.raises(LeftAlone, match=r"asked for a rest \(Retry-After\); left alone for another 60 min"):
            ask(manners)
        manners.forget_failures()
    assert clock.now == 1000
    clock.sleep(3600)
    ask(manners)


def test_a_server_that_keeps_failing_is_left_alone_then_tried_once(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, failures_in_a_row=3, failure_minutes=15)
    for _ in range(3):
        assert not ask(manners, status=500)
        manners.failed(PAGE)
    before = clock.now
    with pytest.raises(LeftAlone, match="failed for several pages one after another; left alone for another 15 min"):
        ask(manners)
    assert clock.now == before, "it fails without waiting"
    ask(manners, "http://b.cn/")
    clock.sleep(900)
    assert ask(manners, status=500)
    manners.failed(PAGE)
    with pytest.raises(LeftAlone):
        ask(manners)
    clock.sleep(900)
    assert ask(manners)
    assert not ask(manners)


def test_only_one_tries_whether_a_server_is_well_again(tmp_path: Path) -> None:
    clock = Clock()
    one, other = (governor(clock, folder=tmp_path, failures_in_a_row=1, concurrency=2) for _ in range(2))
    one.failed(PAGE)
    clock.sleep(900)
    with one.turn(PAGE), pytest.raises(LeftAlone), other.turn(PAGE):
        pass


def test_the_second_pass_begins_anew_with_what_failed(folder: Path | None) -> None:
    manners = governor(Clock(), folder=folder, failures_in_a_row=1)
    manners.failed(PAGE)
    with pytest.raises(LeftAlone):
        ask(manners)
    manners.forget_failures()
    assert not ask(manners)


def test_challenges_in_a_row_cool_a_server_down_and_one_alone_does_not(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, challenge_minutes=15)
    for status in (403, 200, 200):  # challenge, page, challenge
        ask(manners, status=302)
        ask(manners, status=status)
        if status == 403:
            manners.challenged(PAGE)
    manners.challenged(PAGE)
    manners.challenged(PAGE)
    ask(manners, status=200)
    manners.challenged(PAGE)
    with pytest.raises(LeftAlone, match="showed challenges in place of pages; left alone for another 15 min"):
        ask(manners)
    manners.forget_failures()
    with pytest.raises(LeftAlone):
        ask(manners)
    clock.sleep(900)
    ask(manners)


def test_a_probe_finds_out_what_nobody_else_asks(folder: Path | None) -> None:
    manners = governor(Clock(), folder=folder, failures_in_a_row=1)
    manners.failed(PAGE)
    assert ask(manners, probe=True)
    assert not ask(manners), "its answer opens the server for all"


def test_what_a_server_did_long_ago_is_forgotten(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, failures_in_a_row=2)
    ask(manners, status=503)
    manners.failed(PAGE)
    clock.sleep(3601)
    ask(manners, status=404)
    began = clock.now
    ask(manners)
    assert clock.now - began == 2


def test_in_a_hurry_nothing_waits_and_nobody_is_left_alone(folder: Path | None) -> None:
    clock = Clock()
    manners = governor(clock, folder=folder, in_a_hurry=True, failures_in_a_row=1, rest_after=1)
    for _ in range(3):
        ask(manners, wish=7, status=429, wait=9000)
        manners.failed(PAGE)
    assert ask(manners), "with one attempt"
    assert clock.now == 1000


# Files


def test_a_clock_that_began_anew_keeps_the_rest_and_no_more(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = 900_000.0
    ask(governor(clock, folder=tmp_path, delay_seconds=20))
    clock.now = 5.0
    ask(governor(clock, folder=tmp_path, delay_seconds=20))
    assert clock.now == 25.0


@pytest.mark.parametrize("content", [b"half", b"\0" * 80, b"x" * 5000])
def test_a_damaged_file_costs_one_rest(tmp_path: Path, content: bytes) -> None:
    clock = Clock()
    (tmp_path / "a.cn:80").write_bytes(content)
    ask(governor(clock, folder=tmp_path))
    assert clock.now == 1002.0
    ask(governor(clock, folder=tmp_path))
    assert clock.now == 1004.0


def test_the_files_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "servers"
    ask(governor(Clock(), folder=folder), "http://xn--fiqs8s.cn:8080/a")
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "xn--fiqs8s.cn:8080": 0o600,
        "xn--fiqs8s.cn:8080.slot0": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_stops_the_crawl(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ServersNotKept, match="cannot be written"):
        InFolder(tmp_path / "file")
    manners = governor(Clock(), folder=tmp_path / "servers")
    (tmp_path / "servers" / "a.cn:80").mkdir()
    with pytest.raises(ServersNotKept, match="cannot be written"):
        ask(manners)
