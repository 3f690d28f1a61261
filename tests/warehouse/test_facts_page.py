"""The page on facts names every column of every frame of history, with its type."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from warehouse.facts.days import COLUMN_DAYS
from warehouse.facts.document_details import DOCUMENT_DETAILS
from warehouse.facts.document_readings import DOCUMENT_READINGS
from warehouse.facts.events import ITEM_EVENTS
from warehouse.facts.lateness import BACKDATED_BATCHES, PUBLISH_LAGS
from warehouse.facts.spells import MONTHLY_COUNTS, SPELLS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "facts.md"
FRAMES = {
    "column_days": COLUMN_DAYS,
    "stale_spells": SPELLS,
    "item_events": ITEM_EVENTS,
    "publish_lags": PUBLISH_LAGS,
    "backdated_batches": BACKDATED_BATCHES,
    "monthly_counts": MONTHLY_COUNTS,
    "document_readings": DOCUMENT_READINGS,
    "document_details": DOCUMENT_DETAILS,
}


@pytest.mark.parametrize(("name", "frame"), FRAMES.items())
def test_a_frames_section_lists_its_columns_in_order(name: str, frame: Mapping[str, str]) -> None:
    section = PAGE.read_text().partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| `")]
    listed = [(column.strip(" `"), dtype.strip(" `")) for column, dtype, _ in rows if dtype.strip().startswith("`")]
    assert listed == list(frame.items())
    assert all(meaning.strip() for *_, meaning in rows)
