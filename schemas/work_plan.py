"""The year's work plan: tasks as published, and what a machine or a person checks of each. `work_plans/<year>.yml`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.base import Code, Frozen, Text

PlanPoints = Annotated[Decimal, Field(gt=0, le=1000, decimal_places=2)]


class Scope(Frozen):
    """Which columns an obligation is about; an empty list names all of them."""

    kinds: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()
    columns: tuple[Code, ...] = ()

    def names(self, column: str, *, kind: str, category: str) -> bool:
        """A column with this code, kind and category is one of them."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.categories or category in self.categories)
            and (not self.columns or column in self.columns)
        )


class Duty(Frozen):
    """Of whom and of what a measure is asked, with which figures: in a work plan and in a rule set alike."""

    scope: Scope = Scope()
    params: dict[str, Any] = {}
    """The measure's own parameters; `gongkai check` holds them against the measure."""
    classes: tuple[Text, ...] = ()
    """Only agencies of these classes; empty: all that the task names, or all of a rule set."""
    mutex: Code | None = None
    """Of all duties that name this group, a column (or whatever else a line is about) loses points by one only."""


class Obligation(Duty):
    """What one measure checks of a task."""

    id: Code
    measure: Code
    points: PlanPoints
    """What the agency gets when the whole obligation is met; split equally over its lines."""
    clause: Text | None = None
    """Absent: the task's clause."""
    trial: bool = False
    """试运行: findings are shown and take no points."""
    grace_until: date | None = None
    """Up to this day findings take no points."""


class Task(Frozen):
    """One task (任务) of the plan."""

    number: Text
    title: Text
    wording: Text
    """The task as published."""
    clause: Text
    """Where it stands: document number and paragraph."""
    lead: tuple[Code | Literal["*"], ...]
    """牵头单位: agency codes, or `*` for every agency."""
    assisting: tuple[Code | Literal["*"], ...] = ()
    """协办单位: owe the same."""
    deadline: date | Text | None = None
    """A day, or the words of the plan: 年底前, 持续推进."""
    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    """The points of its obligations are multiplied by this."""
    obligations: tuple[Obligation, ...] = ()


class WorkPlan(Frozen):
    """`work_plans/<year>.yml`."""

    year: Annotated[int, Field(ge=2008, le=2100)]
    title: Text
    doc_no: Text | None = None
    tasks: tuple[Task, ...]
