"""`gongkai plan import`: what was read of a published plan, for people and for machines."""

from collections.abc import Collection, Iterator

from rich.table import Table
from rich.text import Text

from schemas.messages import Reason, say
from schemas.plan_readings import AnsweredGroup, AnsweredTask, PlanAnswer, PlanReading, PlanTask
from schemas.proposals import Proposals, load_proposals
from scrapers.plans.deadlines import day_of


def answer(reading: PlanReading, measures: Collection[str]) -> PlanAnswer:
    """What `--json` prints. `measures`: the names of all that exist."""
    proposals = load_proposals()
    return PlanAnswer(
        year=reading.year,
        groups=tuple(
            AnsweredGroup(
                title=group.title,
                tasks=tuple(
                    AnsweredTask(
                        number=task.number,
                        title=task.title,
                        units=task.units,
                        deadline=task.deadline,
                        proposed=proposed_measures(task, reading.year, proposals, measures),
                    )
                    for task in group.tasks
                ),
            )
            for group in reading.groups
        ),
        not_understood=tuple(f"{piece.place.text('zh')}：{piece.text}" for piece in reading.not_understood),
    )


def proposed_measures(
    task: PlanTask, year: int | None, proposals: Proposals, measures: Collection[str]
) -> tuple[str, ...]:
    """The measures proposed for a task, each once."""
    deadline = day_of(task.deadline, year) if task.deadline else None
    proposed = proposals.of(task.wording, measures=measures, year=year, deadline=deadline)
    return tuple(dict.fromkeys(measure for _, measure, _ in proposed))


def as_tables(reading: PlanReading, measures: Collection[str]) -> Iterator[Table]:
    """The tasks, and what is in none, for a terminal."""
    proposals = load_proposals()
    tasks = _table("number", "title", "units", "deadline", "proposed")
    for group in reading.groups:
        tasks.add_row("", Text(group.title, style="bold"))
        for task in group.tasks:
            named = "、".join(task.units)
            proposed = ", ".join(proposed_measures(task, reading.year, proposals, measures))
            tasks.add_row(*map(Text, (task.number, task.title, named, task.deadline or "", proposed)))
    yield tasks
    if reading.not_understood:
        left = Table()
        left.add_column("")
        left.add_column(both(say("plan.not_understood")), overflow="fold")
        for piece in reading.not_understood:
            left.add_row(Text(piece.place.text("zh")), Text(piece.text))
        yield left


def summary(reading: PlanReading) -> str:
    """How much was read, in a line."""
    figures = {"groups": len(reading.groups), "tasks": len(reading.tasks), "left": len(reading.not_understood)}
    if reading.year is None:
        return both(say("plan.summary.no_year", **figures))
    return both(say("plan.summary", year=str(reading.year), **figures))


def _table(*columns: str) -> Table:
    table = Table()
    for column in columns:
        table.add_column(both(say(f"plan.head.{column}")), overflow="fold")
    return table


def both(reason: Reason) -> str:
    """Chinese first, English beside it."""
    return f"{reason.text('zh')} / {reason.text('en')}"
