"""Judging at scale: one suite over one table against one expectation a column, the form most tutorials show."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import great_expectations as gx
import pandas as pd

from benchmarks.timing import Comparison, compare
from expectations.run import prepare_columns
from expectations.suites import freshness_suite
from expectations.validate import validate

COLUMNS = 4_000
"""A hundred agencies with forty columns each."""
PEER_COLUMNS = 200
"""The peer's way is linear in columns (and slow), so it is measured on a part and set against the same part."""


def facts(columns: int) -> pd.DataFrame:
    """Facts of `columns` columns, every seventh of them stale, prepared for the suite."""
    today = pd.Timestamp(date(2026, 11, 20))
    ages = [40 if number % 7 == 0 else number % 14 for number in range(columns)]
    newest = [today - timedelta(days=age) for age in ages]
    return prepare_columns(
        pd.DataFrame(
            {
                "column_id": [f"a{number // 40}/c{number % 40}" for number in range(columns)],
                "state": "list",
                "observed_at": pd.Timestamp("2026-11-20T02:00:00Z"),
                "newest": newest,
                "due_on": [day + timedelta(days=14) for day in newest],
                "seen_back_to": today - timedelta(days=700),
                "undated_age": None,
                "items": 20,
                "age": ages,
                "limit": 14,
            }
        ),
        zone=ZoneInfo("Asia/Shanghai"),
    )


def run() -> list[Comparison]:
    """Per column."""
    whole, part = facts(COLUMNS), facts(PEER_COLUMNS)

    def ours() -> None:
        validate(part, freshness_suite(registered=PEER_COLUMNS), row_id="column_id")

    def ours_at_scale() -> None:
        validate(whole, freshness_suite(registered=COLUMNS), row_id="column_id")

    return [
        compare("judge a column, 200 at once", ours, "one expectation a column", one_a_column(part), per=PEER_COLUMNS),
        compare("judge 4000 columns against 200", ours_at_scale, "200 columns", ours, rounds=3),
    ]


def one_a_column(frame: pd.DataFrame) -> Callable[[], None]:
    """The peer: as many expectations as columns, each with its own row condition."""
    expectations = [
        gx.expectations.ExpectColumnValuesToBeBetween(
            column="age", max_value=14, row_condition=f'column_id=="{column_id}"', condition_parser="pandas"
        )
        for column_id in frame["column_id"]
    ]

    def work() -> None:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        asset = context.data_sources.add_pandas("facts").add_dataframe_asset("facts")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
        batch.validate(gx.ExpectationSuite(name="many", expectations=expectations))

    return work
