"""Applications: what came, through which channels, with which results."""

from typing import Any

import pytest

from schemas.annual_reports import Applications
from tests.scorecards.said_in_reports import (
    Number,
    counts,
    in_columns,
    report,
    statuses,
    table,
    total,
)


@pytest.mark.parametrize(
    ("received", "carried_in", "answered", "carried_over", "status"),
    [
        (58, 6, 60, 4, ["ok"]),
        (58, 6, 60, 5, ["contradiction"]),
        (12, "-", 12, "-", ["ok"]),
        (12, "-", 11, "-", ["not_reported"]),
        (12, "-", 13, "-", ["not_reported"]),
        (12, 0, 13, "-", ["contradiction"]),
        (12, 0, 11, "-", ["not_reported"]),
        (12, 0, 12, "-", ["ok"]),
        (12, "-", 11, 0, ["contradiction"]),
        (12, "-", 13, 0, ["not_reported"]),
        (12, "-", 11, 1, ["ok"]),
        (12, None, 11, 0, ["contradiction"]),
        (None, 1, 11, 0, ["not_reported"]),
        (12, "-", "-", "-", []),
        ("-", "-", 12, "-", []),
    ],
)
def test_applications_balance(
    received: Any, carried_in: Any, answered: Any, carried_over: Any, status: list[str]
) -> None:
    told = {"received": received, "carried_in": carried_in, "answered": answered, "carried_over": carried_over}
    own = Applications(**{name: total(value, "依申请公开") for name, value in told.items() if value != "-"})
    assert statuses("applications_balance", report(applications=own)) == status


@pytest.mark.parametrize(
    ("received", "raw", "channels", "status"),
    [
        (35, None, {"当面": 12, "信函": 9, "网上": 14}, ["ok"]),
        (35, None, {"当面": 12, "信函": 9, "网上": 12}, ["contradiction"]),
        (35, None, {"当面": 12, "信函": 9, "网上": 15}, ["contradiction"]),
        (35, None, {"当面": 12, "信函": None, "网上": 15}, ["not_reported"]),
        (35, None, {"当面": 12, "信函": None, "网上": 25}, ["contradiction"]),
        (30, "30余", {"当面": 12, "信函": 9, "网上": 14}, ["approximate"]),
        (35, None, {"网上": 3}, ["not_reported"]),
        (35, None, {"网上": 36}, ["contradiction"]),
        (0, None, {}, []),
    ],
)
def test_channels_sum_to_received(
    received: int, raw: str | None, channels: dict[str, Number], status: list[str]
) -> None:
    own = Applications(received=total(received, raw=raw), by_channel=counts(channels))
    assert statuses("channels_sum_to_received", report(applications=own)) == status


@pytest.mark.parametrize(
    ("told", "results", "status"),
    [
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 5}, ["ok"]),
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["not_reported"]),
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 6}, ["contradiction"]),
        ({"received": 21, "answered": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["contradiction"]),
        ({"received": 20, "answered": 19}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["ok"]),
        ({"received": 20, "carried_over": 1}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["ok"]),
        ({"received": 18, "carried_in": 2, "carried_over": 1}, {"予以公开": 16, "不予公开": 3}, ["ok"]),
        ({"received": 18, "carried_in": 2, "carried_over": 1}, {"予以公开": 17, "不予公开": 3}, ["contradiction"]),
        ({"received": 20}, {"不予公开": 3}, ["not_reported"]),
        ({}, {"不予公开": 3}, []),
        ({"received": 20, "carried_over": None}, {"予以公开": 12, "不予公开": 3}, ["not_reported"]),
        ({"received": 15, "carried_in": 2}, {"予以公开": 12, "不予公开": 3}, ["ok"]),
        ({"received": None}, {"不予公开": 3, "予以公开": 2}, ["not_reported"]),
    ],
)
def test_dispositions_sum_to_received(told: dict[str, Number], results: dict[str, Number], status: list[str]) -> None:
    own = Applications(**{name: total(value) for name, value in told.items()}, dispositions=counts(results))
    assert statuses("dispositions_sum_to_received", report(applications=own)) == status


@pytest.mark.parametrize(
    ("carried_in", "carried_over", "results", "status"),
    [
        (1, 2, {"予以公开": 14, "不予公开": 5}, ["ok"]),
        (1, 2, {"予以公开": 15, "不予公开": 5}, ["ok"]),
        (1, 2, {"予以公开": 16, "不予公开": 5}, ["contradiction"]),
        (0, 0, {"予以公开": 14, "不予公开": 5}, ["contradiction"]),
        (None, None, {"予以公开": 14, "不予公开": 5}, ["not_reported"]),
    ],
)
def test_what_was_carried_may_stand_in_the_table_only(
    carried_in: Number, carried_over: Number, results: dict[str, Number], status: list[str]
) -> None:
    held = table("三", in_columns(("二", (0, 0, 0, 0, 0, 0, carried_in)), ("四", (0, 0, 0, 0, 0, 0, carried_over))))
    own = Applications(received=total(20), dispositions=counts(results))
    assert statuses("dispositions_sum_to_received", report(applications=own, tables=(held,))) == status
