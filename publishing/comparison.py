"""What changed since the last night: of a score only where the yardstick stayed the same, and which lines moved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from publishing.night import Night
from schemas.results import AgencyCard, Line, LineStatus


@dataclass(frozen=True)
class Change:
    """`moved` carries the difference in percentage points; every other kind says why there is none."""

    kind: Literal["moved", "first_night", "new_agency", "other_rules", "not_scored"]
    points: Decimal | None = None
    same_scope: bool = True
    """The same lines counted both times. A column we could not see leaves the denominator: that is no merit."""


@dataclass(frozen=True)
class LineChange:
    """A line whose status is not last night's; `before` is `None` for a line that did not exist."""

    line: Line
    before: LineStatus | None


def earlier_card(night: Night, code: str) -> AgencyCard | None:
    """Last night's card of the agency, if it had one."""
    if night.previous is None:
        return None
    return next((card for card in night.previous.agencies if card.code == code), None)


def change(night: Night, card: AgencyCard) -> Change:
    """The agency's percentage beside last night's."""
    before = earlier_card(night, card.code)
    if night.previous is None:
        return Change("first_night")
    if before is None:
        return Change("new_agency")
    if night.previous.rules != night.scorecards.rules or _a_measure_changed(before.lines, card.lines):
        return Change("other_rules")
    if card.percent is None or before.percent is None:
        return Change("not_scored")
    return Change("moved", card.percent - before.percent, same_scope=_counted(before) == _counted(card))


def line_changes(night: Night, card: AgencyCard) -> tuple[LineChange, ...]:
    """The lines that are not what they were, in the scorecard's order; none on the first night."""
    before = earlier_card(night, card.code)
    if before is None:
        return ()
    was = {line.id: line.status for line in before.lines}
    return tuple(LineChange(line, was.get(line.id)) for line in card.lines if was.get(line.id) != line.status)


def _counted(card: AgencyCard) -> set[str]:
    return {line.id for line in card.lines if line.points is not None}


def _a_measure_changed(before: Iterable[Line], now: Iterable[Line]) -> bool:
    versions = {line.measure: line.measure_version for line in before}
    return any(versions.get(line.measure, line.measure_version) != line.measure_version for line in now)
