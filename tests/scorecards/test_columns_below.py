"""How many columns are stale or blank: at, below and above each threshold of the national vetoes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.results import ColumnCheck, Line
from tests.scorecards.facts_of_one_agency import facts, lines, owes, seen


def columns(count: int, status: str, kind: str = "动态要闻", **more: Any) -> list[ColumnCheck]:
    return [seen(f"{kind}-{status}-{number}", status, kind=kind, **more) for number in range(count)]


def said(known: list[ColumnCheck], *, states: tuple[str, ...] = ("stale",), below: int = 5) -> Line:
    (line,) = lines(facts(known), owes("columns_below", params={"states": states, "below": below}))
    return line


@pytest.mark.parametrize("below", [1, 5, 10])
@pytest.mark.parametrize("state", ["stale", "blank"])
@pytest.mark.parametrize(("more", "status"), [(-1, "met"), (0, "unmet"), (1, "unmet")])
def test_so_many_columns_are_too_many_and_one_fewer_is_not(below: int, state: str, more: int, status: str) -> None:
    line = said(columns(below + more, state) + columns(3, "fresh"), states=(state,), below=below)
    assert line.status == status
    assert len(line.columns) == below + more
    if status == "unmet":
        assert line.cause == ("late" if state == "stale" else "not_published")
        assert len(line.evidence) == below + more


@pytest.mark.parametrize(
    ("stale", "unseen", "status"),
    [
        (4, 0, "met"),
        (4, 1, "unknown"),
        (3, 1, "met"),
        (3, 2, "unknown"),
        (0, 5, "unknown"),
        (0, 4, "met"),
        (5, 9, "unmet"),
    ],
)
def test_what_was_not_seen_is_not_counted_and_says_unknown_only_where_it_matters(
    stale: int, unseen: int, status: str
) -> None:
    line = said(columns(stale, "stale") + columns(unseen, "unknown") + columns(2, "fresh"))
    assert line.status == status
    if status == "unknown":
        assert (line.cause, line.points) == ("our_failure", None)


@pytest.mark.parametrize(
    ("state", "unseen", "status"),
    [
        pytest.param("stale", {"within_limit": True}, "met", id="known to be current"),
        pytest.param("stale", {"limit": None}, "met", id="without a limit it cannot be stale"),
        pytest.param("stale", {"undated": True, "cause": "not_assessable"}, "unknown", id="undated may be stale"),
        pytest.param("blank", {"undated": True, "cause": "not_assessable"}, "met", id="undated is not blank"),
        pytest.param("blank", {"within_limit": True}, "met", id="known to hold something"),
        pytest.param("blank", {"limit": None}, "unknown", id="may be blank"),
    ],
)
def test_a_column_that_cannot_be_so_leaves_no_doubt(state: str, unseen: dict[str, Any], status: str) -> None:
    assert said(columns(4, state) + columns(1, "unknown", "通知公告", **unseen), states=(state,)).status == status


def test_only_what_nobody_could_assess_is_nobodys_failure() -> None:
    hopeless = columns(1, "unknown", cause="not_assessable")
    assert said(columns(4, "stale") + hopeless).cause == "not_assessable"
    assert said(columns(4, "stale") + hopeless + columns(1, "unknown", "通知公告")).cause == "our_failure"


@pytest.mark.parametrize(("blank", "noted", "status"), [(5, 1, "unmet"), (4, 1, "needs_review"), (3, 1, "met")])
def test_a_blank_column_with_a_note_is_counted_by_a_person(blank: int, noted: int, status: str) -> None:
    known = columns(blank, "blank") + columns(noted, "blank", "行政执法", note=True)
    assert said(known, states=("blank",)).status == status


def test_an_agency_without_such_columns_is_not_asked() -> None:
    duty = owes("columns_below", params={"states": ("stale",), "below": 5}, scope={"kinds": ["动态要闻"]})
    assert lines(facts(columns(9, "stale", "规划计划")), duty) == ()


STATUSES = ["fresh", "stale", "blank", "unknown", "unlimited"]


@given(st.lists(st.tuples(st.sampled_from(STATUSES), st.booleans(), st.booleans()), max_size=12), st.integers(1, 6))
def test_nothing_unseen_makes_it_too_many_and_no_sound_column_makes_it_worse(rows: Any, below: int) -> None:
    known = [
        seen(f"c{n}", status, note=note and status == "blank", within_limit=within)
        for n, (status, note, within) in enumerate(rows)
    ]
    both = ("stale", "blank")
    if not known:
        return
    line = said(known, states=both, below=below)
    counted = sum(check.status in both and not check.note for check in known)
    assert (line.status == "unmet") == (counted >= below)
    assert said([*known, seen("new", "fresh")], states=both, below=below).status == line.status
    assert said([*known, seen("new", "unknown")], states=both, below=below).status in (line.status, "unknown")
