"""The rules that scorecards were made by, as they were kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from schemas.rules import RuleSet
from warehouse.connect import Warehouse
from warehouse.errors import RulesChanged
from warehouse.nights import Night
from warehouse.tables import rule_sets, scorecard_sets


@dataclass(frozen=True)
class KeptRules:
    """A rule set by which scorecards were made."""

    name: str
    version: str
    sha256: str
    content: dict[str, Any]
    first_used_at: datetime

    def rules(self) -> RuleSet:
        """As this program reads it."""
        return RuleSet.model_validate(self.content)


def kept_rules(w: Warehouse) -> tuple[KeptRules, ...]:
    """All of them, in the order of their first use."""
    with w.read() as connection:
        rows = connection.execute(
            select(
                rule_sets.c.name,
                rule_sets.c.version,
                rule_sets.c.sha256,
                rule_sets.c.content,
                rule_sets.c.first_used_at,
            ).order_by(rule_sets.c.first_used_at, rule_sets.c.name, rule_sets.c.version)
        ).all()
    return tuple(KeptRules(*row) for row in rows)


def rules_of_night(w: Warehouse, night: Night) -> RuleSet | None:
    """The rules that the night's scorecards were made by; `None` if it was not scored, or before rules were kept."""
    with w.read() as connection:
        content = connection.execute(
            select(rule_sets.c.content)
            .join(
                scorecard_sets,
                (scorecard_sets.c.rules == rule_sets.c.name) & (scorecard_sets.c.rules_version == rule_sets.c.version),
            )
            .where(scorecard_sets.c.night_id == night.id)
        ).scalar()
    return None if content is None else RuleSet.model_validate(content)


def require_same_rules(w: Warehouse, rules: RuleSet) -> None:
    """Raises `RulesChanged` if scorecards were made by rules of this name and version that said something else."""
    for kept in kept_rules(w):
        if (kept.name, kept.version) == (rules.name, rules.version) and kept.sha256 != rules.sha256():
            changed = rules.differs_from(kept.content)
            raise RulesChanged(w.name, f"{rules.name} {rules.version}", since=kept.first_used_at, keys=changed)
