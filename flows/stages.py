"""The four stages of a night, as plain functions: crawl, validate, score, publish. Prefect may wrap them.

Each stage reads what the one before it left in the warehouse, so that any of them can be run again alone. One night,
or one stage of one, at a time for an office: whoever comes second gets `WarehouseBusy` at once.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from flows.observed import gathered_by, gathered_for, measures_asked, observed, report_years
from flows.opened import OpenOffice, new_run_id
from flows.summary import Summary
from flows.targets import require_loopback
from flows.visiting import Crawl, KeptStore, ShardRunner, crawl_night, in_threads
from schemas.agencies import registered_columns
from schemas.counts import registered_counts
from schemas.documents import Document
from schemas.results import CheckResults, Scorecards
from schemas.rules import RuleSet
from scorecards.alike import alike
from scorecards.early_warnings import early_warnings
from scorecards.handed_over import ended_duties
from scorecards.measures.cadence import recurring
from scorecards.score import score as give_points
from warehouse import facts, save
from warehouse.nights import Night, Outcome

log = logging.getLogger("gongkai")

P = ParamSpec("P")
R = TypeVar("R")


def _alone(stage: Callable[Concatenate[OpenOffice, P], R]) -> Callable[Concatenate[OpenOffice, P], R]:
    """Nobody else works on the office meanwhile: two publications would clear away each other's pages."""

    @wraps(stage)
    def alone(office: OpenOffice, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with office.warehouse.exclusive():
            return stage(office, *args, **kwargs)

    return alone


@_alone
def nightly(
    office: OpenOffice,
    as_of: datetime,
    *,
    force: bool = False,
    no_delay: bool = False,
    run_shards: ShardRunner = in_threads,
) -> Summary:
    """The whole night. Raises what its stages raise."""
    _rules(office, as_of)  # what cannot be scored in the end is said before the first page is asked for
    crawl(office, as_of, force=force, no_delay=no_delay, run_shards=run_shards, command="nightly")
    validate(office, as_of)
    score(office, as_of)
    return publish(office, as_of)


@_alone
def crawl(
    office: OpenOffice,
    as_of: datetime,
    *,
    force: bool = False,
    no_delay: bool = False,
    run_shards: ShardRunner = in_threads,
    command: str = "crawl",
    store: KeptStore | None = None,
) -> Crawl:
    """Visit every column that this monitoring point has not read yet; with `force`, every column.

    `store`: where answers are kept; the office's evidence unless given. Raises `ConfigError` for `no_delay` with a
    server that is not this machine, `WarehouseBusy` if another night is being written, `EvidenceError` if an answer
    cannot be kept. What was visited before that stays, and the next call goes on from there.
    """
    gathering = gathered_for(office, as_of)
    if no_delay:
        links = bool({"links", "attachments"} & gathering)
        require_loopback(office, as_of, homes="homes" in gathering or "links" in gathering, links=links)
    w, now = office.warehouse, office.clock()
    log.info("monitoring point %s", as_of.isoformat())
    save.save_register(w, office.folder.office, office.folder.agencies, now=now)
    night = save.begin_night(w, as_of=as_of, run_id=new_run_id(now), now=now, command=command)
    if force or facts.pending_columns(w, night):
        # What is judged from here on must rest on what is seen from here on.
        save.forget_verdicts(w, night)
    state: Outcome = "failed"
    try:
        done = crawl_night(
            office,
            night,
            force=force,
            no_delay=no_delay,
            run_shards=run_shards,
            store=store,
            gathering=gathering,
        )
        state = "partial" if facts.pending_columns(w, night) else "done"
    finally:
        save.finish_night(w, night, state=state, now=office.clock())
    log.info("crawl: %d of %d columns read, %d in the second pass", done.read, len(done.visits), done.rescued)
    return done


@_alone
def validate(office: OpenOffice, as_of: datetime) -> CheckResults:
    """Judge freshness and counts at `as_of` on what the warehouse holds, and keep the verdicts.

    Raises `ExpectationsError` if no verdict can be given, `RulesChanged`.
    """
    from expectations.run import run

    rules = _rules(office, as_of)
    night = _night(office, as_of)
    results = run(**gathered(office, as_of, rules), rules=rules, as_of=as_of)
    save.save_checks(office.warehouse, night, results)
    for warning in results.warnings:
        log.warning("%s", warning.text("en"))
    return results


def export_data_docs(office: OpenOffice, as_of: datetime, *, out: Path) -> Path:
    """Great Expectations' own pages about the facts at `as_of`, in `out`; returns their first page."""
    from expectations import data_docs  # as above

    rules = _rules(office, as_of)
    return data_docs.export_data_docs(**gathered(office, as_of, rules), rules=rules, out=out)


@_alone
def score(office: OpenOffice, as_of: datetime) -> Scorecards:
    """Turn the verdicts at `as_of` into scorecards, and keep them; validates first if that was not done.

    Raises `ConfigError` for a work plan or an answers file that cannot be used.
    """
    w, rules = office.warehouse, _rules(office, as_of)
    night = _night(office, as_of)
    checks = facts.check_results(w, night) or validate(office, as_of)
    day = as_of.astimezone(office.zone).date()
    if (year := office.folder.plan_for(day).year) != day.year:
        log.warning("there is no work plan for %d: judged by that of %d", day.year, year)
    if not rules.in_force(day):
        log.warning("no rule set is in force on %s: judged by %s %s", day, rules.name, rules.version)
    save.save_reviews(w, office.folder.answers(), now=office.clock())
    save.save_rules(w, rules, now=office.clock())
    cards = scored(office, night, checks, rules)
    save.save_scorecards(w, night, cards)
    for doubt in alike(cards):
        log.warning("%s", doubt.text("en"))
    return cards


def scored(
    office: OpenOffice, night: Night, checks: CheckResults, rules: RuleSet, *, beside: dict[str, Any] | None = None
) -> Scorecards:
    """The scorecards that `checks` come to under `rules`. Changes nothing.

    `beside`: what `beside_checks` gave for these and perhaps other rules. Raises `ConfigError` for an answers file or
    a register that cannot be used.
    """
    folder = office.folder
    day = checks.as_of.astimezone(office.zone).date()
    return give_points(
        checks,
        office=folder.office,
        agencies=[agency for agency in folder.agencies if agency.exists(day)],
        register=folder.agencies,
        plan=folder.plan_for(day),
        rules=rules,
        run_id=night.run_id,
        **(beside or beside_checks(office, checks.as_of, [rules])),
    )


def beside_checks(office: OpenOffice, as_of: datetime, rule_sets: Sequence[RuleSet]) -> dict[str, Any]:
    """What points rest on beside the verdicts, as far as the plan or one of the rule sets asks for it.

    Raises `ConfigError` for an answers file or a register that cannot be used.
    """
    folder, day = office.folder, as_of.astimezone(office.zone).date()
    plan = folder.plan_for(day)
    asked = [measure for rules in rule_sets for measure in measures_asked(plan, rules)]
    return {
        "documents": tuple(_documents(office, as_of)) if any(measure.reads_documents for measure in asked) else (),
        "answers": folder.answers(),
        "registers": folder.registers(),
        "observed": observed(
            office,
            as_of,
            frozenset().union(*(gathered_by(plan, rules) for rules in rule_sets)),
            years=frozenset().union(*(report_years(plan, rules, day=day) for rules in rule_sets)),
        ),
        "ended": facts.last_column_checks(office.warehouse, ended_duties(folder.agencies, day=day)),
    }


@_alone
def publish(office: OpenOffice, as_of: datetime) -> Summary:
    """Write the website and the files of `as_of` from the warehouse; scores first if that was not done.

    Raises `PublishingError`; the old website then stays.
    """
    from publishing import Night as PublishedNight
    from publishing import publish as write

    w = office.warehouse
    night = _night(office, as_of)
    cards = facts.scorecards_of(w, night) or score(office, as_of)
    cards = cards.model_copy(update={"as_of": as_of.astimezone(office.zone)})  # databases give moments back in UTC
    checks = facts.check_results(w, night) or validate(office, as_of)
    now = office.clock()
    published = write(
        PublishedNight(
            scorecards=cards,
            checks=checks,
            run=facts.run_summary(w, night, zone=office.zone, now=now),
            history=facts.history(w, night, zone=office.zone),
            plan=office.folder.plan_for(as_of.astimezone(office.zone).date()),
            rules=facts.rules_of_night(w, night),
            calendar=office.folder.office.calendar,
            previous=facts.last_scorecards(w, before=as_of),
            warnings=early_warnings(cards, calendar=office.folder.office.working_days),
            generated_at=now,
        ),
        out=office.folder.var,
    )
    return Summary(cards=cards, site=published.site, exports=published.exports)


def _night(office: OpenOffice, as_of: datetime) -> Night:
    """The night at exactly this monitoring point, begun without a crawl if there was none."""
    night = facts.night_at(office.warehouse, as_of)
    if night is not None and night.as_of == as_of:
        return night
    now = office.clock()
    save.save_register(office.warehouse, office.folder.office, office.folder.agencies, now=now)
    night = save.begin_night(office.warehouse, as_of=as_of, run_id=new_run_id(now), now=now, command="validate")
    return save.finish_night(office.warehouse, night, state="partial", now=now)


def _rules(office: OpenOffice, as_of: datetime) -> RuleSet:
    """The rule set that judges this monitoring point. Raises `RulesChanged`."""
    rules = office.folder.rules_for(as_of.astimezone(office.zone).date())
    facts.require_same_rules(office.warehouse, rules)
    return rules


def gathered(
    office: OpenOffice, as_of: datetime, rules: RuleSet, *, known_at: datetime | None = None
) -> dict[str, Any]:
    """Both fact frames, and how many rows the register says they must have; as known at `known_at`, or now."""
    w, folder, day = office.warehouse, office.folder, as_of.astimezone(office.zone).date()
    asked = recurring(folder.plan_for(day), rules)
    known: dict[str, Any] = {"agencies": folder.agencies, "as_of": as_of, "zone": office.zone, "known_at": known_at}
    return {
        "column_facts": facts.column_facts(w, rules=rules, calendar=folder.office.working_days, **known),
        "category_facts": facts.category_facts(w, year=day.year, asked=asked, part_year=rules.part_year, **known),
        "registered_columns": len(registered_columns(folder.agencies, day)),
        "registered_counts": len(registered_counts(folder.agencies, day, asked, part_year=rules.part_year)),
        "zone": office.zone,
    }


def _documents(office: OpenOffice, as_of: datetime) -> Iterator[Document]:
    for row in facts.plain_rows(facts.documents(office.warehouse, as_of=as_of, zone=office.zone)):
        first_seen: datetime = row["first_seen_at"]
        known: dict[str, Any] = {key: value for key, value in row.items() if key not in ("first_seen_at", "evidence")}
        yield Document(
            **known,
            first_seen_on=first_seen.astimezone(office.zone).date(),
            evidence=json.loads(row["evidence"] or "[]"),
        )
