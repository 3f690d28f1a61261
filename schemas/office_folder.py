"""Read an office's whole folder, and find every mistake in it at once."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from schemas.agencies import Agency, AgencyEntry, AgencyFile
from schemas.base import Code
from schemas.lint import (
    agency_mistakes,
    code_mistakes,
    empty_scopes,
    handover_mistakes,
    plan_mistakes,
    shared_addresses,
)
from schemas.lint_calendar import calendar_mistakes
from schemas.lint_rules import Surroundings, doubles, overlaps, rules_mistakes
from schemas.messages import CONFIG
from schemas.mistakes import ConfigError, Mistake
from schemas.office import Office
from schemas.platforms import Platform
from schemas.registers.files import read_registers
from schemas.registers.rows import Registers
from schemas.reviews import Answer, read_answers
from schemas.rules import RuleSet
from schemas.vocabulary import Vocabulary, load_vocabulary
from schemas.work_plan import WorkPlan
from schemas.yaml_files import Model, YamlFile

_CODE: TypeAdapter[str] = TypeAdapter(Code)


@dataclass(frozen=True)
class OfficeFolder:
    """An office folder that fits together."""

    path: Path
    office: Office
    agencies: tuple[Agency, ...]
    """In the order of their codes."""
    rules: RuleSet
    """The latest of its rule sets; `rules_for` says which judges a night."""
    plans: tuple[WorkPlan, ...]
    """In the order of their years."""
    rule_sets: tuple[RuleSet, ...] = ()
    """All that office.yml names, in the order in which they come into force; none is the same as `rules` alone."""

    @property
    def var(self) -> Path:
        """Where everything of ours lies: warehouse, evidence, site, exports."""
        return self.path / "var"

    def plan_for(self, day: date) -> WorkPlan:
        """The work plan of the day's year; in a year without one, the latest before it, or else the first after it."""
        before = [plan for plan in self.plans if plan.year <= day.year]
        return before[-1] if before else self.plans[0]

    def rules_for(self, day: date) -> RuleSet:
        """The rule set in force on `day`; on a day without one the latest before it, or else the first after it."""
        sets = self.rule_sets or (self.rules,)
        begun = [rules for rules in sets if rules.from_ is None or rules.from_ <= day]
        return next((rules for rules in begun if rules.in_force(day)), begun[-1] if begun else sets[0])

    def answers(self) -> tuple[Answer, ...]:
        """What people decided, from `reviews/`. Raises `ConfigError` naming every mistake."""
        obligations = [duty.id for plan in self.plans for task in plan.tasks for duty in task.obligations]
        obligations += [one.code for rules in self.rule_sets or (self.rules,) for one in rules.indicators]
        codes = [agency.code for agency in self.agencies]
        return read_answers(self.path / "reviews", agencies=codes, obligations=obligations)

    def registers(self) -> Registers:
        """What the office keeps itself, from `registers/`. Raises `ConfigError` naming every mistake."""
        columns = {agency.code: [column.code for column in agency.columns] for agency in self.agencies}
        return read_registers(self.path / "registers", columns=columns)

    def warehouse_url(self) -> str:
        """The warehouse's address: `${NAME}` filled from the environment, a relative SQLite path made absolute.

        Raises `ConfigError` for a variable that is not set.
        """
        missing = [name for name in re.findall(r"\$\{(\w+)\}", self.office.warehouse) if name not in os.environ]
        if missing:
            raise ConfigError(
                [
                    Mistake(
                        file=self.path / "office.yml",
                        message=f"warehouse: the environment has no {name}",
                        remedy=f"export {name}=… for the user who runs gongkai",
                    )
                    for name in missing
                ]
            )
        url = re.sub(r"\$\{(\w+)\}", lambda found: os.environ[found[1]], self.office.warehouse)
        relative = re.fullmatch(r"sqlite:///(?!/)(.+)", url)
        return f"sqlite:///{(self.path / relative[1]).resolve()}" if relative else url


def load_office(path: Path, *, measures: Mapping[str, type[BaseModel]]) -> OfficeFolder:
    """Read the folder. Raises `ConfigError` with every error in it; warnings do not stop it.

    `measures` names every measure a work plan may use, with the model of its parameters.
    """
    folder, mistakes = examine_office(path, measures=measures)
    errors = [mistake for mistake in mistakes if mistake.severity == "error"]
    if folder is None or errors:
        raise ConfigError(errors)
    return folder


def examine_office(path: Path, *, measures: Mapping[str, type[BaseModel]]) -> tuple[OfficeFolder | None, list[Mistake]]:
    """Read the folder and everything wrong with it. The folder is `None` while a file of it cannot be read at all."""
    if not (path / "office.yml").is_file():
        return None, [
            Mistake(
                file=path / "office.yml",
                message="this is no office folder",
                remedy="make one with `gongkai init DIR --register REGISTER`",
            )
        ]
    mistakes: list[Mistake] = []
    office_file = _try(path / "office.yml", Office, mistakes)
    agency_files = {p.stem: _try(p, AgencyFile, mistakes) for p in sorted((path / "agencies").glob("*.yml"))}
    mistakes.extend(_platform_mistakes(path))
    plan_files = [_try(p, WorkPlan, mistakes) for p in sorted((path / "work_plans").glob("*.yml"))]
    rules_files = {file: _try(file, RuleSet, mistakes) for file in _rules_paths(path, office_file)}
    nameless = list(code_mistakes(agency_files, path / "agencies"))
    mistakes.extend(nameless)
    if not agency_files:
        mistakes.append(
            Mistake(
                file=path / "agencies",
                message="there is no agency",
                remedy="add agencies/<code>.yml, or run `gongkai init` with a register",
            )
        )
    if not plan_files:
        mistakes.append(
            Mistake(
                file=path / "work_plans",
                message="there is no work plan",
                remedy="run `gongkai init` to get a starter plan",
            )
        )

    if office_file:
        mistakes.extend(calendar_mistakes(office_file))
    mistakes.extend(handover_mistakes(agency_files))
    vocabulary = load_vocabulary()
    agencies_read = {code: file for code, file in agency_files.items() if file}
    rules_used = _in_use(path, office_file, rules_files)
    if office_file and rules_used:
        for code, file in agencies_read.items():
            mistakes.extend(agency_mistakes(code, file, office_file.value, rules_used[-1].value, vocabulary, path))
        mistakes.extend(shared_addresses(agencies_read))
    for plan in plan_files:
        if plan and office_file:
            mistakes.extend(plan_mistakes(plan, agency_files, office_file.value, vocabulary, measures))
            mistakes.extend(empty_scopes(plan, [file.value for file in agencies_read.values()]))
    if office_file:
        register = [file.value for file in agencies_read.values()]
        plans = [plan.value for plan in plan_files if plan]
        classes = [agency.class_ for agency in register]
        around = _surroundings(office_file.value, classes, register, plans, vocabulary, measures)
        for rules in filter(None, rules_files.values()):
            mistakes.extend(rules_mistakes(rules, around))
    mistakes.extend(overlaps(rules_used))
    mistakes.extend(doubles([rules for rules in rules_files.values() if rules]))
    if (
        not office_file
        or not rules_used
        or None in rules_files.values()
        or nameless
        or None in agency_files.values()
        or None in plan_files
    ):
        return None, mistakes
    folder = OfficeFolder(
        path=path,
        office=office_file.value,
        agencies=tuple(Agency.from_file(code, file.value) for code, file in agencies_read.items()),
        rules=rules_used[-1].value,
        plans=tuple(sorted((plan.value for plan in plan_files if plan), key=lambda plan: plan.year)),
        rule_sets=tuple(rules.value for rules in rules_used),
    )
    return folder, mistakes


def own_platforms(path: Path) -> tuple[Platform, ...]:
    """The website products of the office's own, from `platforms/`. Raises `ConfigError` with every error in them."""
    mistakes = _platform_mistakes(path)
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(_platform_file(file).value for file in _platform_paths(path))


def _platform_mistakes(path: Path) -> list[Mistake]:
    mistakes: list[Mistake] = []
    for unread in sorted((path / "platforms").glob("*.yaml")):
        mistakes.append(
            Mistake(
                file=unread, message="only files that end in .yml are read", remedy=f"rename it to {unread.stem}.yml"
            )
        )
    for file in _platform_paths(path):
        try:
            _CODE.validate_python(file.stem)
        except ValidationError:
            mistakes.append(
                Mistake(
                    file=file,
                    message=f"{file.stem!r} cannot be a product's name",
                    remedy="rename the file to ASCII letters and digits",
                )
            )
            continue
        try:
            platform = _platform_file(file)
        except ConfigError as error:
            mistakes.extend(error.mistakes)
            continue
        if platform.value.name != file.stem:
            mistakes.append(
                Mistake(
                    file=file,
                    line=platform.line("name"),
                    message=f"name is {platform.value.name!r}, the file is {file.name}",
                    remedy="leave `name` out: the product is called as its file",
                )
            )
    return mistakes


def _platform_paths(path: Path) -> list[Path]:
    return sorted((path / "platforms").glob("*.yml"))


def _platform_file(file: Path) -> YamlFile[Platform]:
    return YamlFile(file, Platform, given={"name": file.stem})


def examine_rules(
    path: Path, folder: OfficeFolder, *, measures: Mapping[str, type[BaseModel]]
) -> tuple[RuleSet, list[Mistake]]:
    """A rule set that the office need not use (yet), and everything wrong with it. Raises `ConfigError`."""
    file = YamlFile(path, RuleSet)
    classes = [agency.agency_class for agency in folder.agencies]
    around = _surroundings(folder.office, classes, folder.agencies, folder.plans, load_vocabulary(), measures)
    return file.value, list(rules_mistakes(file, around))


def _surroundings(
    office: Office,
    classes: Iterable[str],
    agencies: Iterable[AgencyEntry],
    plans: Iterable[WorkPlan],
    vocabulary: Vocabulary,
    measures: Mapping[str, type[BaseModel]],
) -> Surroundings:
    duties = [duty for plan in plans for task in plan.tasks for duty in task.obligations]
    return Surroundings(
        office=office,
        vocabulary=vocabulary,
        measures=measures,
        classes=set(classes),
        columns={column.code for agency in agencies for column in agency.columns},
        obligations={duty.id for duty in duties},
        mutexes=[duty.mutex for duty in duties if duty.mutex],
    )


def _rules_paths(path: Path, office: YamlFile[Office] | None) -> list[Path]:
    """The office's own rule sets, and those that it names."""
    named = [rules_path(path, name) for name in office.value.rule_sets] if office else []
    return list(dict.fromkeys([*named, *sorted((path / "rules").glob("*.yml"))]))


def _in_use(
    path: Path, office: YamlFile[Office] | None, files: Mapping[Path, YamlFile[RuleSet] | None]
) -> list[YamlFile[RuleSet]]:
    """Those that office.yml names, in the order in which they come into force."""
    named = [files[rules_path(path, name)] for name in office.value.rule_sets] if office else []
    return sorted((file for file in named if file), key=lambda file: file.value.from_ or date.min)


def rules_path(office: Path, name: str) -> Path:
    """The rule set's file: the office's own `rules/` first, then the ones that come with the program."""
    own = office / "rules" / f"{name}.yml"
    return own if own.is_file() else CONFIG / "rules" / f"{name}.yml"


def _try(path: Path, model: type[Model], mistakes: list[Mistake]) -> YamlFile[Model] | None:
    try:
        return YamlFile(path, model)
    except ConfigError as error:
        mistakes.extend(error.mistakes)
        return None
