"""List reading on pages of another country's public bodies, to show that it is not fitted to one.

`expected_from_tests.json` holds what the scrapers written by hand for these pages expect of them: how many meetings,
and when the first one begins. A reading is right about a page if

- it says in a state other than `list` that it does not see the column's list (and never that the list is blank), or
- it is a list, of as many entries as the scraper expects, where the file says how many; a difference must stand in
  `EXPLAINED` with the reason, seen on the page; and
- the expected first day is among the days of its entries, where it gives any entry a day and the file names one; an
  entry without a day claims nothing. (Of a scraper that gathers its meetings from several pages the first may stand on
  any of them, so its day is not looked for.)

Anything else is silently wrong, and there must be none. The pages lie in the folder `shared` beside the checkout;
without it these tests are skipped.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from schemas.entries import ListReading
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from tests.support.shared_pages import SHARED

Measured = Callable[[str, object], None]
CITIES = SHARED / "realpages" / "city-scrapers"
pytestmark = pytest.mark.skipif(not CITIES.is_dir(), reason="no folder of real pages beside the checkout")

EXPLAINED: dict[str, tuple[int, str]] = {}
"""Page: the number of entries that stand on it, and why the scraper of that page yields another."""


@dataclass(frozen=True)
class Expected:
    """What a scraper made for the page expects of it."""

    name: str
    url: str
    today: date
    count: int | None
    days: tuple[date, ...]


def expectations() -> Iterator[Expected]:
    """One for each saved HTML page that lies in the folder."""
    data: dict[str, Any] = json.loads((CITIES / "expected_from_tests.json").read_text(encoding="utf-8"))
    for case in data["tests"].values():
        for index, name in enumerate(case["fixtures"]):
            if not (CITIES / "tests" / "files" / name).is_file():
                continue
            yield Expected(
                name,
                (case["urls"][index : index + 1] or [f"http://city.example/{name}"])[0],
                date.fromisoformat((case.get("frozen_time") or ["2024-01-01"])[0][:10]),
                case["item_count"],
                tuple(
                    date(*map(int, found.groups()))
                    for each in case["expected"]
                    if each["field"] == "start"
                    and len(case["fixtures"]) == 1
                    and (found := re.match(r"datetime\((\d+),\s*(\d+),\s*(\d+)", str(each["expected"])))
                ),
            )


def read(expected: Expected) -> ListReading:
    body = (CITIES / "tests" / "files" / expected.name).read_bytes()
    return examine(Page(url=expected.url, body=body), platforms=Platforms({}), today=expected.today)


def what_is_silently_wrong(expected: Expected, reading: ListReading) -> str | None:
    if reading.state in ("blank", "blank_with_note"):
        return f"read as {reading.state}: {reading.reason}"
    if reading.state != "list":
        return None
    count = EXPLAINED[expected.name][0] if expected.name in EXPLAINED else expected.count
    if count is not None and len(reading.items) != count:
        titles = [entry.title for entry in reading.items[:3]]
        return f"{len(reading.items)} entries for {count}, such as {titles}"
    days = {entry.published for entry in reading.items if entry.published is not None}
    if days and (missing := [str(day) for day in expected.days if day not in days]):
        return f"days {min(days)} to {max(days)} without {', '.join(missing)}"
    return None


@pytest.fixture(scope="module")
def readings() -> list[tuple[Expected, ListReading]]:
    return [(expected, read(expected)) for expected in expectations()]


def test_a_page_is_read_rightly_or_said_to_be_no_list_and_never_silently_wrong(
    readings: list[tuple[Expected, ListReading]], record_property: Measured
) -> None:
    wrong = {
        expected.name: words
        for expected, reading in readings
        if (words := what_is_silently_wrong(expected, reading)) is not None
    }
    lists = sum(reading.state == "list" for _, reading in readings)
    record_property(
        "measured",
        f"other country: {len(readings)} pages, {lists} read as lists, "
        f"{len(readings) - lists} said to be none, {len(wrong)} silently wrong {sorted(wrong)}",
    )

    assert len(readings) > 20
    assert wrong == {}


def test_a_day_of_an_entry_stands_on_the_page_in_english_or_in_figures(
    readings: list[tuple[Expected, ListReading]],
) -> None:
    """A wrong day is worse than none: each must be written in the page, whatever the order of month and day."""
    for expected, reading in readings:
        source = (CITIES / "tests" / "files" / expected.name).read_text(encoding="utf-8", errors="replace")
        for entry in reading.items:
            if entry.published is not None:
                assert re.search(spellings(entry.published), source), f"{expected.name}: {entry.published}"


def spellings(day: date) -> str:
    """January 12, 2024; Jan. 12 2024; 12 January 2024; 2024-01-12; 1/12/2024; 1-12-24."""
    month = rf"(?i:{day:%B}|{day:%b}\.?)"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    return (
        rf"{month}\W{{1,8}}{number}\b|{number}\s+{month}|{day.year}\W0?{day.month}\W0?{day.day}\b"
        rf"|\b0?{day.month}\W0?{day.day}\W(?:20)?{day:%y}\b|{day:%Y%m%d}"
    )
