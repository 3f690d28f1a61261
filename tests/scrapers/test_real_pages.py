"""List reading measured on saved pages of real public bodies, without any configuration for them.

`gold.tsv` says for each page what a person sees on it. The pages lie in the folder `shared` beside the checkout;
without it these tests are skipped.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from schemas.entries import ListReading
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from tests.support.shared_pages import SHARED

Measured = Callable[[str, object], None]
REAL = SHARED / "realpages"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real pages beside the checkout")
TODAY = date(2026, 1, 1)

WRONG_IN_GOLD = {
    # The date column runs from 2019-10-09 on; 2015年3月1日 stands in a title (…须知(2015年3月1日更新)), whose own row
    # is dated 2019-10-16.
    "zjgztb_com/kssfzx/034003/ksCity_moreinfo.html": ("12", "2021-01-11", "2019-10-09"),
}
"""Rows of the gold file that do not say what the page says."""

STATES = {
    "list": "list",
    "list-nodate": "list",
    "list-empty": "blank",
    "json": "list",
    "waf": "blocked",
}
"""What each kind of page must be read as; `list-js` is a list if gold counts items in the source, else `needs_data`."""


@dataclass(frozen=True)
class Gold:
    path: str
    kind: str
    product: str
    expected: tuple[str, str, str]
    """Items, newest, oldest; empty where the page shows none."""

    @property
    def state(self) -> str | None:
        """The state the page must be read as; `None` for home pages and documents, which no column stands on."""
        if self.kind == "list-js":
            return "list" if self.expected[1] else "needs_data"
        return STATES.get(self.kind)


@dataclass(frozen=True)
class Outcome:
    gold: Gold
    reading: ListReading

    @property
    def got(self) -> tuple[str, str, str]:
        shown = self.reading
        return str(len(shown.items)), str(shown.newest or ""), str(shown.oldest or "")

    @property
    def right(self) -> tuple[bool, bool, bool]:
        """Count, newest and oldest are as gold says; what gold leaves open cannot be wrong."""
        count, newest, oldest = self.gold.expected
        return (
            count in ("", self.got[0]),
            newest in ("", self.got[1]),
            oldest in ("", self.got[2]),
        )


def gold() -> list[Gold]:
    with (REAL / "gold.tsv").open(encoding="utf-8", newline="") as file:
        return [
            Gold(
                row["path"],
                row["kind"],
                re.split(r"\s*[(（]", row["product"])[0],
                # "0 in DOM; 50 in inline articleList", "10 records (largest array)": the last figure is the rows'.
                ((re.findall(r"\d+", row["items"]) or [""])[-1], row["newest"], row["oldest"]),
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def read(path: str) -> ListReading:
    page = Page(url=f"http://site.example/{path}", body=(REAL / path).read_bytes())
    return examine(page, platforms=load_platforms(), today=TODAY)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [Outcome(row, read(row.path)) for row in gold()]


def test_count_newest_and_oldest_are_exact_on_at_least_98_of_100_lists(
    outcomes: list[Outcome], record_property: Measured
) -> None:
    lists = [outcome for outcome in outcomes if outcome.gold.state == "list" and outcome.gold.kind != "list-nodate"]
    for line in table(outcomes):
        record_property("measured", line)
    for outcome in lists:
        if not all(outcome.right):
            note = " (gold is wrong, see the test)" if outcome.gold.path in WRONG_IN_GOLD else ""
            record_property(
                "measured", f"real pages: {outcome.gold.path}: {outcome.got}, {outcome.gold.expected}{note}"
            )

    for field in range(3):
        assert sum(outcome.right[field] for outcome in lists) >= 0.98 * len(lists)


def table(outcomes: list[Outcome]) -> list[str]:
    """One line a product and kind: pages, and how many of them are right in count, newest, oldest and state."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.gold.state is not None:
            groups[outcome.gold.kind, outcome.gold.product].append(outcome)
    lines = ["real pages  (kind, product: pages | right in count, newest, oldest, state)"]
    for (kind, product), rows in sorted(groups.items()):
        count, newest, oldest = (sum(row.right[field] for row in rows) for field in range(3))
        state = sum(row.reading.state == row.gold.state for row in rows)
        lines.append(f"real pages  {kind}, {product}: {len(rows)} | {count} {newest} {oldest} {state}")
    return lines


def test_where_gold_is_wrong_the_page_is_read_as_it_is(outcomes: list[Outcome]) -> None:
    corrected = {outcome.gold.path: outcome.got for outcome in outcomes if outcome.gold.path in WRONG_IN_GOLD}

    assert corrected == WRONG_IN_GOLD


def test_every_page_has_its_state(outcomes: list[Outcome]) -> None:
    wrong = {
        outcome.gold.path: (outcome.reading.state, outcome.reading.reason)
        for outcome in outcomes
        if outcome.gold.state not in (None, outcome.reading.state)
    }

    assert wrong == {}


def test_no_item_is_invented_on_empty_script_only_and_blocked_pages(outcomes: list[Outcome]) -> None:
    nothing = [outcome for outcome in outcomes if outcome.gold.state in ("blank", "needs_data", "blocked")]

    assert len(nothing) >= 4
    assert [outcome.gold.path for outcome in nothing if outcome.reading.items] == []


def test_a_list_without_dates_gives_undated_entries(outcomes: list[Outcome]) -> None:
    undated = [outcome for outcome in outcomes if outcome.gold.kind == "list-nodate"]

    assert [len(outcome.reading.items) for outcome in undated] == [6]
    assert all(outcome.reading.newest is None for outcome in undated)


@pytest.mark.parametrize(
    ("path", "count", "newest"),
    [
        ("single/gansu_edu_commented_list.html", 20, "2025-11-17"),
        ("single/jiangxi_eco_jslist.html", 50, "2025-07-29"),
    ],
)
def test_lists_in_a_comment_or_in_a_scripts_array_are_read(path: str, count: int, newest: str) -> None:
    reading = read(path)

    assert (len(reading.items), str(reading.newest)) == (count, newest)


@pytest.mark.parametrize(
    ("path", "count"), [("single/chongqing_search.json", 10), ("single/state_council_search.json", 5)]
)
def test_an_answer_of_a_search_service_is_a_list_of_its_records(path: str, count: int) -> None:
    reading = read(path)

    assert (reading.state, len(reading.items)) == ("list", count)
    assert all(entry.published is not None for entry in reading.items)


def test_a_document_is_hardly_ever_taken_for_a_list_and_never_for_a_blank_column(
    outcomes: list[Outcome], record_property: Measured
) -> None:
    states = [outcome.reading.state for outcome in outcomes if outcome.gold.kind in ("detail", "report")]
    record_property("measured", f"real pages: {states.count('list')} of {len(states)} documents read as lists")

    assert states.count("list") <= 0.02 * len(states)
    assert not {"blank", "blank_with_note"} & set(states)
