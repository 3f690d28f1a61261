"""Every fault at once costs nobody a point, and what is really late or missing is found all the same.

`docs/faults.md` is the table of what must come out; this is the night that holds it to its word.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import stages
from flows.opened import opened_at
from schemas.results import AgencyCard, ColumnCheck, Scorecards
from tests.support.fault_city import ALL_FAULTS, HEALTHY, fault_city

DOCS = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
ROW = re.compile(
    r"^\| `(?P<name>\w+)` \|(?:[^|]+\|){2} (?P<state>\w+) \| (?P<status>\w+)(?:, (?P<cause>[\w ]+))? \|$", re.M
)

IMPATIENT = {
    "connect_timeout": 2, "read_timeout": 2, "total_timeout": 3, "retries": 0, "threads": 16, "max_bytes": 2_000_000,
    "max_pages": 5,
}  # fmt: skip

WRONG_YET = frozenset({"dates_in_the_future"})
"""An item dated after the day on which it was seen is still taken for dated: see the test of its own."""

HEALTHY_VERDICTS = {
    "current": ("fresh", set()),
    "current_beside": ("fresh", set()),
    "not_updated": ("stale", {"current", "enough"}),
    "always_blank": ("blank", {"current", "enough"}),
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


def night(folder: Path, *, as_of: str, now: str) -> Scorecards:
    with opened_at(folder, as_of=as_of, now=now) as (office, point):
        return stages.nightly(office, point, no_delay=True).cards


def agency(cards: Scorecards, code: str) -> AgencyCard:
    return next(card for card in cards.agencies if card.code == code)


def as_documented(check: ColumnCheck) -> Documented:
    return Documented(check.state, check.status, check.cause)


def misjudged(card: AgencyCard) -> Iterator[str]:
    """Lines that give other points than the column's row promises: none where unknown, all where it was seen."""
    statuses = {check.column: check.status for check in card.columns}
    for line in card.lines:
        if line.columns[0] in WRONG_YET:
            continue
        blind = statuses[line.columns[0]] == "unknown"
        if line.status == "unmet" or line.points not in ((None,) if blind else (None, line.max)):
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
        assert {name: row for name, row in seen.items() if row != table[name] and name not in WRONG_YET} == {}
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
