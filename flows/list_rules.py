"""Which rule sets there are, from when to when, and what in them still needs confirmation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.opened import OpenOffice
from schemas.messages import CONFIG
from schemas.office_folder import rules_path
from schemas.rules import IndicatorMode, RuleSet
from schemas.yaml_files import YamlFile
from warehouse import facts
from warehouse.facts import KeptRules

if TYPE_CHECKING:
    from rich.table import Table

MODES: dict[IndicatorMode, str] = {"deduct": "扣分", "share": "权重", "veto": "否决", "bonus": "加分"}


@dataclass(frozen=True)
class Listed:
    """One rule set's file."""

    path: Path
    rules: RuleSet
    in_use: bool
    """office.yml names it."""
    kept: KeptRules | None
    """What scorecards were made by under its name and version."""

    @property
    def changed(self) -> bool:
        """It no longer says what scorecards were made by under its name and version."""
        return self.kept is not None and self.kept.sha256 != self.rules.sha256()

    @property
    def to_confirm(self) -> list[tuple[str, str]]:
        """Code and title of what was not verified."""
        limits = [(rule.code, rule.text) for rule in self.rules.freshness if rule.needs_confirmation]
        return limits + [(one.code, one.title) for one in self.rules.indicators if one.needs_confirmation]


def list_rules(office: OpenOffice) -> list[Listed]:
    """The office's own rule sets first, then those that come with the program. Raises `ConfigError`."""
    folder = office.folder
    used = {rules_path(folder.path, name) for name in folder.office.rule_sets}
    kept = {(one.name, one.version): one for one in facts.kept_rules(office.warehouse)}
    found = []
    for place in (folder.path, CONFIG):
        for path in sorted((place / "rules").glob("*.yml")):
            rules = YamlFile(path, RuleSet).value
            found.append(Listed(path, rules, path in used, kept.get((rules.name, rules.version))))
    return found


def as_table(listed: Sequence[Listed]) -> Table:
    """One row a file."""
    from rich.table import Table

    table = Table()
    for heading in ("规则集", "版本", "名称", "施行", "止于", "在用", "指标", "待确认", "首次计分"):
        table.add_column(heading)
    for one in listed:
        modes = Counter(indicator.mode for indicator in one.rules.indicators)
        table.add_row(
            one.path.stem,
            one.rules.version,
            one.rules.title,
            str(one.rules.from_ or "—"),
            str(one.rules.until or "—"),
            "是" if one.in_use else "",
            "、".join(f"{title}{modes[mode]}" for mode, title in MODES.items() if modes[mode]) or "—",
            str(len(one.to_confirm) or ""),
            (f"{one.kept.first_used_at:%Y-%m-%d}" if one.kept else "—") + ("（内容已改）" if one.changed else ""),
        )
    return table


def open_questions(listed: Sequence[Listed]) -> list[str]:
    """What a person has to confirm or to mend, a line each."""
    lines = [f"{one.path.stem}: {code} needs confirmation: {title}" for one in listed for code, title in one.to_confirm]
    lines += [
        f"{one.path.stem}: changed since scorecards were made by it; raise `version`" for one in listed if one.changed
    ]
    return lines
