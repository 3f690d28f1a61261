"""Reading of single documents measured on saved pages of real public bodies, without any configuration for them.

The pages lie in the folder `shared` beside the checkout; without it these tests are skipped.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from schemas.document_readings import DocumentReading
from scrapers.documents.reading import examine_document
from scrapers.pages.page import Page

Measured = Callable[[str, object], None]
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "realpages"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="shared/realpages is not beside the checkout")
TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Gold:
    path: str
    kind: str
    shown: str
    conflict: bool


@cache
def gold() -> list[Gold]:
    with (REAL / "gold.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Gold(row["path"], row["kind"], row["visible_date"], "conflict" in (row["note"] or "")) for row in rows]


def documents() -> list[Gold]:
    return [row for row in gold() if row.kind in ("detail", "report")]


@cache
def read(path: str) -> DocumentReading:
    page = Page(url=f"http://site.example/{path}", body=(REAL / path).read_bytes())
    return examine_document(page, today=TODAY)


def test_the_shown_day_is_right_on_at_least_99_of_100_documents(record_property: Measured) -> None:
    rows = documents()
    misses = [
        f"{row.path}: {reading.state} {reading.dates}, expected {row.shown}"
        for row in rows
        if str((reading := read(row.path)).dates.shown) != row.shown or reading.published != reading.dates.shown
    ]

    record_property("measured", f"real documents, shown day: {len(rows) - len(misses)} of {len(rows)} {misses}")
    assert len(misses) <= 0.01 * len(rows)


def test_every_conflict_of_dates_is_flagged_and_no_other(record_property: Measured) -> None:
    rows = documents()
    flagged = {row.path for row in rows if read(row.path).dates_conflict}
    expected = {row.path for row in rows if row.conflict}

    record_property(
        "measured",
        f"real documents, conflicts: {len(expected & flagged)} of {len(expected)} flagged, "
        f"{len(flagged - expected)} others {sorted(flagged ^ expected)}",
    )
    assert len(expected) > 30
    assert flagged == expected


def test_every_document_has_a_title_and_its_own_text(record_property: Measured) -> None:
    readings = [read(row.path) for row in documents()]
    texts = [reading.text for reading in readings if reading.text]

    record_property("measured", f"real documents with text: {len(texts)} of {len(readings)}")
    assert all(reading.title for reading in readings)
    assert len(texts) >= 0.97 * len(readings), "the others show a picture and nothing else"
    assert not [text for text in texts if "当前位置" in text or "版权所有" in text or "ICP备" in text]


@pytest.mark.parametrize(
    ("kinds", "state"), [(("waf",), "blocked"), (("list", "list-js", "list-nodate", "home", "page"), "not_a_document")]
)
def test_what_is_no_document_is_told_apart(kinds: tuple[str, ...], state: str, record_property: Measured) -> None:
    rows = [row for row in gold() if row.kind in kinds]
    wrong = [f"{row.path}: {read(row.path).state}" for row in rows if read(row.path).state != state]

    record_property("measured", f"real pages that are {state}: {len(rows) - len(wrong)} of {len(rows)} {wrong}")
    assert rows
    assert not wrong


def test_pages_of_another_country_are_never_given_a_wrong_day() -> None:
    for path in sorted((REAL / "city-scrapers").rglob("*.html")):
        reading = read(str(path.relative_to(REAL)))
        assert reading.published is None or reading.published_from == "meta", path.name
