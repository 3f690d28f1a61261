"""A proposed `work_plans/<year>.yml` from a published plan: on trial, without points, until a person confirms it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from flows.hand_kept_yaml import as_yaml, in_one_line
from flows.import_plan import both
from flows.write_whole import write_whole
from schemas.agencies import Agency, AgencyFile
from schemas.messages import Reason, say
from schemas.mistakes import ConfigError, Mistake
from schemas.plan_readings import PlanReading, PlanTask
from schemas.proposals import HUMAN, Proposals, load_proposals
from schemas.unit_words import UnitWords, load_unit_words
from schemas.yaml_files import YamlFile
from scrapers.plans.deadlines import day_of
from scrapers.plans.units import look_up


@dataclass(frozen=True)
class ProposedPlan:
    """A plan as an office may keep it, and what a person must look at."""

    text: str
    """YAML."""
    open_points: tuple[Reason, ...]
    """Units that the register does not know, tasks without a unit."""


def propose_plan(
    reading: PlanReading, agencies: Sequence[Agency], measures: Collection[str], *, source: Path
) -> ProposedPlan:
    """A proposed `work_plans/<year>.yml` for the office; its obligations are on trial until somebody confirms them.

    Raises `ConfigError` if the plan's year is known neither from the plan nor by `reading.year`.
    """
    if reading.year is None:
        raise _wrong(source, "the plan names no year", "add --year")
    title = reading.title or source.stem
    words, proposals = load_unit_words(), load_proposals()
    open_points: list[Reason] = []
    tasks = CommentedSeq()
    for group in reading.groups:
        for task in group.tasks:
            within = group.title if group.title != title else ""
            node = _task(task, within, title, reading.year, agencies, words, open_points)
            node["obligations"] = _obligations(task, reading.year, proposals, measures)
            tasks.append(node)
    plan = CommentedMap(year=reading.year, title=_words(title), tasks=tasks)
    head = say("plan.file.head", source=source.name)
    comments = "".join(f"# {_comment(words)}\n" for words in (head.text("zh"), head.text("en")))
    return ProposedPlan(comments + as_yaml(plan), tuple(open_points))


def register_of(office: Path) -> tuple[Agency, ...]:
    """The agencies of an office folder. Raises `ConfigError` with every mistake in their files."""
    if not (office / "office.yml").is_file():
        raise _wrong(office / "office.yml", "this is no office folder", "make one with `gongkai init DIR --register R`")
    mistakes: list[Mistake] = []
    agencies = []
    for path in sorted((office / "agencies").glob("*.yml")):
        try:
            agencies.append(Agency.from_file(path.stem, YamlFile(path, AgencyFile).value))
        except ConfigError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(agencies)


def write_plan(text: str, path: Path) -> None:
    """Write a proposed plan; one that is there is never written over. Raises `ConfigError`, `FolderNotWritable`."""
    require_no_plan(path)
    write_whole(path, text)


def require_no_plan(path: Path) -> None:
    """Raise `ConfigError` if there is such a file."""
    if path.exists():
        remedy = "write the proposal elsewhere with --out and take over by hand what is wanted, or move this one away"
        raise _wrong(path, "there is such a plan already; it is never written over", remedy)


def _task(
    task: PlanTask,
    group: str,
    title: str,
    year: int,
    agencies: Sequence[Agency],
    words: UnitWords,
    open_points: list[Reason],
) -> CommentedMap:
    """One task with its agencies; what is open of them is noted in the file, too."""
    leading, others = (
        (task.lead, (*task.responsible, *task.assisting)) if task.lead else (task.responsible, task.assisting)
    )
    lead, assisting = look_up(leading, agencies, words), look_up(others, agencies, words)
    figures = {"title": title, "number": task.number}
    clause = say("plan.file.clause", group=group, **figures) if group else say("plan.file.clause.no_group", **figures)
    node = CommentedMap(
        number=DoubleQuotedScalarString(task.number),
        title=_words(task.title),
        wording=_words(task.wording),
        clause=_words(clause.text("zh")),
        lead=in_one_line(lead.codes),
    )
    helping = tuple(code for code in assisting.codes if code not in lead.codes and lead.codes != ("*",))
    if helping:
        node["assisting"] = in_one_line(helping)
    if task.deadline:
        day = day_of(task.deadline, year)
        node["deadline"] = day or _words(task.deadline)
        if day:
            node.yaml_add_eol_comment(_comment(both(say("plan.file.deadline", said=task.deadline))), "deadline")
    points = [
        say("plan.unit.unknown", number=task.number, unit=unit)
        for unit in dict.fromkeys((*lead.unknown, *assisting.unknown))
    ]
    if not task.units:
        points.append(say("plan.unit.missing", number=task.number))
    for point in points:
        node.yaml_set_comment_before_after_key("lead", before=_comment(both(point)), indent=4)
    open_points.extend(points)
    return node


def _obligations(task: PlanTask, year: int, proposals: Proposals, measures: Collection[str]) -> CommentedSeq:
    duties = CommentedSeq()
    taken: set[str] = set()
    deadline = day_of(task.deadline, year) if task.deadline else None
    for proposal, measure, params in proposals.of(task.wording, measures=measures, year=year, deadline=deadline):
        base = code = re.sub(r"[^A-Za-z0-9.-]", "-", f"t{task.number}-{measure}".replace("_", "-"))
        count = 1
        while code in taken:
            count += 1
            code = f"{base}-{count}"
        taken.add(code)
        duty = CommentedMap(id=code, measure=measure, points=1, trial=True)
        if proposal and measure != HUMAN:
            scope = {name: in_one_line(some) for name, some in proposal.scope.model_dump().items() if some}
            if scope:
                duty["scope"] = CommentedMap(scope)
            if params:
                duty["params"] = CommentedMap(params)
        why = say("plan.file.why", why=proposal.why) if proposal else say("plan.file.human")
        duty.yaml_add_eol_comment(_comment(why.text("zh") if proposal else both(why)), "trial")
        duties.append(duty)
    return duties


def _words(text: str) -> object:
    """Text as a person would write it in YAML; what YAML takes for the end of a line, and others do not, in quotes."""
    if any(char in text for char in "\x85\u2028\u2029"):
        return DoubleQuotedScalarString(text)
    return LiteralScalarString(text) if "\n" in text else text


def _comment(text: str) -> str:
    """In one line, whatever line ends a plan's own words hold."""
    return " ".join(text.split())


def _wrong(path: Path, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=path, message=message, remedy=remedy)])
