"""A rule set: how fresh which kinds of column must be, which indicators cost or earn points, which grade that makes.

Rules are the office's, differ by city and change every year; each carries its source clause. `config/rules/<name>.yml`.
"""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Code, Frozen, Text
from schemas.counts import PartYear
from schemas.results import Limit
from schemas.work_plan import Duty, Obligation, PlanPoints

Percent = Annotated[float, Field(ge=0, le=100)]
IndicatorMode = Literal["deduct", "share", "veto", "bonus"]


class FreshnessRule(Frozen):
    """Columns of these kinds must have an item no older than the limit."""

    code: Code
    kinds: tuple[Text, ...]
    limit: Limit
    clause: Text
    text: Text
    """The rule as published."""
    needs_confirmation: bool = False


class Grade(Frozen):
    """等次: the first grade whose bar the percentage reaches."""

    name: Text
    from_percent: Percent


class Group(Frozen):
    """A first-level indicator (一级指标): deductions of its members together never exceed its points."""

    code: Code
    title: Text
    cap: PlanPoints


class Indicator(Duty):
    """One indicator (指标) as published, and how it enters the score."""

    code: Code
    title: Text
    clause: Text
    """Where it stands: document number and place."""
    text: Text
    """The indicator as published."""
    mode: IndicatorMode
    """`deduct`: each unmet line costs `points`. `share`: `points` are split over the lines, a met one earns its part.
    `veto` (单项否决): unmet sets the grade, never the score. `bonus`: as share, beyond the maximum."""
    measure: Code | None = None
    """Absent: nothing is checked, the indicator is only listed."""
    points: PlanPoints | None = None
    """Absent of a veto, and of what needs confirmation."""
    cap: PlanPoints | None = None
    """The most one agency loses (deduct) or gains (bonus) by it."""
    group: Code | None = None
    needs_confirmation: bool = False
    """Its wording or figures were not seen in the source: it is shown and never scored."""

    def as_obligation(self) -> Obligation:
        """As a measure is asked; the points play no part in that. Raises `ValueError` without a measure."""
        if self.measure is None:
            raise ValueError(f"{self.code} has no measure")
        return Obligation(
            id=self.code,
            measure=self.measure,
            points=self.points or Decimal(1),
            clause=self.clause,
            scope=self.scope,
            params=self.params,
            classes=self.classes,
            mutex=self.mutex,
        )


class PlanRule(Frozen):
    """How the obligations of the work plan enter the score beside the indicators."""

    mode: Literal["points", "share", "deduct", "shown"] = "points"
    """`points`: with their own points. `share`: scaled to `points` altogether. `deduct`: each unmet line, or each task
    with one, costs `points`. `shown`: without points."""
    points: PlanPoints | None = None
    per: Literal["line", "task"] = "line"
    cap: PlanPoints | None = None
    group: Code | None = None
    clause: Text | None = None

    @model_validator(mode="after")
    def _points_where_they_are_needed(self) -> Self:
        if (self.points is not None) != (self.mode in ("share", "deduct")):
            wanted = "needs `points`" if self.points is None else "takes no `points` of its own"
            raise ValueError(f"plan: mode {self.mode} {wanted}")
        return self


class Frame(Frozen):
    """What holds the whole together: from how many points is deducted, where passing ends, when a bonus counts."""

    base: PlanPoints | None = None
    """Deductions are taken from so many points, and never more than these."""
    fail_below: Percent | None = None
    """A percentage below this is `fail_grade`, whatever the grades say."""
    bonus_above: Percent | None = None
    """A bonus counts only where the percentage without it is greater than this."""
    bonus_max: PlanPoints | None = None
    """All bonuses of an agency together."""
    fail_grade: Text = "不合格"
    """Below `fail_below`, and of an agency with a veto."""
    clause: Text | None = None


class AnnualEvaluation(Frozen):
    """How the percentage enters the annual evaluation (年度考核)."""

    points: PlanPoints
    """The percentage times these, by 100; never more than these."""
    clause: Text | None = None


class RuleSet(Frozen):
    """`config/rules/<name>.yml`."""

    name: Code
    version: Text
    title: Text
    source: Text
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    """First and last day on which it is in force, both included."""
    freshness: tuple[FreshnessRule, ...]
    undated: Literal["unknown", "stale"] = "unknown"
    """What a list without any date is: for a person to look at, or counted as not updated."""
    undated_clause: Text | None = None
    blank_clause: Text
    part_year: PartYear = "pro_rata"
    """What is owed of a year's minimum by a column or agency that begins or ends within the year."""
    grades: tuple[Grade, ...] = ()
    frame: Frame = Frame()
    plan: PlanRule = PlanRule()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    annual: AnnualEvaluation | None = None

    @model_validator(mode="after")
    def _its_time_fits(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"it begins ({self.from_}) after it ends ({self.until}); swap `from` and `until`")
        return self

    def content(self) -> dict[str, Any]:
        """What it says, as JSON; keys left at their defaults are left out, so that a later program's change nothing."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def differs_from(self, content: dict[str, Any]) -> list[str]:
        """The keys under which it does not say what `content` does."""
        own = self.content()
        return sorted(key for key in own.keys() | content.keys() if own.get(key) != content.get(key))

    def sha256(self) -> str:
        """Of its content, hexadecimal: comments and the order of keys do not count."""
        return sha256(json.dumps(self.content(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def in_force(self, day: date) -> bool:
        """It is in force on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def limit_for(self, kind: str) -> Limit | None:
        """The limit for columns of `kind`; `None`: no limit applies."""
        rule = self.rule_for(kind)
        return rule.limit if rule else None

    def rule_for(self, kind: str) -> FreshnessRule | None:
        """The freshness rule for columns of `kind`."""
        return next((rule for rule in self.freshness if kind in rule.kinds), None)

    def grade_for(self, percent: float) -> str | None:
        """The grade a percentage earns; `None` if the set names no grades."""
        if self.frame.fail_below is not None and percent < self.frame.fail_below:
            return self.frame.fail_grade
        earned = [grade for grade in self.grades if percent >= grade.from_percent]
        return max(earned, key=lambda grade: grade.from_percent).name if earned else None

    def judges_as(self, other: "RuleSet", kinds: Iterable[str]) -> bool:
        """Of columns of these kinds the same ones are fresh, stale and blank under both, and the same counts enough:
        what was judged under one holds under the other."""
        if (self.undated, self.part_year) != (other.undated, other.part_year):
            return False
        return all(_bound(self.rule_for(kind)) == _bound(other.rule_for(kind)) for kind in set(kinds))

    def for_class(self, agency_class: str) -> tuple[Indicator, ...]:
        """The indicators that are asked of agencies of this class, in their order."""
        return tuple(one for one in self.indicators if not one.classes or agency_class in one.classes)


def _bound(rule: FreshnessRule | None) -> tuple[Limit, bool] | None:
    """What a rule means for a column, whatever it is called and quotes."""
    return (rule.limit, rule.needs_confirmation) if rule else None
