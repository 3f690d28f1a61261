"""What can be wrong in a rule set that fits its model: points without a frame, caps that cut, names nobody uses."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from pydantic import BaseModel

from schemas.lint import duty_mistakes
from schemas.mistakes import Mistake
from schemas.office import Office
from schemas.rules import Indicator, RuleSet
from schemas.vocabulary import Vocabulary
from schemas.yaml_files import YamlFile


@dataclass(frozen=True)
class Surroundings:
    """What a rule set is held against."""

    office: Office
    vocabulary: Vocabulary
    measures: Mapping[str, type[BaseModel]]
    classes: Collection[str]
    """Those the agencies have."""
    columns: Collection[str]
    """The codes of their columns."""
    obligations: Collection[str]
    """The ids in the work plans, which lines and answers refer to as to an indicator's code."""
    mutexes: Sequence[str]
    """The groups that obligations of the work plans name, one for each time."""


def rules_mistakes(file: YamlFile[RuleSet], around: Surroundings) -> Iterator[Mistake]:
    """Everything wrong with one rule set."""
    yield from _freshness(file, around)
    yield from _frame(file)
    codes = Counter(indicator.code for indicator in file.value.indicators)
    mutexes = Counter([*around.mutexes, *(one.mutex for one in file.value.indicators if one.mutex)])
    for number, indicator in enumerate(file.value.indicators):
        at = ("indicators", number)
        yield from _points(file, number, indicator)
        yield from _names(file, number, indicator, around)
        if indicator.measure is not None:
            yield from duty_mistakes(
                file, at, indicator.measure, indicator, around.office, around.vocabulary, around.measures
            )
        if codes[indicator.code] > 1 or indicator.code in around.obligations:
            where = (
                f"{codes[indicator.code]} times in the rule set"
                if codes[indicator.code] > 1
                else "as an obligation of a work plan too"
            )
            yield _wrong(
                file,
                (*at, "code"),
                f"the code {indicator.code!r} stands {where}",
                "give each indicator a code of its own: lines and answers refer to it",
            )
        if indicator.mutex and mutexes[indicator.mutex] == 1:
            others = sorted(set(mutexes) - {indicator.mutex})
            yield _wrong(
                file,
                (*at, "mutex"),
                f"{indicator.code} is alone in the group {indicator.mutex!r}, which then excludes nothing",
                f"write one of: {', '.join(others)}; or leave it out" if others else "leave it out",
                severity="warning",
            )


def overlaps(files: Sequence[YamlFile[RuleSet]]) -> Iterator[Mistake]:
    """Rule sets that are in force on the same day: no night could be judged by both."""
    for one, other in combinations(files, 2):
        first = max(one.value.from_ or date.min, other.value.from_ or date.min)
        last = min(one.value.until or date.max, other.value.until or date.max)
        if first <= last:
            yield Mistake(
                file=other.path,
                line=other.line("from"),
                message=f"{other.path.stem} and {one.path.stem} are both in force "
                + (f"on {first}" if first > date.min else f"until {last}" if last < date.max else "on every day"),
                remedy="let `until` of one lie before `from` of the other, or name one of them in office.yml",
            )


def doubles(files: Sequence[YamlFile[RuleSet]]) -> Iterator[Mistake]:
    """Two files of one name and version: a result could not say which of them it was made by."""
    for one, other in combinations(files, 2):
        if (one.value.name, one.value.version) == (other.value.name, other.value.version):
            yield Mistake(
                file=other.path,
                line=other.line("version"),
                message=f"{other.value.name} {other.value.version} is also what {one.path.name} calls itself",
                remedy="give each its own `version`",
            )


def _freshness(file: YamlFile[RuleSet], around: Surroundings) -> Iterator[Mistake]:
    ruled: dict[str, str] = {}
    for number, rule in enumerate(file.value.freshness):
        for k, kind in enumerate(rule.kinds):
            place = ("freshness", number, "kinds", k)
            if kind not in around.vocabulary.kinds:
                yield _wrong(
                    file, place, f"unknown kind {kind!r}", f"write one of: {', '.join(around.vocabulary.kinds)}"
                )
            elif kind in ruled:
                yield _wrong(
                    file, place, f"{kind} has a limit by {ruled[kind]!r} already", "name each kind in one rule only"
                )
            ruled.setdefault(kind, rule.code)
    bars = Counter(grade.from_percent for grade in file.value.grades)
    for number, grade in enumerate(file.value.grades):
        if bars[grade.from_percent] > 1:
            yield _wrong(
                file,
                ("grades", number, "from_percent"),
                f"two grades begin at {grade.from_percent:g}",
                "let each begin at a bar of its own",
            )


def _frame(file: YamlFile[RuleSet]) -> Iterator[Mistake]:
    rules = file.value
    groups = Counter(group.code for group in rules.groups)
    used = {one.group for one in rules.indicators} | {rules.plan.group}
    for number, group in enumerate(rules.groups):
        if groups[group.code] > 1:
            yield _wrong(file, ("groups", number, "code"), f"the group {group.code!r} stands twice", "keep one of them")
        elif group.code not in used:
            yield _wrong(
                file,
                ("groups", number),
                f"no indicator is in the group {group.code!r}",
                "write it as `group` of its indicators, or leave it out",
                severity="warning",
            )
    if rules.plan.group and rules.plan.group not in groups:
        yield _wrong(
            file,
            ("plan", "group"),
            f"unknown group {rules.plan.group!r}",
            f"write one of: {', '.join(groups) or 'none is described yet'}; or describe it in `groups`",
        )
    if rules.plan.cap and rules.plan.points and rules.plan.cap < rules.plan.points:
        yield _wrong(
            file,
            ("plan", "cap"),
            f"the cap ({rules.plan.cap}) is below the points of one deduction ({rules.plan.points})",
            "raise the cap, or lower the points",
        )
    deducting = rules.plan.mode == "deduct" or any(
        one.mode == "deduct" and not one.needs_confirmation for one in rules.indicators
    )
    if deducting and rules.frame.base is None:
        yield _wrong(
            file,
            ("frame",),
            "there are deductions, and nothing to deduct from",
            "add `base: 100` to `frame`",
        )


def _points(file: YamlFile[RuleSet], number: int, one: Indicator) -> Iterator[Mistake]:
    at = ("indicators", number)
    if one.mode == "veto" and (one.points is not None or one.cap is not None):
        key = "points" if one.points is not None else "cap"
        yield _wrong(
            file,
            (*at, key),
            f"{one.code} is a veto and has {key}",
            f"leave `{key}` out: a veto sets the grade and never the score; or write another mode",
        )
    if one.mode != "veto" and one.points is None and not one.needs_confirmation:
        yield _wrong(
            file,
            at,
            f"{one.code} has no points",
            "add `points`, or `needs_confirmation: true` until they are known",
        )
    if one.measure is None and not one.needs_confirmation:
        yield _wrong(
            file,
            at,
            f"{one.code} has no measure: it is listed, and nothing is checked",
            "add `measure` (`human`: a person answers), or accept that",
            severity="warning",
        )
    if one.mode == "share" and one.cap is not None:
        yield _wrong(
            file,
            (*at, "cap"),
            f"{one.code} is a share and has a cap",
            "leave `cap` out: a share never gives more than its points",
        )
    if one.points is not None and one.cap is not None and one.cap < one.points:
        yield _wrong(
            file,
            (*at, "cap"),
            f"{one.code}: the cap ({one.cap}) is below its points ({one.points})",
            "raise the cap, or lower the points",
        )


def _names(file: YamlFile[RuleSet], number: int, one: Indicator, around: Surroundings) -> Iterator[Mistake]:
    at = ("indicators", number)
    groups = {group.code for group in file.value.groups}
    if one.group and one.group not in groups:
        yield _wrong(
            file,
            (*at, "group"),
            f"{one.code}: unknown group {one.group!r}",
            f"write one of: {', '.join(sorted(groups)) or 'none is described yet'}; or describe it in `groups`",
        )
    for place, words, known in (
        ("classes", one.classes, around.classes),
        ("scope", one.scope.columns, around.columns),
    ):
        for n, word in enumerate(words):
            if word not in known:
                what = "class" if place == "classes" else "column"
                yield _wrong(
                    file,
                    (*at, place, n) if place == "classes" else (*at, place, "columns", n),
                    f"{one.code}: no agency has the {what} {word!r}",
                    "correct the word, or leave it for when there is one",
                    severity="warning",
                )


def _wrong(
    file: YamlFile[RuleSet], place: tuple[int | str, ...], message: str, remedy: str, *, severity: str = "error"
) -> Mistake:
    return Mistake.model_validate(
        {"file": file.path, "line": file.line(*place), "message": message, "remedy": remedy, "severity": severity}
    )
