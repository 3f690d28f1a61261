"""The stored nights of a period under another rule set, before it is activated. Writes nothing into the warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from flows.opened import OpenOffice
from flows.progress import progress
from flows.stages import beside_checks, gathered, scored
from schemas.comparisons import AgencyDifference, RuleDifference, RulesComparison, Standing, Tally
from schemas.counts import count_duties
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import examine_rules, rules_path
from schemas.results import AgencyCard, CheckResults, Line, RuleSetName, Scorecards
from schemas.rules import RuleSet
from scorecards.measures import PARAMS
from scorecards.measures.cadence import recurring
from warehouse import facts
from warehouse.nights import Night


def other_rules(office: OpenOffice, name_or_file: str) -> RuleSet:
    """The rule set of that name or file. Raises `ConfigError` with every error in it."""
    file = Path(name_or_file)
    path = file if file.suffix in (".yml", ".yaml") else rules_path(office.folder.path, name_or_file)
    rules, mistakes = examine_rules(path, office.folder, measures=PARAMS)
    errors = [mistake for mistake in mistakes if mistake.severity == "error"]
    if errors:
        raise ConfigError(errors)
    return rules


def compare_rules(office: OpenOffice, other: RuleSet, nights: Sequence[Night]) -> RulesComparison:
    """Each night under the rule set in force on its day and under `other`.

    Both judge by what was known when the night's own run ended, under the register, plan and answers of today.
    """
    agencies: list[AgencyDifference] = []
    rules: list[RuleDifference] = []
    points: list[datetime] = []
    present: dict[tuple[str, str], RuleSetName] = {}
    shown = progress("rules compare", total=len(nights))
    for night in nights:
        as_of = night.as_of.astimezone(office.zone)
        both = (office.folder.rules_for(as_of.date()), other)
        beside = beside_checks(office, as_of, both)
        before, after = (
            scored(office, night, checks, rules, beside=beside)
            for checks, rules in zip(_checks(office, night, both), both, strict=True)
        )
        shown.advance(f"{as_of:%Y-%m-%d}")
        own = both[0]
        present[own.name, own.version] = before.rules
        points.append(as_of)
        agencies += _agencies(as_of, before, after)
        rules += _rules(as_of, before, after)
    shown.close()
    return RulesComparison(
        office=office.folder.office.name,
        before=tuple(present.values()),
        after=RuleSetName(name=other.name, version=other.version),
        nights=tuple(points),
        agencies=tuple(agencies),
        rules=tuple(rules),
    )


def nights_between(office: OpenOffice, first: date | None, last: date | None) -> tuple[Night, ...]:
    """The crawled nights from `first` to `last`, both included; without either the latest one.

    Raises `ConfigError` if there is none.
    """
    w = office.warehouse
    if first is None and last is None:
        latest = facts.crawled_night_at(w, office.clock())
        found: tuple[Night, ...] = (latest,) if latest else ()
    else:
        since = datetime.combine(first or date(1970, 1, 2), time.min, office.zone)
        until = datetime.combine(last or date(9998, 12, 31), time(23, 59, 59), office.zone)
        found = facts.crawled_nights(w, since=since, until=until)
    if not found:
        raise _no_night("--from, --until", "no night was crawled in that time")
    return found


def night_of(office: OpenOffice, as_of: datetime) -> Night:
    """The night at this monitoring point, or the latest before it. Raises `ConfigError` if there is none."""
    night = facts.crawled_night_at(office.warehouse, as_of)
    if night is None:
        raise _no_night("--as-of", f"no night was crawled up to {as_of:%Y-%m-%d %H:%M}")
    return night


def _checks(office: OpenOffice, night: Night, rule_sets: Iterable[RuleSet]) -> Iterator[CheckResults]:
    """The night's verdicts under each: those that were kept, or made for another of them, where they hold, and else
    judged anew."""
    from expectations.run import run

    as_of = night.as_of.astimezone(office.zone)
    kept, judged_by = facts.check_results(office.warehouse, night), facts.rules_of_night(office.warehouse, night)
    known = [(judged_by, kept)] if judged_by and kept else []
    kinds = {column.kind for agency in office.folder.agencies for column in agency.columns}
    for rules in rule_sets:
        same = (checks for by, checks in known if rules.judges_as(by, kinds) and _counted(office, as_of, rules, checks))
        found = next(same, None)
        if found is None:
            known_at = facts.end_of_crawl(office.warehouse, night)
            found = run(**gathered(office, as_of, rules, known_at=known_at), rules=rules, as_of=as_of)
            known.append((rules, found))
        yield found


def _counted(office: OpenOffice, as_of: datetime, rules: RuleSet, checks: CheckResults) -> bool:
    """What the plan and `rules` ask to be counted is among the counts of `checks`."""
    asked = recurring(office.folder.plan_for(as_of.date()), rules)
    if not asked:
        return True
    there = {(one.obligation, one.agency, one.category, one.column, one.period, one.min_items) for one in checks.counts}
    return all(
        (duty.obligation, duty.agency, duty.category, duty.column, duty.period.name, duty.least) in there
        for duty in count_duties(office.folder.agencies, as_of.date(), asked, part_year=rules.part_year)
        if duty.obligation is not None
    )


def _agencies(as_of: datetime, before: Scorecards, after: Scorecards) -> Iterator[AgencyDifference]:
    for was, now in zip(before.agencies, after.agencies, strict=True):
        yield AgencyDifference(as_of=as_of, agency=was.code, name=was.name, before=_standing(was), after=_standing(now))


def _standing(card: AgencyCard) -> Standing:
    return Standing(**{name: getattr(card, name) for name in Standing.model_fields})


def _rules(as_of: datetime, before: Scorecards, after: Scorecards) -> Iterator[RuleDifference]:
    for was, now in zip(before.agencies, after.agencies, strict=True):
        tallies = [_tallies(card.lines) for card in (was, now)]
        titles = {line.obligation: line.title for line in (*was.lines, *now.lines) if line.title}
        for rule in dict.fromkeys(line.obligation for line in (*was.lines, *now.lines)):
            yield RuleDifference(
                as_of=as_of,
                agency=was.code,
                rule=rule,
                title=titles.get(rule, ""),
                before=tallies[0].get(rule),
                after=tallies[1].get(rule),
            )


def _tallies(lines: Iterable[Line]) -> dict[str, Tally]:
    grouped: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.obligation].append(line)
    return {rule: tally(_tally_of(line) for line in members) for rule, members in grouped.items()}


def _tally_of(line: Line) -> Tally:
    status = line.status if line.status in ("met", "unmet", "unknown") else "other"
    counted = line.points is not None
    figures = {"points": line.points if counted else Decimal(0), "max": line.max if counted else Decimal(0)}
    return Tally.model_validate({**figures, status: 1})


def tally(tallies: Iterable[Tally | None]) -> Tally:
    """All of them together."""
    known = [one for one in tallies if one is not None]
    return Tally.model_validate({name: sum(getattr(one, name) for one in known) for name in Tally.model_fields})


def _no_night(option: str, message: str) -> ConfigError:
    remedy = "name a time in which there are nights; `gongkai nightly` makes them"
    return ConfigError([Mistake(file=Path(option), message=message, remedy=remedy)])
