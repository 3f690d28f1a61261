"""What was read of a work plan as it was published: `gongkai plan import`."""

from schemas.base import Frozen, Text
from schemas.messages import Reason


class PlanTask(Frozen):
    """One task as the plan has it; everything but the number's form and the title's end is verbatim."""

    number: Text
    """As in the plan, in Arabic digits; with those of its headings before it where the plan counts anew: `3.1.2`."""
    title: Text
    """The task's first sentence, without number and units."""
    wording: Text
    """The whole task, a line a paragraph or cell."""
    lead: tuple[Text, ...] = ()
    """牵头单位, as said."""
    responsible: tuple[Text, ...] = ()
    """责任单位, as said."""
    assisting: tuple[Text, ...] = ()
    """协办、配合单位, as said."""
    deadline: Text | None = None
    """完成时限, as said; several are joined by `；`."""
    place: Reason
    """Where it stands in the file."""

    @property
    def units(self) -> tuple[str, ...]:
        """All units, each once, in the order of their duty."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible, *self.assisting)))


class PlanGroup(Frozen):
    """Tasks under one heading; the title is empty where no heading stands above them."""

    title: str
    tasks: tuple[PlanTask, ...]


class LeftOut(Frozen):
    """A piece of the file that is in no task, group or title."""

    place: Reason
    text: Text


class PlanReading(Frozen):
    """A plan: every piece of text of the file is in its title, a heading, a task, or `not_understood`."""

    year: int | None
    title: Text | None
    headings: tuple[Text, ...] = ()
    """Headings that stand above groups and hold no task themselves."""
    groups: tuple[PlanGroup, ...]
    not_understood: tuple[LeftOut, ...] = ()

    @property
    def tasks(self) -> tuple[PlanTask, ...]:
        """The tasks of all groups, in their order."""
        return tuple(task for group in self.groups for task in group.tasks)


class AnsweredTask(Frozen):
    """A task as `gongkai plan import --json` prints it."""

    number: str
    title: str
    units: tuple[str, ...]
    deadline: str | None
    proposed: tuple[str, ...]
    """Measures, for a person to confirm."""


class AnsweredGroup(Frozen):
    """A group as `gongkai plan import --json` prints it."""

    title: str
    tasks: tuple[AnsweredTask, ...]


class PlanAnswer(Frozen):
    """What `gongkai plan import --json` prints."""

    year: int | None
    groups: tuple[AnsweredGroup, ...]
    not_understood: tuple[str, ...]
    """Each with its place before it."""
