"""Validate freshness and counts, and give each column and each minimum its one verdict.

The order of precedence is that of the expectations: a run that does not hold every registered column is invalid; what
was not observed is unknown; what is blank is blank; what carries no date cannot be late; only then is age compared.
Nothing after this module judges age or count again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from pydantic import TypeAdapter

from expectations.errors import RunInvalid
from expectations.suites import counts_suite, freshness_suite
from expectations.validate import validate
from schemas.messages import Reason, say
from schemas.results import (
    CheckResults,
    ColumnCheck,
    ColumnStatus,
    CountCheck,
    CountStatus,
    Evidence,
    ExpectationResult,
    Limit,
    UnknownCause,
)
from schemas.rules import RuleSet

EVIDENCE = TypeAdapter(tuple[Evidence, ...])
COUNT_KEY = ("agency", "category", "column", "period", "obligation")
SUSPICIOUS = 5
"""From so many rows on, a check that all of them fail says more about the scorer than about the agencies."""
SUSPICIOUSLY_GOOD = 50
"""From so many rows on, one that all of them pass is worth a look, too: an outage once made everybody compliant."""


def run(
    column_facts: pd.DataFrame,
    category_facts: pd.DataFrame,
    *,
    registered_columns: int,
    registered_counts: int,
    rules: RuleSet,
    as_of: datetime,
    zone: ZoneInfo,
) -> CheckResults:
    """The verdicts at `as_of`, from the two frames of `warehouse.facts`.

    Raises `RunInvalid` if a frame does not hold every registered row exactly once, `NotChecked` if Great Expectations
    could not evaluate an expectation.
    """
    columns = prepare_columns(column_facts, zone=zone)
    counts = prepare_counts(category_facts)
    freshness = validate(columns, freshness_suite(registered=registered_columns, rules=rules), row_id="column_id")
    enough = validate(counts, counts_suite(registered=registered_counts), row_id="count_id")
    _require_complete([*freshness, *enough])
    failing = {result.code: set(result.failing) for result in [*freshness, *enough]}
    column_checks = tuple(_column_check(row, failing, rules, zone) for row in _rows(columns))
    count_checks = tuple(_count_check(row, failing) for row in _rows(counts))
    return CheckResults(
        as_of=as_of,
        columns=column_checks,
        counts=count_checks,
        expectations=(*freshness, *enough),
        warnings=tuple(_warnings(column_checks, count_checks)),
    )


def prepare_columns(facts: pd.DataFrame, *, zone: ZoneInfo) -> pd.DataFrame:
    """`column_facts` with the derived columns the suite asks for; missing stays missing.

    `dated`: for rows that hold items and have a limit, whether one of them carries a date. `seen_since_due`: for rows
    past their limit, whether the page was seen after the limit's last day (before it, nothing was late yet).
    `top_read`, `top_dated`: for the same rows, whether all that is dated after that day was read, and whether no item
    without a date stands above the newest dated one that was first seen within the limit. `limit_known`: for rows with
    a limit, whether it could be counted (working days need a calendar). `rule_age`: for rows that the rule set bounds
    beside their own limit, how old the newest item was at least when the page was seen. `limit_compared`,
    `age_compared`: hours where the limit is in hours, otherwise days.
    """
    frame = facts.copy()
    for name in ("limit", "age", "limit_value", "age_hours", "rule_limit"):
        frame[name] = frame[name].astype("float64")
    by_the_hour = frame["limit_unit"] == "hours"
    frame["limit_compared"] = frame["limit"].mask(by_the_hour, frame["limit_value"])
    frame["age_compared"] = frame["age"].mask(by_the_hour, frame["age_hours"])
    asked = frame["limit"].notna() & (frame["items"] > 0)
    frame["dated"] = pd.Series(
        [bool(there) if ask else None for ask, there in zip(asked, frame["newest"].notna(), strict=True)],
        dtype="object",
        index=frame.index,
    )
    rows = [_Late.of(row, zone) for row in _rows(frame)]
    derived = {name: [getattr(row, name) for row in rows] for name in ("seen_since_due", "top_read", "top_dated")}
    derived["limit_known"] = [
        None if _missing(value) else not _missing(limit)
        for value, limit in zip(frame["limit_value"], frame["limit"], strict=True)
    ]
    frame["rule_age"] = pd.Series(
        [_age_at_sight(row, zone) for row in _rows(frame)], dtype="float64", index=frame.index
    )
    for name, answers in derived.items():
        frame[name] = pd.Series(answers, dtype="object", index=frame.index)
    return frame


@dataclass(frozen=True)
class _Late:
    """What must have been read before a column past its limit is stale; all `None` of one that is not past it."""

    seen_since_due: bool | None = None
    top_read: bool | None = None
    top_dated: bool | None = None

    @classmethod
    def of(cls, row: dict[str, Any], zone: ZoneInfo) -> "_Late":
        if not row["age_compared"] > row["limit_compared"]:
            return cls()
        seen, back_to, undated, due = (row[name] for name in ("observed_at", "seen_back_to", "undated_age", "due_on"))
        if row["limit_unit"] == "hours":
            # Of the day on which the limit passed itself, too, all must have been read; an age in days is rounded down.
            in_time = None if _missing(seen) else bool(seen > row["due_at"])
            reach, young = _day(due), row["limit_value"] / 24 + 1
        else:
            in_time = None if _missing(seen) else _local_day(seen, zone) > _day(due)
            reach, young = _day(due) + timedelta(days=1), row["limit"]
        return cls(
            seen_since_due=in_time,
            top_read=not _missing(back_to) and _day(back_to) <= reach,
            top_dated=_missing(undated) or undated > young,
        )


def _age_at_sight(row: dict[str, Any], zone: ZoneInfo) -> float | None:
    """Days from the newest item to the visit, or to the monitoring point where that is earlier; no more than an item
    without a day that stands above it is old at most."""
    if _missing(row["rule_limit"]) or _missing(row["age"]) or _missing(row["observed_at"]):
        return None
    ages = [row["age"], (_local_day(row["observed_at"], zone) - _day(row["newest"])).days, row["undated_age"]]
    return float(min(age for age in ages if not _missing(age)))


def prepare_counts(facts: pd.DataFrame) -> pd.DataFrame:
    """`category_facts` with `count_id`: agency/category/period; with the column's code before the period where the
    minimum is its own, and the obligation behind it where the work plan asks for it."""
    frame = facts.copy()
    frame["min_items"] = frame["min_items"].astype("float64")
    frame["count_id"] = [
        "/".join(str(part) for part in parts if not _missing(part))
        for parts in zip(*(frame[name] for name in COUNT_KEY), strict=True)
    ]
    frame["complete"] = frame["complete"].astype("object")
    frame["cause"] = frame["cause"].astype("object")
    return frame


def _require_complete(results: Iterable[ExpectationResult]) -> None:
    for result in results:
        if result.code in ("register_complete", "index_complete", "column_once", "count_once") and not result.success:
            raise RunInvalid(f"{result.suite}: {result.title.text('en')}: it is not so; no verdict can be given")


def _column_check(row: dict[str, Any], failing: dict[str, set[str]], rules: RuleSet, zone: ZoneInfo) -> ColumnCheck:
    column_id = row["column_id"]
    tonight = _evidence(row["evidence"])
    status, reason, cause = _column_status(row, failing, rules)
    if status in ("stale", "blank") and not tonight:
        status, reason, cause = "unknown", say("column.no_page"), "our_failure"
    within = not _missing(row["age"]) and not _missing(row["limit"]) and column_id not in failing["within_limit"]
    if status == "unknown" and within:
        reason = _of_age("earlier", row)
    earlier = _evidence(row["last_readable_evidence"])
    limit, rule = row["limit_value"], rules.rule_for(row["kind"])
    return ColumnCheck(
        agency=row["agency"],
        column=row["column"],
        name=row["name"],
        kind=row["kind"],
        category=row["category"],
        url=row["url"],
        status=status,
        note=row["state"] == "blank_with_note",
        undated=column_id in failing["dated"] and column_id not in failing["observed"],
        cause=cause,
        reason=reason,
        state=row["state"],
        observed_at=None if _missing(row["observed_at"]) else pd.Timestamp(row["observed_at"]).to_pydatetime(),
        seen_on=None if _missing(row["observed_at"]) else _local_day(row["observed_at"], zone),
        newest=_day_or_none(row["newest"]),
        age_days=None if _missing(row["age"]) else int(row["age"]),
        limit=None if _missing(limit) else Limit(value=int(limit), unit=row["limit_unit"]),
        limit_days=None if _missing(row["limit"]) else int(row["limit"]),
        due_on=_day_or_none(row["due_on"]),
        items=int(row["items"]),
        read_back_to=_day_or_none(row.get("read_back_to")),
        within_limit=within,
        unconfirmed=rule is not None and rule.needs_confirmation and _is_of(rule.limit, row),
        own_limit_only=status == "stale"
        and not _missing(row["rule_limit"])
        and column_id not in failing["within_rule_limit"],
        evidence=earlier if status == "unknown" and within and earlier else tonight,
    )


def _column_status(
    row: dict[str, Any], failing: dict[str, set[str]], rules: RuleSet
) -> tuple[ColumnStatus, Reason, UnknownCause | None]:
    column_id, newest = row["column_id"], _iso(row["newest"])
    if column_id in failing["observed"]:
        cause: UnknownCause = "not_assessable" if row["cause"] == "not_assessable" else "our_failure"
        return "unknown", say(f"column.unknown.{row['state']}"), cause
    if column_id in failing["not_blank"]:
        return "blank", say("column.blank_note" if row["state"] == "blank_with_note" else "column.blank"), None
    if column_id in failing["dated"]:
        if rules.undated == "stale":
            return "stale", say("column.undated_stale", items=int(row["items"])), None
        return "unknown", say("column.undated", items=int(row["items"])), "not_assessable"
    if column_id in failing["limit_known"]:
        return "unknown", say("column.limit_not_counted", rule=int(row["limit_value"])), "our_failure"
    if _missing(row["limit"]):
        return "unlimited", say("column.unlimited"), None
    if _missing(row["age"]):
        # Read, not blank, yet no item is dated on or before the monitoring point: nothing to compare with the limit.
        return "unknown", say("column.undated", items=int(row["items"])), "not_assessable"
    if column_id not in failing["within_limit"]:
        return "fresh", _of_age("fresh", row), None
    if column_id in failing["seen_since_due"]:
        return "unknown", say("column.not_seen_since_due", due=_iso(row["due_on"])), "our_failure"
    if column_id in failing["top_read"]:
        return "unknown", say("column.top_not_read", due=_iso(row["due_on"])), "our_failure"
    if column_id in failing["top_dated"] and rules.undated != "stale":
        return "unknown", say("column.top_undated", newest=newest), "not_assessable"
    return "stale", _of_age("stale", row), None


def _is_of(limit: Limit, row: dict[str, Any]) -> bool:
    """The row is held against this limit."""
    return (limit.value, limit.unit) == (row["limit_value"], row["limit_unit"])


def _of_age(sentence: str, row: dict[str, Any]) -> Reason:
    """A sentence about a column's age; a limit in months or years is named as the rule names it."""
    if row["limit_unit"] == "hours":
        hours = {"age": round(row["age_hours"], 1), "over": round(max(0, row["age_hours"] - row["limit_value"]), 1)}
        return say(f"column.{sentence}.hours", newest=_iso(row["newest"]), rule=int(row["limit_value"]), **hours)
    age, limit = int(row["age"]), int(row["limit"])
    figures = {"newest": _iso(row["newest"]), "age": age, "limit": limit, "over": max(0, age - limit)}
    if row["limit_unit"] == "days":
        return say(f"column.{sentence}", **figures)
    return say(f"column.{sentence}.{row['limit_unit']}", **figures, rule=int(row["limit_value"]))


def _count_check(row: dict[str, Any], failing: dict[str, set[str]]) -> CountCheck:
    count_id, minimum = row["count_id"], row["min_items"]
    status: CountStatus
    if _missing(minimum):
        status, reason = "no_minimum", say("count.no_minimum")
    else:
        status = _count_status(
            enough=count_id not in failing["enough"], due=bool(row["due"]), complete=count_id not in failing["complete"]
        )
        if status == "unmet" and not _evidence(row["evidence"]):
            status = "unknown"
        reason = _of_count(status, row)
    return CountCheck(
        agency=row["agency"],
        category=row["category"],
        column=None if _missing(row["column"]) else row["column"],
        period=row["period"],
        obligation=None if _missing(row["obligation"]) else row["obligation"],
        items=int(row["items"]),
        min_items=None if _missing(minimum) else int(minimum),
        status=status,
        cause=None if status != "unknown" else "not_assessable" if row["cause"] == "not_assessable" else "our_failure",
        reason=reason,
        evidence=_evidence(row["evidence"]),
    )


def _of_count(status: CountStatus, row: dict[str, Any]) -> Reason:
    """A sentence about a count; a quarter and a month are named as such, the part of a year as what it is part of."""
    if not _missing(row["whole_year"]):
        found = _of_count(status, {**row, "whole_year": None})
        return say("count.part_year", found=found, whole=int(row["whole_year"]), minimum=int(row["min_items"]))
    figures, period = {"items": int(row["items"]), "minimum": int(row["min_items"])}, row["period"]
    if "Q" in period:
        return say(f"count.{status}.quarter", year=period[:4], quarter=int(period[5:]), **figures)
    if "-" in period:
        return say(f"count.{status}.month", year=period[:4], month=int(period[5:]), **figures)
    return say(f"count.{status}", period=period, **figures)


def _count_status(*, enough: bool, due: bool, complete: bool) -> CountStatus:
    if enough:
        return "met"
    if not due:
        return "not_due"
    return "unmet" if complete else "unknown"


def _warnings(columns: tuple[ColumnCheck, ...], counts: tuple[CountCheck, ...]) -> Iterable[Reason]:
    """A question that all answer alike: for none it says more about the scorer from few rows on, for all from many."""
    seen = [check for check in columns if check.status != "unknown" or check.undated]
    full = [check for check in seen if check.status != "blank"]
    aged = [check for check in columns if check.status in ("fresh", "stale")]
    judged = [check for check in counts if check.status in ("met", "unmet")]
    questions: list[tuple[int, int, str | None, str | None]] = [
        (len(seen), len(columns), "none_observed", None),
        (len(full), len(seen), "all_blank", None),
        (sum(not check.undated for check in full), len(full), "none_dated", None),
        (sum(check.status == "fresh" for check in aged), len(aged), "all_stale", "all_fresh"),
        (sum(check.status == "met" for check in judged), len(judged), "all_too_few", "all_enough"),
    ]
    for good, of, when_none, when_all in questions:
        if when_none and of >= SUSPICIOUS and good == 0:
            yield say(f"warning.{when_none}", count=of)
        if when_all and of >= SUSPICIOUSLY_GOOD and good == of:
            yield say(f"warning.{when_all}", count=of)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _evidence(value: object) -> tuple[Evidence, ...]:
    return () if _missing(value) or value == "" else EVIDENCE.validate_python(json.loads(str(value)))


def _missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _day(value: Any) -> date:
    """A calendar day as pandas or as Python holds it."""
    return value.date() if isinstance(value, datetime) else value


def _day_or_none(value: Any) -> date | None:
    return None if _missing(value) else _day(value)


def _iso(value: Any) -> str | None:
    return None if _missing(value) else _day(value).isoformat()


def _local_day(moment: Any, zone: ZoneInfo) -> date:
    return pd.Timestamp(moment).tz_convert(zone).date()
