"""What falls due within the next working days, so that it can still be done in time."""

from datetime import date
from typing import Literal

from schemas.base import Frozen
from schemas.messages import Reason
from schemas.results import LineStatus, Points

WITHIN = (10, 5, 2)
"""Working days before the last day in time at which an agency is warned."""


class EarlyWarning(Frozen):
    """A line of a scorecard that will be unmet unless something is done by its last day."""

    agency: str
    name: str
    line: str
    """The line's id."""
    task: str
    measure: str
    columns: tuple[str, ...]
    status: LineStatus
    due_on: date
    """The last day in time."""
    working_days_left: int | None
    """After the monitoring point's day, up to and including `due_on`; `None`: in a year whose days off nobody knows."""
    within: Literal[10, 5, 2]
    """The nearest of the three marks that has been reached."""
    at_stake: Points
    """The most the line could give."""
    trial: bool
    reason: Reason
