"""A plan while it is read: groups and tasks in order, and everything left out, each piece of the file once."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from schemas.messages import Reason
from schemas.plan_readings import LeftOut, PlanGroup, PlanReading, PlanTask
from scrapers.files.blocks import Line
from scrapers.plans.duties import Duty
from scrapers.plans.words import PLAN_WORDS


@dataclass
class DraftTask:
    """A task before it has its number."""

    title: str
    wording: Sequence[str]
    duty: Duty
    place: Reason
    numbers: tuple[int, ...]
    """Those of its headings and its own."""
    printed: str | None
    """Its own number as the plan prints it, in Arabic digits."""


@dataclass
class DraftGroup:
    """A heading and the tasks directly below it."""

    title: str
    tasks: list[DraftTask] = field(default_factory=list)


class Draft:
    """What has been read so far."""

    def __init__(self) -> None:
        self.title: str | None = None
        self._groups: dict[Hashable, DraftGroup] = {}
        self._left_out: list[LeftOut] = []

    def group(self, key: Hashable, title: str) -> DraftGroup:
        """The group below one heading, in the place where the heading first stood. `key`: which heading it is; `None`
        for tasks below none."""
        return self._groups.setdefault(key, DraftGroup(title))

    def leave_out(self, line: Line) -> None:
        self._left_out.append(LeftOut(place=line.place, text=line.text))

    def take_title(self, front: Iterable[Line]) -> list[Line]:
        """Take the plan's title from the lines before its first part; the other lines come back."""
        lines = list(front)
        if self.title is None:
            titles = [line for line in lines if looks_like_a_title(line.text)]
            if titles:
                self.title = titles[-1].text.strip()
                lines.remove(titles[-1])
        return lines

    def reading(self, name: str) -> PlanReading:
        """The plan. `name`: the file's, which may tell the year where the title does not."""
        numbers = iter(self._numbers())
        groups = [
            PlanGroup(
                title=group.title or self.title or "", tasks=tuple(_task(task, next(numbers)) for task in group.tasks)
            )
            for group in self._groups.values()
            if group.tasks
        ]
        return PlanReading(
            year=_year(self.title, *(piece.text for piece in self._left_out), name),
            title=self.title,
            headings=tuple(group.title for group in self._groups.values() if not group.tasks and group.title),
            groups=tuple(groups),
            not_understood=tuple(self._left_out),
        )

    def _numbers(self) -> list[str]:
        """One number a task, each once: its own; else with those of its headings; else its place in the plan."""
        tasks = [task for group in self._groups.values() for task in group.tasks]
        ways = (
            [task.printed for task in tasks],
            [".".join(map(str, task.numbers)) if task.numbers else None for task in tasks],
        )
        for numbers in ways:
            if None not in numbers and max(Counter(numbers).values(), default=1) == 1:
                return [str(number) for number in numbers]
        return [str(place) for place in range(1, len(tasks) + 1)]


def looks_like_a_title(text: str) -> bool:
    """A short line without an end of sentence that says what a plan is called."""
    return len(text) <= 60 and not re.search(r"[。；：:;]", text) and PLAN_WORDS.search(text) is not None


def _task(task: DraftTask, number: str) -> PlanTask:
    return PlanTask(
        number=number,
        title=task.title,
        wording="\n".join(task.wording),
        lead=task.duty.lead,
        responsible=task.duty.responsible,
        assisting=task.duty.assisting,
        deadline=task.duty.deadline,
        place=task.place,
    )


def _year(title: str | None, *others: str) -> int | None:
    """The plan's year, from its title; else from another line that says what it is called, or the file's name."""
    for text in (title or "", *(one for one in others if looks_like_a_title(one))):
        figures = re.sub("[〇○Oo零一二三四五六七八九]", lambda one: _FIGURES[one[0]], text)
        if found := re.search(r"(?<!\d)(20[0-4]\d)(?:\s*年|(?!\d))", figures):
            return int(found[1])
    return None


_FIGURES = {
    **dict.fromkeys("〇○Oo零", "0"),
    **{figure: str(n) for n, figure in enumerate("一二三四五六七八九", start=1)},
}
