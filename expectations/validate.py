"""Run one suite over one frame and reduce Great Expectations' answer to small models of our own at once."""

from typing import Any

import great_expectations as gx
import pandas as pd

from expectations.errors import NotChecked
from schemas.messages import say
from schemas.results import ExpectationResult

ALL_ROWS = 10_000_000
"""Great Expectations names at most 20 failing rows over SQL unless told otherwise; every one of ours is named."""


def validate(frame: pd.DataFrame, suite: gx.ExpectationSuite, *, row_id: str) -> list[ExpectationResult]:
    """Each expectation's result, in the suite's order, with the `row_id` of every failing row.

    Raises `NotChecked` if Great Expectations could not evaluate one: that is no verdict, neither way.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("facts").add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    answer = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [row_id],
            "partial_unexpected_count": ALL_ROWS,
        },
    )
    order = [expectation.meta["code"] for expectation in suite.expectations]
    results = [_reduce(result, suite.name, row_id=row_id) for result in answer.to_json_dict()["results"]]
    return sorted(results, key=lambda result: order.index(result.code))


def _reduce(result: dict[str, Any], suite: str, *, row_id: str) -> ExpectationResult:
    meta = result["expectation_config"]["meta"]
    code = meta["code"]
    raised = _raised(result.get("exception_info") or {})
    if raised:
        raise NotChecked(f"{suite}: expectation {code!r} could not be evaluated: {raised}")
    detail = result["result"]
    counted = "unexpected_count" in detail
    rows = tuple(sorted(str(row[row_id]) for row in detail.get("unexpected_index_list") or ()))
    failed = int(detail["unexpected_count"]) if counted else int(not result["success"])
    if counted and len(rows) != failed:
        raise NotChecked(f"{suite}: expectation {code!r} counts {failed} failing rows and names {len(rows)}")
    return ExpectationResult(
        suite=suite,
        code=code,
        rules=tuple(meta["rules"]),
        title=say(f"expect.{code}"),
        success=bool(result["success"]),
        evaluated=int(detail.get("element_count") or detail.get("observed_value") or 0),
        failed=failed,
        failing=rows,
    )


def _raised(info: dict[str, Any]) -> str:
    """The exception's message; Great Expectations nests it one level deeper when a metric failed."""
    if info.get("raised_exception"):
        return str(info.get("exception_message"))
    nested = [value for value in info.values() if isinstance(value, dict) and value.get("raised_exception")]
    return str(nested[0].get("exception_message")) if nested else ""
