"""Keep the rules that scorecards are made by: one content for each name and version, and never another."""

from datetime import datetime

from sqlalchemy import insert, select

from schemas.rules import RuleSet
from warehouse.connect import Warehouse
from warehouse.errors import RulesChanged
from warehouse.tables import rule_sets


def save_rules(w: Warehouse, rules: RuleSet, *, now: datetime) -> None:
    """Put the rule set on record, if it is not there yet. Raises `RulesChanged`."""
    with w.write() as connection:
        known = connection.execute(
            select(rule_sets).where(rule_sets.c.name == rules.name, rule_sets.c.version == rules.version)
        ).first()
        if known is None:
            row = {"name": rules.name, "version": rules.version, "sha256": rules.sha256(), "content": rules.content()}
            connection.execute(insert(rule_sets), [row | {"first_used_at": now}])
        elif known.sha256 != rules.sha256():
            changed = rules.differs_from(known.content)
            raise RulesChanged(w.name, f"{rules.name} {rules.version}", since=known.first_used_at, keys=changed)
