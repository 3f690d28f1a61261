"""Every fault at once costs nobody a point, and what is really late or missing is found all the same.

`docs/faults.md` is the table of what must come out; this is the night that holds it to its word.
"""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows import stages
from flows.opened import opened_at
from schemas.results import AgencyCard, ColumnCheck, Scorecards
from tests.support.fault_city import ALL_FAULTS, HEALTHY, FaultCity, fault_city
from tests.support.fault_server import Answer, Seen, closed_port

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "faults.md"
SHANGHAI = ZoneInfo("Asia/Shanghai")
ROW = re.compile(
    r"^\| `(?P<name>\w+)` \|(?:[^|]+\|){2} (?P<state>\w+) \| (?P<status>\w+)(?:, (?P<cause>[\w ]+))? \|$", re.M
)

IMPATIENT = {
    "connect_timeout": 2, "read_timeout": 2, "total_timeout": 3, "retries": 0, "threads": 16, "max_bytes": 2_000_000,
    "max_pages": 5,
}  # fmt: skip

HEALTHY_VERDICTS = {
    "current": ("fresh", set()),
    "current_beside": ("fresh", set()),
    "not_updated": ("stale", {"current", "enough"}),
    "always_blank": ("blank", {"current"}),  # that it holds nothing is counted once
    "too_few": ("fresh", {"enough"}),
}
"""What the healthy columns are on the second night, and the obligations that they fail."""


@dataclass(frozen=True)
class Documented:
    """One row of the table."""

    state: str
    status: str
    cause: str | None


def documented() -> dict[str, Documented]:
    rows = [
        (row["name"], Documented(row["state"], row["status"], row["cause"] and row["cause"].replace(" ", "_")))
        for row in ROW.finditer(DOCS.read_text(encoding="utf-8"))
    ]
    assert len(rows) == len(dict(rows)), "a fault stands twice in the table"
    return dict(rows)


def test_every_fault_has_its_row_and_every_row_its_fault() -> None:
    assert set(documented()) == set(ALL_FAULTS)


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCS.read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def night(folder: Path, *, as_of: str, now: str) -> Scorecards:
    with opened_at(folder, as_of=as_of, now=now) as (office, point):
        return stages.nightly(office, point, no_delay=True).cards


def agency(cards: Scorecards, code: str) -> AgencyCard:
    return next(card for card in cards.agencies if card.code == code)


def as_documented(check: ColumnCheck) -> Documented:
    return Documented(check.state, check.status, check.cause)


def misjudged(card: AgencyCard) -> Iterator[str]:
    """Lines that give other points than the column's row promises: none where unknown, all where it was seen.

    A veto gives none, and none is pronounced.
    """
    statuses = {check.column: check.status for check in card.columns}
    yield from card.vetoes
    for line in card.lines:
        none = line.mode == "veto" or statuses[line.columns[0]] == "unknown"
        if line.status == "unmet" or line.points not in ((None,) if none else (None, line.max)):
            yield f"{line.id} {line.status} {line.points} of {line.max}: {line.reason.text('en')}"


def test_a_night_of_every_fault_costs_nobody_a_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    with fault_city(tmp_path, monkeypatch) as city:
        city.write_office(**IMPATIENT)
        before = night(city.folder, as_of="2026-11-20", now="2026-11-20T23:00:00")
        assert {check.status for check in agency(before, "ill").columns} == {"fresh"}

        city.fall_ill(monkeypatch)
        begun = time.monotonic()
        after = night(city.folder, as_of="2026-12-31", now="2027-01-01T00:30:00")
        seconds = time.monotonic() - begun

        ill, well = agency(after, "ill"), agency(after, "well")
        seen = {check.column: as_documented(check) for check in ill.columns}
        table = documented()
        assert {name: row for name, row in seen.items() if row != table[name]} == {}
        assert list(misjudged(ill)) == []
        failed = {
            check.column: (
                check.status,
                {line.obligation for line in well.lines if line.status == "unmet" and check.column in line.columns},
            )
            for check in well.columns
        }
        assert failed == {name: HEALTHY_VERDICTS[name] for name in HEALTHY}
        assert city.elsewhere.seen == [], "nobody may send us to another private server"
        methods = {seen.method for server in city.servers.values() for seen in server.seen}
        assert methods == {"GET"}
        record_property("measured", f"a night of {len(ALL_FAULTS)} faults: {seconds:.0f} s")
        assert seconds < 120, "faults may not take the night"


# --- faults of our own machine ---------------------------------------------------------------------------------------

POINT, MORNING_AFTER = "2026-12-31", "2027-01-01T00:30:00"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultCity]:
    """The healthy columns alone, as they are on the second night, and an office that was there on the first."""
    with fault_city(tmp_path, monkeypatch, ill=()) as healthy:
        healthy.write_office(**IMPATIENT)
        night(healthy.folder, as_of="2026-11-20", now="2026-11-20T23:00:00")
        healthy.fall_ill(monkeypatch)
        yield healthy


def verdicts(cards: Scorecards) -> dict[str, tuple[str, set[str]]]:
    """Status of each healthy column, and the obligations that it fails."""
    card = agency(cards, "well")
    failed: dict[str, set[str]] = {check.column: set() for check in card.columns}
    for line in card.lines:
        if line.status == "unmet":
            failed[line.columns[0]].add(line.obligation)
    return {check.column: (check.status, failed[check.column]) for check in card.columns}


def accused_in_error(cards: Scorecards) -> dict[str, set[str]]:
    """Obligations that are said to be failed and are not."""
    found = {name: failed - HEALTHY_VERDICTS[name][1] for name, (_, failed) in verdicts(cards).items()}
    return {name: failed for name, failed in found.items() if failed}


def night_by(folder: Path, clock: Callable[[], datetime]) -> Scorecards:
    """A night whose clock does as it likes; its monitoring point is that of the right clock."""
    with opened_at(folder, as_of=POINT, now=MORNING_AFTER) as (office, point):
        return stages.nightly(replace(office, clock=clock), point, no_delay=True).cards


def jumping(*moments: str, after: int) -> Callable[[], datetime]:
    """A clock that shows the first moment `after` times, and then the second one."""
    asked = count()
    first, second = (datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI) for moment in moments)
    return lambda: first if next(asked) < after else second


@pytest.mark.parametrize("jump", ["2026-10-01T00:00:00", "2031-06-01T12:00:00"])
def test_a_clock_that_jumps_accuses_nobody_in_error_and_the_next_night_repairs_it(city: FaultCity, jump: str) -> None:
    assert accused_in_error(night_by(city.folder, jumping(MORNING_AFTER, jump, after=6))) == {}
    with opened_at(city.folder, as_of=POINT, now=MORNING_AFTER) as (office, point):
        repaired = stages.nightly(office, point, force=True, no_delay=True).cards
    assert verdicts(repaired) == HEALTHY_VERDICTS


def test_a_night_begun_a_minute_before_midnight_is_judged_by_the_day_it_began(city: FaultCity) -> None:
    clock = jumping("2026-12-31T23:59:59", "2027-01-01T00:00:40", after=3)
    with opened_at(city.folder, as_of=None, now="2026-12-31T23:59:59") as (office, point):
        cards = stages.nightly(replace(office, clock=clock), point, no_delay=True).cards
    assert cards.as_of.isoformat() == "2026-12-31T23:59:59+08:00"
    assert accused_in_error(cards) == {}
    assert verdicts(cards)["current"] == ("fresh", set())
    assert verdicts(cards)["not_updated"][0] == "stale"


def gongkai(
    city: FaultCity, command: str, *, limited: Callable[[], None] | None = None, **environment: str
) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    program = [sys.executable, "-c", "from flows.command_line import main; main()", command, str(city.folder)]
    wait = ["--no-delay"] if command in ("nightly", "crawl") else []
    kept = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    return subprocess.Popen(
        [*program, "--as-of", POINT, "--now", MORNING_AFTER, *wait],
        cwd=ROOT,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,  # noqa: PLW1509  (no threads of ours hold a lock when the child is made)
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Exit code and the one message; a traceback is none."""
    _, told = process.communicate(timeout=120)
    messages = [line for line in told.splitlines() if line.startswith("gongkai: ")]
    assert "Traceback" not in told, told
    return process.returncode, " ".join(messages)


def completes(city: FaultCity) -> None:
    """The night run again, undisturbed, comes to what it should."""
    assert verdicts(night(city.folder, as_of=POINT, now=MORNING_AFTER)) == HEALTHY_VERDICTS


def test_a_full_disk_stops_the_night_with_a_message_and_the_next_one_completes(city: FaultCity) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    code, message = ended(gongkai(city, "crawl", limited=no_room))
    assert code == 3
    assert message
    completes(city)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_a_process_killed_while_a_page_is_on_its_way_into_the_warehouse_loses_nothing(
    city: FaultCity, seconds: float
) -> None:
    killed = threading.Event()
    page = city.servers["too_few"].pages["/too_few/index.html"]

    def show_and_kill(seen: Seen) -> Answer:
        if not killed.is_set():
            threading.Timer(seconds, process.kill).start()
            killed.set()
        return page(seen) if callable(page) else page

    city.servers["too_few"].pages["/too_few/index.html"] = show_and_kill
    process = gongkai(city, "crawl")
    process.communicate(timeout=120)
    assert killed.is_set()
    completes(city)


def test_a_warehouse_that_is_gone_after_the_crawl_accuses_nobody_and_loses_nothing_when_it_is_back(
    city: FaultCity,
) -> None:
    with opened_at(city.folder, as_of=POINT, now=MORNING_AFTER) as (office, point):
        stages.crawl(office, point, no_delay=True)
    file = city.folder / "var/warehouse.sqlite"
    aside = file.rename(city.folder / "aside.sqlite")
    with opened_at(city.folder, as_of=POINT, now=MORNING_AFTER) as (office, point):
        stages.validate(office, point)
        blind = stages.score(office, point)
    assert {status for status, _ in verdicts(blind).values()} == {"unknown"}
    assert [line for card in blind.agencies for line in card.lines if line.status == "unmet"] == []

    aside.replace(file)
    for server in city.servers.values():
        server.seen.clear()
    completes(city)
    assert [seen for server in city.servers.values() for seen in server.seen] == [], "what was read was there"


def test_a_prefect_server_that_is_down_stops_the_night_with_a_message(city: FaultCity) -> None:
    code, message = ended(gongkai(city, "nightly", PREFECT_API_URL=f"http://127.0.0.1:{closed_port()}/api"))
    assert code == 3
    assert "unset PREFECT_API_URL" in message
    completes(city)
