"""Why a line of a scorecard came out as it did, step by step, in an official's words.

Clause, duty, measure, facts, verdict, points, and what to do by when: the website and `gongkai explain` say the same
sentences (`explain.` in the site's messages). Nothing is judged here: every figure is read from the scorecard, the work
plan and the rule set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from publishing.line_words import about, explanation, measure
from publishing.night import Night
from publishing.remedies import by_when, remedy
from publishing.wording import Words, day_text, moment_text, number
from schemas.results import AgencyCard, ColumnCheck, Line
from schemas.rules import Indicator, RuleSet
from schemas.work_plan import Task, WorkPlan
from schemas.working_days import WorkingDays
from scorecards.measure_index import what_it_checks

StepName = Literal["clause", "duty", "measure", "facts", "verdict", "points", "remedy"]
AT_MOST = 8
"""Columns named one by one among the facts of a line."""


@dataclass(frozen=True)
class Grounds:
    """What the lines of one night were judged by. `as_of` stands in the office's zone."""

    as_of: datetime
    plan: WorkPlan | None
    rules: RuleSet | None
    """`None` of a night that was scored before rule sets were kept."""
    calendar: WorkingDays

    @property
    def day(self) -> date:
        """The monitoring point's day in the office's zone."""
        return self.as_of.date()

    def task(self, line: Line) -> Task | None:
        """The plan's task that the line is of; `None` of an indicator's line, and where the plan has changed since."""
        return None if line.obligation in self.indicators else self._tasks.get(line.task)

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        return {task.number: task for task in (self.plan.tasks if self.plan else ())}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The rule set's indicators by code."""
        return {one.code: one for one in (self.rules.indicators if self.rules else ())}


@dataclass(frozen=True)
class Step:
    """One step of the chain: a sentence or several. What was published stands in the language it was published in."""

    name: StepName
    said: tuple[str, ...]


def grounds(night: Night) -> Grounds:
    """What the night's lines were judged by."""
    return Grounds(night.scorecards.as_of, night.plan, night.rules, WorkingDays(night.calendar))


def chain(line: Line, card: AgencyCard, by: Grounds, label: Words) -> tuple[Step, ...]:
    """The steps in their order; a step about which nothing is to be said is left out."""
    steps = (
        Step("clause", tuple(_clause(line, by))),
        Step("duty", tuple(_duty(line, card, by, label))),
        Step("measure", tuple(_measure(line, label))),
        Step("facts", tuple(_facts(line, card, by, label))),
        Step("verdict", (_verdict(line, card, label),)),
        Step("points", tuple(_points(line, card, by, label))),
        Step("remedy", tuple(_remedy(line, card, by, label))),
    )
    return tuple(step for step in steps if step.said)


def _clause(line: Line, by: Grounds) -> Iterator[str]:
    yield line.clause
    task, indicator = by.task(line), by.indicators.get(line.obligation)
    published = indicator.text if indicator else task.wording if task else ""
    if published:
        yield f"“{published}”"


def _duty(line: Line, card: AgencyCard, by: Grounds, label: Words) -> Iterator[str]:
    task, indicator = by.task(line), by.indicators.get(line.obligation)
    if indicator is not None:
        group = next((one for one in (by.rules.groups if by.rules else ()) if one.code == indicator.group), None)
        yield label("explain.indicator", code=indicator.code, title=indicator.title, kind=label(f"mode.{line.mode}"))
        if group:
            yield label("explain.group", title=group.title)
    elif task is not None:
        led = {"*", card.code} & set(task.lead)
        role = label("explain.lead" if led else "explain.assisting")
        yield label("explain.task", number=task.number, title=task.title, role=role)
        if task.deadline is not None:
            yield label("explain.deadline", deadline=str(task.deadline))
        yield label("explain.obligation", id=line.obligation)
    elif line.mode != "base":
        yield label("explain.gone", task=line.task, obligation=line.obligation)


def _measure(line: Line, label: Words) -> Iterator[str]:
    if line.mode != "base":
        title = label.labels.get(f"measure.{line.measure}", line.measure)
        yield label("explain.measure", title=title, version=line.measure_version)
        if what := what_it_checks(line.measure).get(label.language):
            yield what


def _facts(line: Line, card: AgencyCard, by: Grounds, label: Words) -> Iterator[str]:
    checks = {column.column: column for column in card.columns}
    for code in line.columns[:AT_MOST]:
        yield _column(checks[code], by, label) if code in checks else label("explain.handed_over", column=code)
    if len(line.columns) > AT_MOST:
        yield label("explain.more_columns", count=len(line.columns) - AT_MOST)
    if line.measure == "updated_within" and len(line.columns) == 1 and line.columns[0] in checks:
        yield from _limit(checks[line.columns[0]], by, label)


def _column(column: ColumnCheck, by: Grounds, label: Words) -> str:
    parts = []
    if column.newest is not None and column.age_days is not None:
        parts.append(label("explain.newest", newest=day_text(column.newest), age=column.age_days))
    elif column.undated:
        parts.append(label("columns.undated"))
    if column.limit is not None:
        unit = label(f"explain.unit.{column.limit.unit}", value=column.limit.value)
        parts.append(label("explain.limit", limit=unit))
    if column.due_on is not None:
        parts.append(label("explain.due", due=day_text(column.due_on)))
    parts.append(label("explain.items", items=column.items))
    state = label(f"state.{column.state}")
    if column.observed_at is not None:
        seen = moment_text(column.observed_at.astimezone(by.as_of.tzinfo))
        parts.append(label("explain.seen", seen=seen, state=state))
    else:
        parts.append(state)
    return label("explain.column", name=column.name, facts=label("explain.then").join(parts))


def _limit(column: ColumnCheck, by: Grounds, label: Words) -> Iterator[str]:
    """Where the column's limit comes from."""
    rule = by.rules.rule_for(column.kind) if by.rules else None
    if rule is not None and rule.limit == column.limit:
        yield label("explain.limit_by_rule", clause=rule.clause, text=rule.text)
        if rule.needs_confirmation:
            yield label("explain.limit_unconfirmed")
    elif column.limit is not None and by.rules is not None:
        yield label("explain.limit_of_its_own")


def _verdict(line: Line, card: AgencyCard, label: Words) -> str:
    status, why = label(f"line.{line.status}"), explanation(line, card, label)
    if line.cause is None:
        return label("explain.verdict", status=status, why=why)
    return label("explain.verdict_for", status=status, cause=label(f"cause.{line.cause}"), why=why)


def _points(line: Line, card: AgencyCard, by: Grounds, label: Words) -> Iterator[str]:
    if line.mode == "base":
        yield label("explain.base", points=number(line.points))
    elif line.trial:
        shown = by.rules is not None and by.rules.plan.mode == "shown" and by.task(line) is not None
        yield label("explain.unconfirmed" if line.unconfirmed else "explain.shown" if shown else "explain.trial")
    elif line.mode == "veto":
        proved = line.status == "unmet"
        grade = by.rules.frame.fail_grade if by.rules else card.grade or ""
        yield label("explain.veto_proved", grade=grade) if proved else label("explain.veto", grade=grade)
    elif line.points is None:
        yield label("explain.outside", max=number(line.max)) if line.max else label("explain.outside_plain")
    elif line.mode == "share":
        alike = [one for one in card.lines if one.obligation == line.obligation and one.mode == "share"]
        total = sum((one.max for one in alike), Decimal(0))
        yield label(
            "explain.share", total=number(total), count=len(alike), max=number(line.max), points=number(line.points)
        )
    elif line.mode == "bonus":
        yield label("explain.bonus", points=number(line.points))
    else:
        yield label("explain.deducted" if line.points else "explain.not_deducted", points=number(-line.points))
    yield from _caps(line, card, by, label)
    if line.owed_days is not None:
        owed, counted = line.owed_days
        yield label("explain.owed_days", owed=owed, counted=counted)


def _caps(line: Line, card: AgencyCard, by: Grounds, label: Words) -> Iterator[str]:
    """What a cap took off, and the caps under which the line stands."""
    if line.uncapped is None:
        return
    yield label("explain.uncapped", points=number(abs(line.uncapped)))
    rules, indicator = by.rules, by.indicators.get(line.obligation)
    if rules is None:
        return
    if indicator is None and rules.plan.mode == "deduct" and rules.plan.per == "task":
        yield label("explain.once_a_task")
    cap, group = (indicator.cap, indicator.group) if indicator else (rules.plan.cap, rules.plan.group)
    if cap is not None:
        yield label("explain.cap", cap=number(cap))
    for one in rules.groups:
        if one.code == group:
            yield label("explain.group_cap", title=one.title, cap=number(one.cap))
    most = rules.frame.bonus_max if line.mode == "bonus" else rules.frame.base
    if most is not None:
        yield label("explain.cap_of_all", cap=number(most))


def _remedy(line: Line, card: AgencyCard, by: Grounds, label: Words) -> Iterator[str]:
    what = remedy(line)
    if what is None or line.mode == "base":
        return
    yield label(f"remedy.{what}")
    if when := by_when(line, card, day=by.day, calendar=by.calendar, label=label):
        yield when
    if line.status == "unmet" and what not in ("too_late", "period_over"):
        yield label("when.next_night")


def heading(line: Line, card: AgencyCard, label: Words) -> str:
    """What the line is about and what was checked: `工作动态 · 按期更新`."""
    return " · ".join(part for part in (about(line, card), measure(line, label)) if part)
