"""What the ten-task plan's scorecards must be on a night, worked out by the city from what it planted and showed.

On purpose a second implementation: it knows the plan's file, the items of the city, the pages that were fetched and
the office's papers, and nothing of measures, verdicts, calendars or points as the program works them out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta

from schemas.agencies import Agency
from schemas.agencies import Column as Registered
from schemas.work_plan import Obligation, WorkPlan
from tests.support.year import papers
from tests.support.year.papers import Decision
from tests.support.year.sight import shown
from tests.support.year.watching import Watch, registered
from tests.support.year.world import Item, Look

CENT = Decimal("0.01")
BAR = 0.6
VETO = "互动回应差（超过3个月未回应有效留言）"
OFF = (
    (date(2025, 1, 1), 1),
    (date(2025, 1, 28), 8),
    (date(2025, 4, 4), 3),
    (date(2025, 5, 1), 5),
    (date(2025, 5, 31), 3),
    (date(2025, 10, 1), 8),
    (date(2026, 1, 1), 3),
)
"""Holidays by the State Council's notices (国办发明电〔2024〕12号, and that for 2026): first day, days."""
DAYS_OFF = {first + timedelta(days=n) for first, days in OFF for n in range(days)}
DAYS_WORKED = {date(2025, month, day) for month, day in [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)]} | {
    date(2026, 1, 4)
}
"""Weekend days worked instead."""


@dataclass(frozen=True)
class Expected:
    """One line."""

    obligation: str
    about: str
    status: str
    points: Decimal | None
    max: Decimal


@dataclass(frozen=True)
class Card:
    """One agency."""

    score: Decimal | None
    max: Decimal
    coverage: float | None
    vetoes: tuple[str, ...]
    lines: tuple[Expected, ...]


def differences(found: Card, true: Card) -> Iterator[str]:
    """What stands otherwise in `found`; nothing if they are the same, whatever the order of their lines."""
    for name in ("score", "max", "coverage", "vetoes"):
        if getattr(found, name) != getattr(true, name):
            yield f"{name} is {getattr(found, name)}, truly {getattr(true, name)}"
    lines, truly = Counter(found.lines), Counter(true.lines)
    yield from (f"is {line}" for line in (lines - truly).elements())
    yield from (f"truly {line}" for line in (truly - lines).elements())


@dataclass(frozen=True)
class _Line:
    about: str
    status: str
    fact: str | None = None


@dataclass(frozen=True)
class _Known:
    """One column as it is known on a night."""

    registered: Registered
    key: str
    dated: bool
    noted: bool
    seen: bool
    items: Mapping[int, tuple[Item, Look]]
    """By number; each as it last stood in the list."""
    first_seen: Mapping[int, date]
    """The day on which the item was first seen."""
    newest: date | None

    @property
    def blank(self) -> bool:
        return self.seen and not self.items


@dataclass(repr=False)
class Truth:
    """The city's own answers about one watched year."""

    watch: Watch
    plan: WorkPlan
    decided: Sequence[Decision]
    _opened: dict[str, date] = field(default_factory=dict)
    """By address: the night on which a document was first opened."""

    def __post_init__(self) -> None:
        for night in sorted(self.watch.asked):
            for url in self.watch.asked[night]:
                self._opened.setdefault(url, night)

    def cards(self, night: date) -> dict[str, Card]:
        """By agency code."""
        return {agency.code: self._card(agency, night) for agency in registered(self.watch.year.world, night)}

    def _card(self, agency: Agency, night: date) -> Card:
        columns = [self._known(agency.code, column, night) for column in agency.columns_on(night)]
        taken: set[str] = set()
        lines: list[Expected] = []
        earnest: list[Expected] = []
        for task in self.plan.tasks:
            for duty in task.obligations:
                found = list(self._lines(agency, duty, columns, night))
                for place, line in enumerate(found):
                    status = line.status
                    if status == "unmet" and not duty.trial:
                        status = "not_applicable" if line.fact in taken else status
                        taken.add(line.fact or f"{duty.id}/{line.about}")
                    whole, over = divmod(int(duty.points * 100), len(found))
                    most = (whole + (place < over)) * CENT
                    got = {"met": most, "unmet": Decimal(0)}.get(status) if not duty.trial else None
                    lines.append(Expected(duty.id, line.about, status, got, most))
                    if not duty.trial:
                        earnest.append(lines[-1])
        judged = [line for line in earnest if line.status in ("met", "unmet")]
        due = [line for line in earnest if line.status in ("met", "unmet", "unknown", "needs_review")]
        coverage = round(len(judged) / len(due), 4) if due else None
        scored = coverage is not None and coverage >= BAR
        return Card(
            score=sum((line.points or Decimal(0) for line in judged), Decimal(0)) if scored else None,
            max=sum((line.max for line in judged), Decimal(0)),
            coverage=coverage,
            vetoes=(VETO,) if self._left_unanswered(agency, night) else (),
            lines=tuple(lines),
        )

    def _known(self, agency: str, column: Registered, night: date) -> _Known:
        key, world = f"{agency}/{column.code}", self.watch.year.world
        nights = [(day, shown(self.watch, day).get(key)) for day in world.nights if day <= night]
        items: dict[int, tuple[Item, Look]] = {}
        first: dict[int, date] = {}
        for day, one in nights:
            for item, look in one.rows if one else ():
                items[item.number] = (item, look)
                first.setdefault(item.number, world.crawled_at(day).date())
        days = [look.day for _, look in items.values() if look.day and look.day <= night]
        source = next(one for one in world.columns if f"{one.agency}/{one.code}" == world.shared.get(key, key))
        return _Known(
            registered=column,
            key=key,
            dated=source.dated,
            noted=bool(source.note),
            seen=nights[-1][0] == night and nights[-1][1] is not None,
            items=items,
            first_seen=first,
            newest=max(days, default=None),
        )

    def _lines(self, agency: Agency, duty: Obligation, columns: Sequence[_Known], night: date) -> Iterator[_Line]:
        asked = [one for one in columns if not duty.scope.kinds or one.registered.kind in duty.scope.kinds]
        match duty.measure:
            case "not_blank" | "updated_within":
                for one in asked:
                    verdict = _not_blank(one, night) if duty.measure == "not_blank" else _current(one, night)
                    state = "blank" if one.blank else "stale"
                    yield _Line(one.registered.code, verdict, f"{state}:{one.key}")
            case "document_present" | "annual_report_published" if asked:
                present = duty.measure == "document_present"
                yield _Line("-", self._present(duty, asked, night) if present else self._report(asked, night))
            case "published_within":
                for one in asked:
                    yield _Line(one.registered.code, self._in_time(columns, one, night))
            case "no_backdating" | "no_repost":
                for one in asked:
                    yield from self._events(duty.measure, one, night)
            case _:
                yield from self._not_on_pages(agency.code, duty, columns, night)

    def _not_on_pages(self, agency: str, duty: Obligation, columns: Sequence[_Known], night: date) -> Iterator[_Line]:
        match duty.measure:
            case "applications_answered":
                yield from _applications(agency, night)
            case "answered_within":
                yield _Line("-", _messages(agency, night))
            case "account_updated":
                yield from _accounts(agency, night)
            case "human":
                yield _Line("-", self._decided(agency, duty.id, night))
            case "site_available":
                # Nobody probes in this year.
                for host in dict.fromkeys(urlsplit(one.registered.url).netloc for one in columns):
                    yield _Line(host, "unknown")

    # -- documents ---------------------------------------------------------------------------------------------------

    def _opened_by(self, item: Item, night: date) -> bool:
        """Its own page was fetched, under its present address."""
        moment = self.watch.year.world.crawled_at(night)
        return self._opened.get(item.url(moment), date.max) <= night

    def _present(self, duty: Obligation, columns: Sequence[_Known], night: date) -> str:
        title = str(duty.params["title"])
        since, until = duty.params.get("since", date.min), duty.params.get("until", date.max)
        found = [
            item
            for one in columns
            for item, look in one.items.values()
            if re.search(title, look.title) and (look.day is None or since <= look.day <= until)
        ]
        if any(self._opened_by(item, night) for item in found):
            return "met"
        if until < date.max and night <= until:
            return "not_due"
        if found or not all(one.seen for one in columns):
            return "unknown"
        return "needs_review" if any(one.noted for one in columns) else "unmet"

    def _report(self, columns: Sequence[_Known], night: date) -> str:
        year = night.year - 1
        days = [
            min(look.day, one.first_seen[item.number])
            for one in columns
            for item, look in one.items.values()
            if f"{year}年" in look.title and "信息公开" in look.title and look.day and look.day.year == night.year
        ]
        last = date(night.year, 1, 31)
        if days and min(days) <= last:
            return "met"
        if night <= last:
            return "not_due"
        return "unmet" if all(one.seen for one in columns) else "unknown"

    def _in_time(self, columns: Sequence[_Known], column: _Known, night: date) -> str:
        """Twenty working days from 成文日期; public from the day on which any column first had the title."""
        public: dict[str, date] = {}
        for one in columns:
            for item, look in one.items.values():
                day = min(look.day or date.max, one.first_seen[item.number])
                public[look.title] = min(day, public.get(look.title, date.max))
        verdicts: set[str] = set()
        unread = False
        for item, look in column.items.values():
            if item.issued is None or not self._opened_by(item, night):
                unread |= public[look.title].year == night.year
                continue
            due = working_days_after(item.issued, 20)
            if due.year != night.year:
                continue
            if public[look.title] <= due:
                verdicts.add("met")
            else:
                # A page that says another day than its address contradicts itself.
                verdicts.add("unmet" if look.day == item.looks[0].since.date() else "needs_review")
        for verdict in ("unmet", "needs_review", "met"):
            if verdict in verdicts:
                return verdict
        return "unknown" if unread else "not_due"

    def _events(self, measure: str, column: _Known, night: date) -> Iterator[_Line]:
        """A line for each planted one of this year up to the night, or else one of the column's."""
        kind = {"no_backdating": "backdated", "no_repost": "reposted"}[measure]
        happened = [
            event
            for event in self.watch.year.of(kind)
            if event.columns[0] == column.key and event.night <= night and event.night.year == night.year
        ]
        for _ in happened:
            yield _Line(column.registered.code, "needs_review")
        if not happened:
            yield _Line(column.registered.code, "met" if column.seen else "unknown")

    # -- people ------------------------------------------------------------------------------------------------------

    def _decided(self, agency: str, duty: str, night: date) -> str:
        for one in self.decided:
            if (one.agency, one.obligation) == (agency, duty) and one.day <= night:
                return {"完成": "met", "未完成": "unmet", "免除": "waived"}[one.verdict]
        return "needs_review"

    def _left_unanswered(self, agency: Agency, night: date) -> bool:
        return any(
            one.agency == agency.code
            and one.valid
            and one.received + relativedelta(months=3) < night
            and (one.replied is None or one.replied > night)
            for one in papers.MESSAGES
        )


def working_days_after(start: date, days: int) -> date:
    """The day on which so many working days after `start` have passed."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day in DAYS_WORKED or (day.weekday() < 5 and day not in DAYS_OFF)
    return day


def _within(one: _Known, night: date) -> bool:
    limit = one.registered.max_age_days
    assert limit is not None
    return one.newest is not None and (night - one.newest).days <= limit


def _not_blank(one: _Known, night: date) -> str:
    if one.blank:
        return "needs_review" if one.noted else "unmet"
    return "met" if one.seen or _within(one, night) else "unknown"


def _current(one: _Known, night: date) -> str:
    if one.blank:
        return "needs_review" if one.noted else "unmet"
    if _within(one, night):
        return "met"
    return "unmet" if one.seen and one.newest else "unknown"


def _applications(agency: str, night: date) -> Iterator[_Line]:
    own = [one for one in papers.APPLICATIONS if one.agency == agency and one.received <= night]
    if not own:
        yield _Line("-", "not_applicable" if agency in papers.NOTHING_TO_REPORT else "unknown")
    for one in own:
        extended = one.extended is not None and one.extended <= night
        due = working_days_after(one.received, 40 if extended else 20)
        replied = one.replied if one.replied and one.replied <= night else None
        if due.year != night.year and not (replied is None and night <= due):
            continue
        if replied:
            yield _Line(one.number, "met" if replied <= due else "unmet")
        else:
            yield _Line(one.number, "not_due" if night <= due else "unmet")


def _messages(agency: str, night: date) -> str:
    own = [one for one in papers.MESSAGES if one.agency == agency and one.received <= night]
    if not own:
        return "not_applicable" if agency in papers.NOTHING_TO_REPORT else "unknown"
    verdicts = set()
    for one in own:
        if one.valid and one.received > night - relativedelta(months=12):
            due = one.received + relativedelta(months=3)
            replied = one.replied if one.replied and one.replied <= night else None
            late = (replied or night) > due
            verdicts.add("unmet" if late else "met" if replied else "not_due")
    return next((one for one in ("unmet", "met", "not_due") if one in verdicts), "met")


def _accounts(agency: str, night: date) -> Iterator[_Line]:
    found = False
    for account in papers.ACCOUNTS:
        looked = papers.looks(account, night) if account.agency == agency else []
        if not looked:
            continue
        found = True
        day, posted = looked[-1]
        last = posted + timedelta(days=14)
        late = "unmet" if day > last and (night - day).days <= 14 else "unknown"
        status = "met" if night <= last else late
        yield _Line(f"-:{account.name}", status)
    if not found:
        yield _Line("-", "unknown")
