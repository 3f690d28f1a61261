"""Charts as plain data: an ECharts option, and the same figures as a table for readers and printers without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from publishing.overview import TrendDay
from publishing.wording import Words, day_text, number
from schemas.night import MonthItems, ScoreNight
from schemas.probes import ProbeDay, ProbeOutcome
from schemas.results import ColumnStatus

STATUS_COLOURS: dict[ColumnStatus, str] = {
    "fresh": "#2f8f6b",
    "stale": "#e0a030",
    "blank": "#c4473c",
    "unknown": "#8592a3",
    "unlimited": "#c3d0e0",
}
_BLUE = "#1f5fae"
_INK = "#44546a"
_RULE = "#e3e9f1"
_GRID = {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True}


@dataclass(frozen=True)
class Chart:
    """`name` is unique on its page; `heads` and `rows` say the same as the picture."""

    name: str
    title: str
    option: dict[str, Any]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def status_trend(days: Sequence[TrendDay], words: Words) -> Chart | None:
    """How many columns had which status, night by night. `None` without history."""
    if not days:
        return None
    series = [
        {
            "type": "bar",
            "stack": "all",
            "name": words(f"status.{status}"),
            "data": [day.counts[status] for day in days],
            "itemStyle": {"color": colour},
            "barMaxWidth": 44,
        }
        for status, colour in STATUS_COLOURS.items()
    ]
    return Chart(
        name="trend",
        title=words("chart.trend"),
        option=_option([_short(day_text(day.day)) for day in days], series, legend=True),
        heads=(words("chart.night"), *(words(f"status.{status}") for status in STATUS_COLOURS)),
        rows=tuple((day_text(d.day), *(str(d.counts[status]) for status in STATUS_COLOURS)) for d in days),
    )


def items_per_month(months: Sequence[MonthItems], words: Words) -> Chart | None:
    """Items of an agency by month. `None` without history."""
    if not months:
        return None
    bars = {
        "type": "bar",
        "name": words("chart.items"),
        "data": [month.items for month in months],
        "itemStyle": {"color": _BLUE, "borderRadius": [3, 3, 0, 0]},
        "barMaxWidth": 28,
    }
    return Chart(
        name="months",
        title=words("chart.items_per_month"),
        option=_option([month.month for month in months], [bars], legend=False),
        heads=(words("chart.month"), words("chart.items")),
        rows=tuple((month.month, str(month.items)) for month in months),
    )


def score_history(nights: Sequence[ScoreNight], words: Words) -> Chart | None:
    """An agency's percentage night by night. A gap where it was not scored; a dashed mark where the rules changed.

    `None` when it was never scored.
    """
    percents = [None if night.percent is None else float(night.percent) for night in nights]
    if all(percent is None for percent in percents):
        return None
    changed = [
        {"xAxis": _short(day_text(night.day))} for before, night in pairwise(nights) if before.rules != night.rules
    ]
    line: dict[str, Any] = {
        "type": "line",
        "name": words("col.percent"),
        "data": percents,
        "symbolSize": 9,
        "lineStyle": {"width": 3},
        "itemStyle": {"color": _BLUE},
        "areaStyle": {"color": _BLUE, "opacity": 0.08},
    }
    if changed:
        label = {"formatter": words("change.other_rules"), "color": _INK}
        line["markLine"] = {"symbol": "none", "data": changed, "label": label, "lineStyle": {"type": "dashed"}}
    option = _option([_short(day_text(night.day)) for night in nights], [line], legend=False)
    option["yAxis"] |= {"max": 100, "axisLabel": {"formatter": "{value}%", "color": _INK}}
    return Chart(
        name="scores",
        title=words("chart.score_history"),
        option=option,
        heads=(words("chart.night"), words("col.percent"), words("chart.rules")),
        rows=tuple((day_text(night.day), number(night.percent), night.rules) for night in nights),
    )


def probes_of_the_week(days: Sequence[ProbeDay], words: Words) -> Chart | None:
    """Probes that brought no page, day by day, over all sites. `None` if every one did, or there was none.

    The answered ones, hundreds a day, would hide them; they stand in the table.
    """
    if not any(day.failed + day.blocked + day.not_asked for day in days):
        return None
    shown: tuple[tuple[ProbeOutcome, str], ...] = (
        ("failed", STATUS_COLOURS["blank"]), ("blocked", STATUS_COLOURS["stale"]), ("not_asked", "#8592a3"),
    )  # fmt: skip
    series = [
        {
            "type": "bar",
            "stack": "all",
            "name": words(f"probe.{outcome}"),
            "data": [getattr(day, outcome) for day in days],
            "itemStyle": {"color": colour},
            "barMaxWidth": 44,
        }
        for outcome, colour in shown
    ]
    outcomes: tuple[ProbeOutcome, ...] = ("answered", "failed", "blocked", "not_asked")
    return Chart(
        name="probes",
        title=words("chart.probes"),
        option=_option([_short(day_text(day.day)) for day in days], series, legend=True),
        heads=(words("chart.day"), *(words(f"probe.{outcome}") for outcome in outcomes)),
        rows=tuple((day_text(day.day), *(str(getattr(day, outcome)) for outcome in outcomes)) for day in days),
    )


def _option(labels: list[str], series: list[dict[str, Any]], *, legend: bool) -> dict[str, Any]:
    return {
        "animation": False,
        "grid": _GRID if legend else _GRID | {"top": 20},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        "legend": {"show": legend, "top": 0, "left": 0, "itemWidth": 12, "itemHeight": 12, "itemGap": 14},
        "xAxis": {
            "type": "category",
            "data": labels,
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": "#b8c4d4"}},
            "axisLabel": {"color": _INK},
        },
        "yAxis": {
            "type": "value",
            "minInterval": 1,
            "splitLine": {"lineStyle": {"color": _RULE}},
            "axisLabel": {"color": _INK},
        },
        "series": series,
    }


def _short(day: str) -> str:
    return day[5:]
