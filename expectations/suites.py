"""The two suites: freshness over one row a column, counts over one row a category. Each expectation carries its code.

One suite over a fact table, never one suite a column: each row brings its own limit, and each suite begins by counting
its rows against the register, because every other expectation holds on an empty table.
"""

import os
from collections.abc import Sequence

# Before the import, which would otherwise tell a server about us.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.expectations.expectation import Expectation

from schemas.entries import READABLE
from schemas.rules import RuleSet

E = gx.expectations
BLANK_STATES = ["blank", "blank_with_note"]


def freshness_suite(*, registered: int, rules: RuleSet) -> gx.ExpectationSuite:
    """The suite over `column_facts`: `registered` is the number of columns in force.

    What the rule set rules on carries its rules' codes in `meta`, beside the expectation's own.
    """
    limits = [rule.code for rule in rules.freshness]
    return gx.ExpectationSuite(
        name="freshness",
        expectations=[
            _coded("register_complete", E.ExpectTableRowCountToEqual(value=registered, severity="critical")),
            _coded("column_once", E.ExpectColumnValuesToBeUnique(column="column_id", severity="critical")),
            _coded("observed", E.ExpectColumnValuesToBeInSet(column="state", value_set=sorted(READABLE))),
            _coded("not_blank", E.ExpectColumnValuesToNotBeInSet(column="state", value_set=BLANK_STATES), ["blank"]),
            # Only rows that hold items and have a limit are asked for a date: see `prepare_columns`.
            _coded("dated", E.ExpectColumnValuesToBeInSet(column="dated", value_set=[True]), ["undated"]),
            _coded("limit_known", E.ExpectColumnValuesToBeInSet(column="limit_known", value_set=[True])),
            _coded(
                "within_limit",
                # Rows without an age or a limit are the other expectations' business; pandas would fail them here.
                E.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A="limit_compared",
                    column_B="age_compared",
                    or_equal=True,
                    ignore_row_if="either_value_is_missing",
                ),
                limits,
            ),
            _coded(
                "within_rule_limit",
                E.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A="rule_limit", column_B="rule_age", or_equal=True, ignore_row_if="either_value_is_missing"
                ),
                limits,
            ),
            _coded("seen_since_due", E.ExpectColumnValuesToBeInSet(column="seen_since_due", value_set=[True])),
            _coded("top_read", E.ExpectColumnValuesToBeInSet(column="top_read", value_set=[True])),
            _coded("top_dated", E.ExpectColumnValuesToBeInSet(column="top_dated", value_set=[True])),
        ],
    )


def counts_suite(*, registered: int) -> gx.ExpectationSuite:
    """The suite over `category_facts`: `registered` is the number of minimums' and categories' rows."""
    return gx.ExpectationSuite(
        name="counts",
        expectations=[
            _coded("index_complete", E.ExpectTableRowCountToEqual(value=registered, severity="critical")),
            _coded("count_once", E.ExpectColumnValuesToBeUnique(column="count_id", severity="critical")),
            _coded("complete", E.ExpectColumnValuesToBeInSet(column="complete", value_set=[True])),
            _coded(
                "enough",
                E.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A="items", column_B="min_items", or_equal=True, ignore_row_if="either_value_is_missing"
                ),
            ),
        ],
    )


def _coded(code: str, expectation: Expectation, rules: Sequence[str] = ()) -> Expectation:
    expectation.meta = {"code": code, "rules": list(rules)}
    return expectation
