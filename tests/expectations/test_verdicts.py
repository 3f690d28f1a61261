"""What the suites make of a column: the order of precedence, and every failing row named."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.errors import RunInvalid
from expectations.run import run
from schemas.messages import CONFIG
from schemas.results import CheckResults, ColumnCheck, Limit
from schemas.rules import RuleSet
from schemas.yaml_files import YamlFile
from tests.scorecards.facts_of_one_agency import facts, lines, owes

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 20, 23, 59, 59, tzinfo=ZONE)
RULES = YamlFile(CONFIG / "rules" / "national-2019.yml", RuleSet).value
PAGE = [{"url": "http://slj.test/", "fetched_at": "2026-11-20T02:00:00Z", "sha256": "0" * 64, "record": "evidence/a#0"}]


def column(code: str, **facts: Any) -> dict[str, Any]:
    """A row of `column_facts`: a column of 动态要闻 seen tonight, with a limit of 14 days."""
    row: dict[str, Any] = {
        "column_id": f"slj/{code}",
        "agency": "slj",
        "column": code,
        "name": code,
        "site": "slj.test",
        "url": f"http://slj.test/{code}/",
        "kind": "动态要闻",
        "category": "工作信息",
        "observed_at": datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        "state": "list",
        "reason": "",
        "cause": None,
        "newest": None,
        "items": 0,
        "dated_items": 0,
        "age": None,
        "limit": 14,
        "limit_value": 14,
        "limit_unit": "days",
        "rule_limit": None,
        "due_on": None,
        "newest_at": None,
        "age_hours": None,
        "due_at": None,
        "read_back_to": date(2020, 1, 1),
        "seen_back_to": date(2020, 1, 1),
        "undated_age": None,
        "evidence": json.dumps(PAGE),
        "last_readable_at": None,
        "last_readable_evidence": None,
    }
    row.update(facts)
    newest = row["newest"]
    if newest is not None:
        row["age"] = (TODAY - newest).days
        row["items"] = row["items"] or 1
        if row["limit"] is not None:
            row["due_on"] = newest + relativedelta(days=row["limit"])
    return row


def count(category: str, **facts: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "agency": "slj",
        "category": category,
        "column": None,
        "period": "2026",
        "obligation": None,
        "items": 0,
        "min_items": None,
        "whole_year": None,
        "complete": True,
        "due": False,
        "cause": None,
        "evidence": json.dumps(PAGE),
    }
    return {**row, **facts}


def judge(
    *rows: dict[str, Any], counts: tuple[dict[str, Any], ...] = (), registered: int | None = None
) -> CheckResults:
    table = pd.DataFrame(list(counts), columns=list(count("x")))
    return run(
        pd.DataFrame(list(rows), columns=list(column("x"))),
        table,
        registered_columns=len(rows) if registered is None else registered,
        registered_counts=len(counts),
        rules=RULES,
        as_of=AS_OF,
        zone=ZONE,
    )


def only(*rows: dict[str, Any]) -> ColumnCheck:
    return judge(*rows).columns[0]


@pytest.mark.parametrize(
    ("days", "status"), [(0, "fresh"), (13, "fresh"), (14, "fresh"), (15, "stale"), (400, "stale")]
)
def test_age_up_to_the_limit_is_fresh_and_one_day_more_is_stale(days: int, status: str) -> None:
    assert only(column("gzdt", newest=TODAY - timedelta(days=days))).status == status


@pytest.mark.parametrize(
    ("days", "more", "status", "own_only"),
    [
        pytest.param(14, {}, "stale", True, id="within the rule set's limit"),
        pytest.param(15, {}, "stale", False, id="past it"),
        pytest.param(15, {"observed_at": datetime(2026, 11, 19, 2, tzinfo=UTC)}, "stale", True, id="not when seen"),
        pytest.param(40, {"undated_age": 14}, "stale", True, id="an undated item on top may be within it"),
        pytest.param(40, {"rule_limit": None}, "stale", False, id="no limit of its own"),
        pytest.param(3, {}, "fresh", False, id="fresh"),
    ],
)
def test_a_column_stale_by_its_own_limit_is_past_the_rule_sets_where_that_is_shown(
    days: int, more: dict[str, Any], status: str, own_only: bool
) -> None:
    own = {"limit": 3, "limit_value": 3, "rule_limit": 14}
    check = only(column("gzdt", newest=TODAY - timedelta(days=days), **own | more))
    assert (check.status, check.own_limit_only) == (status, own_only)


def test_a_limit_that_needs_confirmation_is_named_unless_the_column_has_one_of_its_own() -> None:
    of_the_rules = {"kind": "政策解读", "limit": 181, "limit_value": 6, "limit_unit": "months"}
    by_code = {
        check.column: check.unconfirmed
        for check in judge(
            column("a", **of_the_rules), column("b", kind="政策解读", limit=90, limit_value=90), column("c")
        ).columns
    }
    assert by_code == {"a": True, "b": False, "c": False}


@pytest.mark.parametrize("more", [{"newest": TODAY - timedelta(days=40)}, {"state": "blank"}])
def test_what_no_stored_page_shows_is_no_verdict(more: dict[str, Any]) -> None:
    check = only(column("gzdt", evidence="[]", **more))
    assert (check.status, check.cause, check.reason.key) == ("unknown", "our_failure", "column.no_page")
    short = count("工作信息", min_items=3, due=True, evidence="[]")
    assert judge(counts=(short,)).counts[0].status == "unknown"


def test_a_column_that_never_published_appears_and_is_blank() -> None:
    """Real error 2: a freshness query that starts from published content never sees a column without any."""
    check = only(column("gzdt", state="blank"))
    assert (check.status, check.evidence[0].sha256) == ("blank", "0" * 64)


def test_a_column_that_was_never_visited_is_unknown_and_it_is_our_failure() -> None:
    check = only(column("gzdt", state="never", observed_at=None, evidence=None))
    assert (check.status, check.cause) == ("unknown", "our_failure")


@pytest.mark.parametrize(
    "state", ["unreachable", "blocked", "error_page", "redirect", "needs_data", "not_a_list", "refused"]
)
def test_a_page_we_could_not_read_is_unknown_whatever_we_knew(state: str) -> None:
    old = only(column("gzdt", state=state, newest=TODAY - timedelta(days=90)))
    recent = only(column("gzdt", state=state, newest=TODAY - timedelta(days=3)))
    assert (old.status, old.within_limit) == ("unknown", False)
    assert (recent.status, recent.within_limit) == ("unknown", True)


def test_a_list_without_dates_goes_to_a_person() -> None:
    check = only(column("gzdt", items=5))
    assert (check.status, check.undated, check.cause) == ("unknown", True, "not_assessable")


def test_an_undated_list_counts_as_stale_where_the_rule_set_says_so() -> None:
    rules = RULES.model_copy(update={"undated": "stale"})
    results = run(
        pd.DataFrame([column("gzdt", items=5)]),
        pd.DataFrame(columns=list(count("x"))),
        registered_columns=1,
        registered_counts=0,
        rules=rules,
        as_of=AS_OF,
        zone=ZONE,
    )
    assert results.columns[0].status == "stale"


def test_a_kind_without_a_limit_is_unlimited_even_without_dates() -> None:
    without = {"limit": None, "limit_value": None, "limit_unit": None}
    assert only(column("zd", items=3, **without)).status == "unlimited"


def hourly(hours: float, **facts: Any) -> dict[str, Any]:
    """A column with a limit of twelve hours whose newest item is so many hours old at the monitoring point."""
    at = AS_OF - timedelta(hours=hours)
    due = at + timedelta(hours=12)
    moments = {"newest_at": at, "due_at": due, "age_hours": hours, "due_on": due.date()}
    row = column("yb", newest=at.date(), limit=1, limit_value=12, limit_unit="hours", observed_at=AS_OF)
    return row | moments | facts


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (hourly(11.99), "fresh"),
        (hourly(12), "fresh"),
        (hourly(12.02), "stale"),
        (hourly(12.02, observed_at=AS_OF - timedelta(minutes=2)), "unknown"),
        (hourly(12.02, state="unreachable"), "unknown"),
        (hourly(30, seen_back_to=TODAY - timedelta(days=1)), "stale"),
        (hourly(30, seen_back_to=TODAY), "stale"),
        (hourly(50, seen_back_to=TODAY), "unknown"),
        (hourly(30, undated_age=0), "unknown"),
        (hourly(30, undated_age=9), "stale"),
    ],
)
def test_a_limit_in_hours_is_held_against_hours(row: dict[str, Any], status: str) -> None:
    check = only(row)
    assert check.status == status
    assert check.limit == Limit(value=12, unit="hours")
    for language in ("zh", "en"):
        assert check.reason.text(language)


@pytest.mark.parametrize(("limit", "status"), [(4, "fresh"), (3, "stale"), (None, "unknown")])
def test_a_limit_in_working_days_is_held_against_the_days_it_comes_to(limit: int | None, status: str) -> None:
    newest = TODAY - timedelta(days=4)
    row = column("gzdt", newest=newest, limit=limit, limit_value=2, limit_unit="working_days")
    check = only(row)
    assert (check.status, check.cause) == (status, "our_failure" if status == "unknown" else None)
    assert check.reason.text("zh")
    assert check.reason.text("en")


def test_stale_needs_a_look_after_the_limit_had_passed() -> None:
    """An item of day 0 with 14 days is late from day 15 on: a visit on day 14 cannot show that it is."""
    newest = date(2026, 11, 1)
    on_the_last_day = only(column("gzdt", newest=newest, observed_at=datetime(2026, 11, 15, 15, 59, tzinfo=UTC)))
    after_midnight = only(column("gzdt", newest=newest, observed_at=datetime(2026, 11, 15, 16, 1, tzinfo=UTC)))
    assert (on_the_last_day.status, after_midnight.status) == ("unknown", "stale")


def test_every_failing_row_is_named() -> None:
    rows = [column(f"c{n}", newest=TODAY - timedelta(days=100)) for n in range(250)]
    result = next(result for result in judge(*rows).expectations if result.code == "within_limit")
    assert result.failed == len(result.failing) == 250


def test_verdicts_stay_with_their_columns_when_good_and_bad_alternate() -> None:
    """Real error 3: an index that advanced only on failures booked them to other sites."""
    rows = [
        column(
            f"c{n}", newest=TODAY - timedelta(days=100 if n % 3 == 0 else 1), state="blocked" if n % 3 == 1 else "list"
        )
        for n in range(30)
    ]
    expected = {0: "stale", 1: "unknown", 2: "fresh"}
    assert [check.status for check in judge(*rows).columns] == [expected[n % 3] for n in range(30)]


def test_a_table_that_lacks_a_registered_column_gives_no_verdict_at_all() -> None:
    """Real error 13: a monitor that is skipped when nothing was scraped."""
    with pytest.raises(RunInvalid):
        judge(column("gzdt", newest=TODAY), registered=2)
    with pytest.raises(RunInvalid):
        judge(registered=1)


def test_a_column_that_stands_twice_gives_no_verdict_at_all() -> None:
    with pytest.raises(RunInvalid):
        judge(column("gzdt", newest=TODAY), column("gzdt", newest=TODAY))


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"items": 12, "min_items": 12}, "met"),
        ({"items": 11, "min_items": 12}, "not_due"),
        ({"items": 11, "min_items": 12, "due": True}, "unmet"),
        ({"items": 11, "min_items": 12, "due": True, "complete": False}, "unknown"),
        ({"items": 12, "min_items": 12, "due": True, "complete": False}, "met"),
        ({"items": 0}, "no_minimum"),
        ({"items": 0, "min_items": 1, "due": True}, "unmet"),
    ],
)
def test_a_minimum_is_unmet_only_when_due_and_read_in_full(facts: dict[str, Any], status: str) -> None:
    checks = judge(column("gzdt", newest=TODAY), counts=(count("工作信息", **facts),))
    assert checks.counts[0].status == status


@pytest.mark.parametrize(
    ("period", "zh"),
    [("2026", "2026年发布3条，少于5条"), ("2026Q3", "2026年第3季度发布3条"), ("2026-09", "2026年9月发布3条，少于5条")],
)
def test_a_count_is_told_in_the_words_of_its_period(period: str, zh: str) -> None:
    row = count("工作信息", period=period, items=3, min_items=5, due=True)
    (check,) = judge(counts=(row,)).counts
    assert (check.status, check.period) == ("unmet", period)
    assert check.reason.text("zh").startswith(zh)
    assert check.reason.text("en")


@settings(max_examples=3)  # each is two validations of many rows
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(1, 6), st.booleans(), st.booleans()),
        min_size=20,
        max_size=60,
    )
)
def test_a_further_item_never_makes_a_count_worse_and_what_was_not_read_never_makes_it_unmet(
    rows: list[tuple[int, int, bool, bool]],
) -> None:
    def counted(more: int) -> list[dict[str, Any]]:
        return [
            count(f"k{n}", items=items + more, min_items=least, due=due, complete=complete)
            for n, (items, least, due, complete) in enumerate(rows)
        ]

    rank = {"unmet": 0, "unknown": 1, "not_due": 1, "met": 2}
    fewer = judge(counts=tuple(counted(0))).counts
    more = judge(counts=tuple(counted(1))).counts
    for (items, least, due, complete), before, after in zip(rows, fewer, more, strict=True):
        assert rank[before.status] <= rank[after.status]
        assert (before.status == "unmet") == (items < least and due and complete)


def test_when_nothing_could_be_seen_nothing_is_fresh_stale_or_blank() -> None:
    """Real errors 1 and 8: an outage that made everybody compliant, a failed scan shown as an F."""
    rows = [column(f"c{n}", state="unreachable", newest=TODAY - timedelta(days=n * 5)) for n in range(20)]
    results = judge(*rows)
    assert {check.status for check in results.columns} == {"unknown"}
    assert [warning.key for warning in results.warnings] == ["warning.none_observed"]


@settings(max_examples=5)  # each is a validation of many rows
@given(
    st.lists(
        st.tuples(st.sampled_from(["list", "blank", "blocked", "never"]), st.integers(0, 60)), min_size=1, max_size=60
    )
)
def test_statuses_agree_with_plain_arithmetic(columns: list[tuple[str, int]]) -> None:
    rows = [
        column(f"c{n}", state=state, newest=TODAY - timedelta(days=age) if state != "blank" else None)
        for n, (state, age) in enumerate(columns)
    ]
    for (state, age), check in zip(columns, judge(*rows).columns, strict=True):
        expected = {"blank": "blank", "list": "fresh" if age <= 14 else "stale"}.get(state, "unknown")
        assert check.status == expected


def warned(*rows: dict[str, Any], counts: tuple[dict[str, Any], ...] = ()) -> list[str]:
    return [warning.key.removeprefix("warning.") for warning in judge(*rows, counts=counts).warnings]


def columns_of(number: int, **facts: Any) -> list[dict[str, Any]]:
    return [column(f"c{n}", **facts) for n in range(number)]


@pytest.mark.parametrize(
    ("rows", "warnings"),
    [
        pytest.param(columns_of(5, state="blank"), ["all_blank"], id="all blank"),
        pytest.param(columns_of(4, state="blank"), [], id="too few to say"),
        pytest.param([*columns_of(5, state="blank"), column("x", newest=TODAY)], [], id="all but one"),
        pytest.param(columns_of(5, items=3), ["none_dated"], id="none dated"),
        pytest.param(columns_of(5, newest=TODAY - timedelta(days=15)), ["all_stale"], id="all stale"),
        pytest.param(columns_of(49, newest=TODAY), [], id="many fresh"),
        pytest.param(columns_of(50, newest=TODAY), ["all_fresh"], id="all of very many fresh"),
    ],
)
def test_where_all_columns_answer_alike_the_scorer_is_looked_at(
    rows: list[dict[str, Any]], warnings: list[str]
) -> None:
    assert warned(*rows) == warnings


def test_a_part_of_a_year_says_what_the_whole_of_it_would_owe() -> None:
    row = count("工作信息", items=3, min_items=5, whole_year=12, due=True)
    (check,) = judge(counts=(row,)).counts
    assert (check.status, check.min_items) == ("unmet", 5)
    assert "全年最少12条" in check.reason.text("zh")
    assert "12 for the whole" in check.reason.text("en")


@pytest.mark.parametrize(
    ("number", "items", "warnings"), [(5, 0, ["all_too_few"]), (4, 0, []), (49, 9, []), (50, 9, ["all_enough"])]
)
def test_where_all_counts_answer_alike_the_scorer_is_looked_at(number: int, items: int, warnings: list[str]) -> None:
    counts = tuple(count(f"k{n}", items=items, min_items=5, due=True) for n in range(number))
    assert warned(counts=counts) == warnings


def test_an_expectation_carries_the_codes_of_the_rules_it_holds_columns_against() -> None:
    codes = {result.code: result.rules for result in judge(column("gzdt", newest=TODAY)).expectations}
    assert codes["within_limit"] == tuple(rule.code for rule in RULES.freshness)
    assert (codes["not_blank"], codes["observed"]) == (("blank",), ())


@settings(max_examples=3)  # each is two validations of many rows
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["list", "list", "unreachable"]), st.integers(0, 40), st.integers(1, 40), st.integers(0, 40)
        ),
        min_size=20,
        max_size=60,
    )
)
def test_a_fresher_item_never_lowers_updated_within_or_not_blank(columns: list[tuple[str, int, int, int]]) -> None:
    def lines_with(*, further: bool) -> list[str]:
        rows = [
            column(
                f"c{n}",
                state=state,
                newest=TODAY - timedelta(days=min(age, other) if further else age),
                items=2 if further else 1,
                limit=limit,
                limit_value=limit,
            )
            for n, (state, age, limit, other) in enumerate(columns)
        ]
        checks = judge(*rows).columns
        found = lines(facts(checks), owes("updated_within"), owes("not_blank"))
        return [line.status for line in found]

    rank = {"unmet": 0, "unknown": 1, "met": 2}
    for before, after in zip(lines_with(further=False), lines_with(further=True), strict=True):
        assert rank[before] <= rank[after]
