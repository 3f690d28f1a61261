"""What adds up contradicts nothing; one number changed contradicts by exactly the checks that involve it."""

import random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.annual_reports import AnnualReport, Applications, Figure
from schemas.report_tables import RESULTS
from scorecards.report_checks.amounts import amount, compared
from tests.scorecards.said_in_reports import (
    THREE_ROWS,
    Values,
    contradictions,
    counts,
    report,
    sound_four,
    sound_groups,
    sound_three,
    table,
    total,
)

CHANCES = st.integers(0, 10**6).map(random.Random)
CHANGES = st.integers(-500, 500).filter(bool)


def sound(chance: random.Random) -> AnnualReport:
    """A report of which everything adds up, in prose and in tables."""
    three, four = sound_three(chance), sound_four(chance)
    groups, shares = sound_groups(chance)
    return report(
        year=2021,
        groups=groups,
        percentages=shares,
        totals=(groups[0].total, total(groups[0].total.value if groups[0].total else 0, line=7)),
        applications=Applications(
            received=total(three["一", "总计"]),
            carried_in=total(three["二", "总计"]),
            answered=total(three["三（七）", "总计"]),
            carried_over=total(three["四", "总计"]),
            by_channel=counts(split(chance, three["一", "总计"])),
            dispositions=counts({"予以公开": three["三（一）", "总计"], "其余结果": rest_of(three)}),
        ),
        tables=(table("三", three), table("四", four)),
    )


def split(chance: random.Random, whole: Any) -> dict[str, int | float | None]:
    first = chance.randint(0, whole)
    return {"当面": first, "网上": whole - first}


def rest_of(three: Values) -> Any:
    return sum(three[row, "总计"] or 0 for row in RESULTS[1:])


@settings(max_examples=60, deadline=None)
@given(CHANCES)
def test_a_sound_report_contradicts_nothing(chance: random.Random) -> None:
    assert contradictions(sound(chance)) == set()


@settings(max_examples=60, deadline=None)
@given(CHANCES)
def test_a_report_with_any_numbers_blanked_contradicts_nothing(chance: random.Random) -> None:
    """What is not reported is not nought."""
    read = sound(chance)
    tables = tuple(
        one.model_copy(
            update={
                "cells": tuple(cell.model_copy(update=BLANK) if chance.random() < 0.2 else cell for cell in one.cells)
            }
        )
        for one in read.tables
    )
    own = read.applications
    blanked = {
        name: one.model_copy(update=BLANK)
        for name in ("received", "carried_in", "answered", "carried_over")
        if chance.random() < 0.4 and (one := getattr(own, name)) is not None
    }
    assert (
        contradictions(read.model_copy(update={"tables": tables, "applications": own.model_copy(update=blanked)}))
        == set()
    )


BLANK: dict[str, Any] = {"value": None, "raw": ""}


@settings(max_examples=120, deadline=None)
@given(CHANCES, st.data(), CHANGES)
def test_one_cell_of_table_three(chance: random.Random, data: st.DataObject, by: int) -> None:
    read = sound(chance)
    row = data.draw(st.sampled_from(THREE_ROWS))
    column = data.draw(st.sampled_from(("自然人", "其他", "总计")))
    changed = with_cell(read, "三", row, column, by)
    expected = {"table_rows_add_up"}
    if row in (*RESULTS, "三（七）"):
        expected.add("table_groups_add_up")
    if row in ("一", "二", "三（七）", "四"):
        expected.add("table_balances")
    if column == "总计" and row in ("一", "二", "四", "三（一）"):
        expected.add("table_agrees_with_text")
    found = contradictions(changed)
    if column == "总计" and row.startswith(("三（七）", "三（五）", "三（六）")):
        # 答复 in the text may leave out what was not processed.
        assert found - {"table_agrees_with_text"} == expected
    else:
        assert found == expected


def with_cell(read: AnnualReport, number: str, row: str, column: str, by: int) -> AnnualReport:
    def changed(cell: Any) -> Any:
        value = cell.value + by
        here = (cell.row, cell.column) == (row, column)
        return cell.model_copy(update={"value": value, "raw": str(value)}) if here else cell

    tables = tuple(
        one.model_copy(update={"cells": tuple(map(changed, one.cells))}) if one.number == number else one
        for one in read.tables
    )
    return read.model_copy(update={"tables": tables})


@settings(max_examples=40, deadline=None)
@given(CHANCES, st.data(), CHANGES)
def test_one_cell_of_table_four(chance: random.Random, data: st.DataObject, by: int) -> None:
    row = data.draw(st.sampled_from(("行政复议", "未经复议直接起诉", "复议后起诉")))
    column = data.draw(st.sampled_from(("结果维持", "尚未审结", "总计")))
    assert contradictions(with_cell(sound(chance), "四", row, column, by)) == {"table_groups_add_up"}


@settings(max_examples=60, deadline=None)
@given(CHANCES, st.data(), CHANGES)
def test_one_number_of_the_applications(chance: random.Random, data: st.DataObject, by: int) -> None:
    read = sound(chance)
    involved = {
        "received": {"applications_balance", "channels_sum_to_received", "table_agrees_with_text"},
        "carried_in": {"applications_balance", "table_agrees_with_text"},
        "carried_over": {"applications_balance", "table_agrees_with_text"},
        "answered": {"applications_balance", "dispositions_sum_to_received"},
    }
    name = data.draw(st.sampled_from(sorted(involved)))
    own = read.applications
    changed = own.model_copy(update={name: moved(getattr(own, name), by)})
    found = contradictions(read.model_copy(update={"applications": changed}))
    assert found - ({"table_agrees_with_text"} if name == "answered" else set()) == involved[name]


def moved(figure: Any, by: int) -> Any:
    value = figure.value + by
    return figure.model_copy(update={"value": value, "raw": str(value)})


@settings(max_examples=60, deadline=None)
@given(CHANCES, st.integers(0, 6), st.integers(30, 500))
def test_one_category(chance: random.Random, which: int, by: int) -> None:
    read = sound(chance)
    (group,) = read.groups
    parts = tuple(moved(count, by) if n == which else count for n, count in enumerate(group.counts))
    changed = read.model_copy(update={"groups": (group.model_copy(update={"counts": parts}),)})
    assert contradictions(changed) == {"categories_sum_to_total", "percentages_match"}


@settings(max_examples=60, deadline=None)
@given(CHANCES, CHANGES)
def test_a_total_that_is_said_twice(chance: random.Random, by: int) -> None:
    read = sound(chance)
    first, second = read.totals
    # A number of less than half is taken for one of another scope.
    assume(2 * min(first.value or 0, (second.value or 0) + by) > max(first.value or 0, (second.value or 0) + by))
    carried_in = read.applications.carried_in
    # Two numbers that differ by as many as were carried in explain each other.
    assume(carried_in is None or carried_in.value != abs(by))
    changed = read.model_copy(update={"totals": (first, moved(second, by))})
    assert contradictions(changed) == {"totals_agree", "categories_sum_to_total"}


@settings(max_examples=60, deadline=None)
@given(CHANCES, st.integers(0, 6), st.integers(1, 9))
def test_one_share(chance: random.Random, which: int, by: int) -> None:
    read = sound(chance)
    shares = tuple(
        share.model_copy(update={"value": round(share.value + by, 2), "raw": f"{share.value + by:.2f}"})
        if n == which and share.value is not None
        else share
        for n, share in enumerate(read.percentages)
    )
    changed = read.model_copy(update={"percentages": shares})
    assert contradictions(changed) == {"percentages_match", "percentages_sum_to_100"}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["余", "多", ""]), st.integers(0, 10**6), st.booleans())
def test_an_approximate_number_never_contradicts_itself(value: int, word: str, other: int, about: bool) -> None:
    """It means at least itself, and two that mean the same agree whichever is first."""
    rough = amount(Figure(value=value, raw=f"{value}{word}", line=1, approximate=about or bool(word)))
    exact = amount(Figure(value=value, raw=str(value), line=1))
    far = amount(Figure(value=other, raw=str(other), line=1))
    assert rough is not None
    assert exact is not None
    assert far is not None
    assert compared(rough, exact) != "contradiction"
    assert compared(rough, far) == compared(far, rough)
