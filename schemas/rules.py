"""A rule set: which kinds of column must be how fresh, what an undated list means, which grade a percentage earns.

Rules are the office's, differ by city and change every year; each carries its source clause. `config/rules/<name>.yml`.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Code, Frozen, Text
from schemas.results import Limit


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
    from_percent: Annotated[float, Field(ge=0, le=100)]


class RuleSet(Frozen):
    """`config/rules/<name>.yml`."""

    name: Code
    version: Text
    title: Text
    source: Text
    freshness: tuple[FreshnessRule, ...]
    undated: Literal["unknown", "stale"] = "unknown"
    """What a list without any date is: for a person to look at, or counted as not updated."""
    undated_clause: Text | None = None
    blank_clause: Text
    grades: tuple[Grade, ...] = ()

    def limit_for(self, kind: str) -> Limit | None:
        """The limit for columns of `kind`; `None`: no limit applies."""
        rule = self.rule_for(kind)
        return rule.limit if rule else None

    def rule_for(self, kind: str) -> FreshnessRule | None:
        """The freshness rule for columns of `kind`."""
        return next((rule for rule in self.freshness if kind in rule.kinds), None)

    def grade_for(self, percent: float) -> str | None:
        """The grade a percentage earns; `None` if the set names no grades."""
        earned = [grade for grade in self.grades if percent >= grade.from_percent]
        return max(earned, key=lambda grade: grade.from_percent).name if earned else None
