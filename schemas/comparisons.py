"""What another rule set would make of the nights there are: agency by agency, rule by rule."""

from schemas.base import Frozen, Moment
from schemas.results import Points, RuleSetName


class Standing(Frozen):
    """Where one agency stands on one night under one rule set."""

    score: Points | None
    max: Points
    percent: Points | None
    grade: str | None
    rank: int | None
    coverage: float | None
    vetoes: tuple[str, ...]


class AgencyDifference(Frozen):
    """One agency on one night under both."""

    as_of: Moment
    agency: str
    name: str
    before: Standing
    after: Standing

    @property
    def moved(self) -> bool:
        """Its grade or its place is another one."""
        return (self.before.grade, self.before.rank) != (self.after.grade, self.after.rank)


class Tally(Frozen):
    """The lines of one rule: how many came out how, and their points together."""

    points: Points
    max: Points
    met: int = 0
    unmet: int = 0
    unknown: int = 0
    other: int = 0
    """Not due, not applicable, waived, or waiting for a person."""


class RuleDifference(Frozen):
    """One obligation or indicator of one agency on one night under both; `None`: it asks nothing there."""

    as_of: Moment
    agency: str
    rule: str
    title: str
    before: Tally | None
    after: Tally | None


class RulesComparison(Frozen):
    """The same stored nights under two rule sets. Nothing of it is kept."""

    office: str
    before: tuple[RuleSetName, ...]
    """That in force on each night, each once."""
    after: RuleSetName
    nights: tuple[Moment, ...]
    """Monitoring points, the oldest first."""
    agencies: tuple[AgencyDifference, ...]
    rules: tuple[RuleDifference, ...]
