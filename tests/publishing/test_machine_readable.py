"""`scorecards.json` keeps its promise."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from publishing.machine_readable import scorecards_json
from tests.publishing.sample import sample_night

NIGHT = sample_night()
DOCUMENT = json.loads(scorecards_json(NIGHT), parse_float=Decimal)


def test_it_has_the_fields_that_scripts_rely_on() -> None:
    agency = DOCUMENT["agencies"][0]
    assert list(DOCUMENT) == ["office", "as_of", "run_id", "rules", "coverage", "agencies"]
    assert {"code", "name", "score", "max", "grade", "coverage", "vetoes", "percent", "lines", "columns"} <= set(agency)
    assert {
        "id", "task", "obligation", "measure", "measure_version", "clause", "columns", "status", "cause", "points",
        "max", "reason", "evidence",
    } <= set(agency["lines"][0])  # fmt: skip
    assert set(agency["lines"][0]["evidence"][0]) >= {"url", "fetched_at", "sha256", "record"}
    assert {
        "code", "name", "url", "status", "newest", "age_days", "limit_days", "items", "observed_at", "reason",
    } <= set(agency["columns"][0])  # fmt: skip


def test_every_score_is_the_sum_of_the_listed_points() -> None:
    for agency in DOCUMENT["agencies"]:
        counted = [line for line in agency["lines"] if line["points"] is not None]
        if agency["score"] is not None:
            assert agency["score"] == sum(line["points"] for line in counted)
        assert agency["max"] == sum(line["max"] for line in counted)


def test_an_agency_below_the_bar_has_neither_score_nor_place() -> None:
    unseen = next(agency for agency in DOCUMENT["agencies"] if agency["code"] == "bsjd")
    assert (unseen["score"], unseen["percent"], unseen["rank"]) == (None, None, None)
    assert unseen["coverage"] < Decimal("0.6")


def test_moments_carry_the_offices_offset_and_days_are_iso() -> None:
    column = next(c for c in DOCUMENT["agencies"][0]["columns"] if c["newest"])
    assert DOCUMENT["as_of"] == "2026-11-20T23:59:59+08:00"
    assert datetime.fromisoformat(column["observed_at"]).utcoffset() == timedelta(hours=8)
    assert column["newest"].count("-") == 2


def test_a_limit_in_months_says_so_beside_its_days() -> None:
    column = next(c for agency in DOCUMENT["agencies"] for c in agency["columns"] if c["kind"] == "通知公告")
    assert column["limit"] == {"value": 6, "unit": "months"}
    assert column["limit_days"] == 180


def test_reasons_are_there_in_both_languages() -> None:
    for agency in DOCUMENT["agencies"]:
        for row in agency["lines"] + agency["columns"]:
            assert row["reason"].isascii() or "—" in row["reason"]
            assert row["reason_zh"]


def test_it_says_nothing_of_when_it_was_written() -> None:
    later = NIGHT.model_copy(update={"generated_at": NIGHT.generated_at + timedelta(hours=9)})
    assert scorecards_json(later) == scorecards_json(NIGHT)


@pytest.mark.parametrize("text", ["100", "43.75"])
def test_points_are_plain_numbers(text: str) -> None:
    percents = {str(agency["percent"]) for agency in DOCUMENT["agencies"]}
    assert text in percents
