"""An office's working days of a year, and the verdicts of the latest night that another calendar would flip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flows.opened import OpenOffice
from flows.stages import gathered, scored
from schemas.calendars import CalendarYear, Flip, Flips
from schemas.messages import Reason
from schemas.results import CheckResults, Line, Scorecards
from schemas.rules import RuleSet
from schemas.working_days import CalendarChanges, WorkingDays, YearUnknown
from schemas.yaml_files import YamlFile
from warehouse import facts
from warehouse.nights import Night


def calendar_year(calendar: WorkingDays, year: int) -> CalendarYear:
    """The year's days off and days worked instead, weekends left out."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    try:
        stretches = [one for one in calendar.stretches(first, last) if one.why.key != "calendar.weekend"]
        worked = calendar.working_days_between(date(year - 1, 12, 31), last)
    except YearUnknown:
        return CalendarYear(year=year, known=False)
    return CalendarYear(
        year=year,
        known=True,
        working_days=worked,
        off=tuple(one for one in stretches if not one.worked),
        worked=tuple(one for one in stretches if one.worked),
    )


def calendar_from(path: Path) -> CalendarChanges:
    """A file that holds what stands under `calendar:` in office.yml. Raises `ConfigError` with every mistake in it."""
    return YamlFile(path, CalendarChanges).value


def flips(office: OpenOffice, point: datetime, *, against: CalendarChanges | None = None) -> Flips | None:
    """What a calendar changes of the verdicts of the latest night up to `point`. Writes nothing.

    With `against`: from office.yml's calendar to that one. Without: from the verdicts as they are stored to those that
    today's office.yml and program come to. `None`: no night has been scored yet. Raises `ConfigError` for an answers
    file or a register that cannot be used.
    """
    w = office.warehouse
    night = facts.night_at(w, point)
    checks, stored = (facts.check_results(w, night), facts.scorecards_of(w, night)) if night else (None, None)
    if night is None or checks is None or stored is None:
        return None
    rules = office.folder.rules_for(night.as_of.astimezone(office.zone).date())
    now = scored(office, night, _checked(office, night, checks, rules), rules)
    if against is None:
        before, after = stored, now
    else:
        changed = office.folder.office.model_copy(update={"calendar": against})
        other = replace(office, folder=replace(office.folder, office=changed))
        before, after = now, scored(other, night, _checked(other, night, checks, rules), rules)
    return Flips(as_of=night.as_of.astimezone(office.zone), flips=tuple(_flips(before, after)))


_COUNTED = (".working_days", ".limit_not_counted", ".unknown_year", "_before_unknown")
"""How the keys of sentences end that rest on working days without showing a term."""


def rests_on_working_days(reason: Reason) -> bool:
    """The sentence, or one within it, counts working days, or says that they cannot be counted."""
    if reason.key.startswith("calendar.") or reason.key.endswith(_COUNTED):
        return True
    parts = [part for figure in reason.params.values() for part in (figure if isinstance(figure, tuple) else (figure,))]
    return any(rests_on_working_days(part) for part in parts if isinstance(part, Reason))


def _checked(office: OpenOffice, night: Night, stored: CheckResults, rules: RuleSet) -> CheckResults:
    """The night's checks; judged anew, on what was known at its end, where columns have limits in working days."""
    if not any(check.limit is not None and check.limit.unit == "working_days" for check in stored.columns):
        return stored
    from expectations.run import run

    as_of, known_at = night.as_of.astimezone(office.zone), facts.end_of_crawl(office.warehouse, night)
    return run(**gathered(office, as_of, rules, known_at=known_at), rules=rules, as_of=as_of)


def _flips(before: Scorecards, after: Scorecards) -> Iterator[Flip]:
    old, new = _lines(before), _lines(after)
    names = {card.code: card.name for cards in (before, after) for card in cards.agencies}
    for agency, line in sorted({*old, *new}):
        was, now = old.get((agency, line)), new.get((agency, line))
        if _said(was) != _said(now) and any(
            one is not None and rests_on_working_days(one.reason) for one in (was, now)
        ):
            shown = now or was
            assert shown is not None
            yield Flip(
                agency=agency,
                name=names[agency],
                line=line,
                before=was.status if was else None,
                after=now.status if now else None,
                due_before=was.due_on if was else None,
                due_after=now.due_on if now else None,
                reason=shown.reason,
            )


def _lines(cards: Scorecards) -> dict[tuple[str, str], Line]:
    return {(card.code, line.id): line for card in cards.agencies for line in card.lines}


def _said(line: Line | None) -> tuple[object, ...] | None:
    return None if line is None else (line.status, line.cause, line.due_on)


def lines_of_year(shown: CalendarYear) -> Iterator[str]:
    """The year in Chinese, for a terminal."""
    if not shown.known:
        yield f"{shown.year}年：节假日安排尚不掌握，落入该年的期限不作判定 (days off not known yet)"
        yield f"  通知发布后升级程序，或者在 office.yml 的 calendar 中写全该年安排，并写 complete_years: [{shown.year}]"
        return
    yield f"{shown.year}年：{shown.working_days}个工作日 (working days)"
    for title, stretches in (("放假 off", shown.off), ("上班 worked", shown.worked)):
        for stretch in stretches:
            yield f"  {title:<10} {stretch.said().text('zh')}  {stretch.said().text('en')}"


def lines_of_flips(found: Flips) -> Iterator[str]:
    """The flips, those of verdicts first, each with the reason that holds after it."""
    moved = len(found.flips) - found.verdicts
    yield (
        f"监测时间点 {found.as_of:%Y-%m-%d %H:%M}：{found.verdicts} 项结果改变 (verdicts flipped)，"
        f"{moved} 项只改最后一日 (only the last day moves)"
    )
    for flip in sorted(found.flips, key=lambda flip: not flip.of_verdict):
        yield (
            f"  {flip.name} {flip.line}: {flip.before or '–'} -> {flip.after or '–'}, "
            f"{flip.due_before or '–'} -> {flip.due_after or '–'}"
        )
        yield f"    {flip.reason.text('zh')}"
        yield f"    {flip.reason.text('en')}"
