"""List reading measured on saved pages of real public bodies, without any configuration for them.

The pages lie in the folder `shared` beside the checkout; without it these tests are skipped.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from schemas.entries import ListReading
from scrapers.lists import examine
from scrapers.page import Page
from scrapers.platforms import load_platforms

Measured = Callable[[str, object], None]
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "realpages"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="shared/realpages is not beside the checkout")
TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Gold:
    path: str
    kind: str
    expected: tuple[str, str, str]


def gold() -> list[Gold]:
    with (REAL / "gold.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Gold(row["path"], row["kind"], (row["items"], row["newest"], row["oldest"])) for row in rows]


def read(path: str) -> ListReading:
    page = Page(url=f"http://site.example/{path}", body=(REAL / path).read_bytes())
    return examine(page, platforms=load_platforms(), today=TODAY)


def test_items_newest_and_oldest_are_exact_on_at_least_95_of_100_lists(record_property: Measured) -> None:
    rows = [row for row in gold() if row.kind == "list"]
    misses = []
    for row in rows:
        reading = read(row.path)
        got = (str(len(reading.items)), str(reading.newest), str(reading.oldest))
        if got != row.expected:
            misses.append(f"{row.path}: {reading.state} {got}, expected {row.expected}")

    share = 1 - len(misses) / len(rows)
    record_property("measured", f"real lists exact: {len(rows) - len(misses)} of {len(rows)} ({share:.1%}) {misses}")
    assert share >= 0.95


def test_a_list_without_dates_gives_undated_entries() -> None:
    for row in (row for row in gold() if row.kind == "list-nodate"):
        reading = read(row.path)
        assert (reading.state, reading.newest) == ("list", None)
        assert len(reading.items) == 6


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("single/daozhen_empty_list.html", "blank"),
        ("zjgztb_com/xyxx/moreinfo.html", "needs_data"),
        ("single/cde_waf.html", "blocked"),
        ("single/nmpa_waf_shell.html", "blocked"),
    ],
)
def test_what_is_no_list_is_told_apart(path: str, state: str) -> None:
    assert read(path).state == state


@pytest.mark.parametrize(
    ("path", "count", "newest"),
    [("single/gansu_edu_commented_list.html", 20, "2025-11-17"), ("single/jiangxi_eco_jslist.html", 50, "2025-07-29")],
)
def test_lists_in_a_comment_or_in_a_scripts_array_are_read(path: str, count: int, newest: str) -> None:
    reading = read(path)

    assert (len(reading.items), str(reading.newest)) == (count, newest)


def test_a_document_is_hardly_ever_taken_for_a_list_and_never_for_a_blank_column() -> None:
    states = [read(row.path).state for row in gold() if row.kind in ("detail", "report")]

    assert states.count("list") <= 0.02 * len(states)
    assert not {"blank", "blank_with_note"} & set(states)


def test_pages_of_another_country_never_read_as_blank() -> None:
    for path in sorted((REAL / "city-scrapers").rglob("*.html")):
        assert not read(str(path.relative_to(REAL))).state.startswith("blank"), path.name
