"""Fewer than so many columns are stale, or blank: the counts of the national vetoes."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import say
from schemas.results import ColumnCheck, Evidence, Finding, UnmetCause
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet

State = Literal["stale", "blank"]


class ColumnsBelow(Frozen):
    """`states`: which columns are counted. `below`: so many of them are too many."""

    states: Annotated[tuple[State, ...], Field(min_length=1)]
    below: Annotated[int, Field(gt=0)]
    limits: Literal["own", "rules"] = "own"
    """`rules`: stale is only what is past the rule set's limit for its kind, whatever limit of its own it has."""


def columns_below(facts: AgencyFacts, obligation: Obligation, params: ColumnsBelow) -> Iterator[Judged]:
    """One line. Each column's state is Great Expectations' verdict; here it is only counted.

    A column that could not be judged is never counted; where those columns could make up the number, the answer is
    unknown. A blank column with a note (备注说明) waits for a person, as does one that is stale by a limit which needs
    confirmation, and so does the answer where it depends on them.
    Source: 国办秘函〔2019〕19号 附件1 单项否决第4项（栏目不更新）.
    """
    columns = facts.columns_in(obligation.scope)
    if not columns:
        return
    counted = [check for check in columns if _is_so(check, params) and not _is_open(check)]
    yield Judged(
        subject="-",
        columns=tuple(check.column for check in counted),
        finding=_finding(columns, counted, params),
        fact=f"columns:{obligation.id}",
        parts=tuple(f"{check.status}:{check.column}" for check in counted),
        enough=params.below,
    )


def _finding(columns: tuple[ColumnCheck, ...], counted: list[ColumnCheck], params: ColumnsBelow) -> Finding:
    noted = [check for check in columns if _is_so(check, params) and _is_open(check)]
    possible = [check for check in columns if _may_be(check, params.states)]
    said = {"count": len(counted), "below": params.below, "of": len(columns)}
    evidence = _pages(counted)
    if len(counted) >= params.below:
        return unmet(say("columns_below.unmet", **said), cause=_cause(counted), evidence=evidence)
    if len(counted) + len(noted) >= params.below:
        reason = say("columns_below.review", **said, noted=len(noted))
        return needs_review(reason, evidence=evidence + _pages(noted), in_doubt=_cause([*counted, *noted]))
    if len(counted) + len(noted) + len(possible) >= params.below:
        ours = any(check.cause != "not_assessable" for check in possible)
        reason = say("columns_below.unknown", **said, unseen=len(noted) + len(possible))
        return unknown(reason, cause="our_failure" if ours else "not_assessable", evidence=evidence)
    return met(say("columns_below.met", **said), evidence=evidence)


def _cause(checks: list[ColumnCheck]) -> UnmetCause:
    return "late" if any(check.status == "stale" for check in checks) else "not_published"


def _is_so(check: ColumnCheck, params: ColumnsBelow) -> bool:
    return check.status in params.states and not (params.limits == "rules" and check.own_limit_only)


def _is_open(check: ColumnCheck) -> bool:
    """A person decides about it."""
    return check.note or (check.status == "stale" and check.unconfirmed)


def _may_be(check: ColumnCheck, states: tuple[State, ...]) -> bool:
    """The column could not be judged, and nothing known of it rules these states out."""
    if check.status != "unknown" or check.within_limit:
        return False
    return ("stale" in states and check.limit is not None) or ("blank" in states and not check.undated)


def _pages(checks: list[ColumnCheck]) -> list[Evidence]:
    return [record for check in checks for record in check.evidence]
