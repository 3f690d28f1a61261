"""What happened to items: new, edited, vanished, restored, re-dated, re-posted, duplicated, dated back.

Each event stands between two looks that a third party can check: the last one before which it cannot have been, and the
first one by which it was. Nobody is accused of what our own gaps, another reader or another address explain; what
remains is for a person (`needs_review`) and takes no points.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from schemas.agencies import Agency
from warehouse.connect import Warehouse
from warehouse.facts.frames import DAY, FLAG, MOMENT, NUMBER, TEXT, frame
from warehouse.facts.inherited import Pasts, pasts_of
from warehouse.facts.looks import ColumnPast, Item, Look, items_by_column, pasts
from warehouse.facts.sayings import Contents, Rewriting, contents, rewritings
from warehouse.facts.seen import NO_EVIDENCE, Key, evidence_of, local_day, recorded, with_codes
from warehouse.facts.wording import Words, changes_of_words, plain_title, same_page
from warehouse.save.upsert import in_parts
from warehouse.tables import columns, item_absences, item_versions, observations

if TYPE_CHECKING:
    import pandas as pd

CONFIRMATIONS = 3
"""Nights on which an item must be missed before it counts as vanished."""

LATE_DAYS = 3
"""Days after its stated day on which a list must have been read without an item before it counts as dated back: over a
weekend an item waits for its release, and a server keeps an older page for a while."""

ITEM_EVENTS: Mapping[str, str] = {
    "kind": TEXT,  # new, edited, vanished, restored, redated, reposted, duplicated, backdated
    "agency": TEXT,
    "column": TEXT,
    "url": TEXT,
    "title": TEXT,  # in its present words
    "published": DAY,  # the day its list shows now; missing: none
    "what": TEXT,  # of an edit: `title`, `issuer`, `published`, or `document: …` with what differs in it
    "other_column": TEXT,  # agency/column of what it is compared with
    "other_url": TEXT,  # its address; missing: it is compared with itself
    "other_title": TEXT,  # its title; of an item compared with itself the title it had before
    "other_published": DAY,  # its day, or the day before likewise
    "known_before_at": MOMENT,  # the last moment at which it was known to be otherwise
    "known_after_at": MOMENT,  # the first moment at which it was known
    "days": NUMBER,  # between the stated days, or of the absence; dated back: from the stated day to known_before_at
    "confirmations": NUMBER,  # nights on which a missing item was missed
    "needs_review": FLAG,  # a person must look before anything follows from it
    "evidence_before": TEXT,  # JSON list of Evidence: the pages of the look at known_before_at
    "evidence_after": TEXT,  # those of known_after_at; of a vanished item those of all nights that confirm it
}
"""Columns of `item_events` and their dtypes. `what`, `other_…`, `published`, `days` and `confirmations` may be missing,
and so may `known_before_at` of a duplicate."""


def item_events(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    as_of: datetime,
    zone: ZoneInfo,
    first: date | None = None,
    last: date | None = None,
    known_at: datetime | None = None,
    late_days: int = LATE_DAYS,
) -> pd.DataFrame:
    """Events of the columns of `agencies`, by the nights up to `as_of`; `known_after_at` lies in `first` to `last`.

    By agency, column, moment and address. `docs/facts.md` defines each kind and names what is none. A column's first
    reading, at its first or at another address, tells of no event. `late_days`: see `LATE_DAYS`.
    """
    with w.read() as connection:
        world = _World.of(connection, pasts_of(agencies), as_of, known_at)
        told = rewritings(connection, as_of, known_at)
        by_key: dict[str, list[Rewriting]] = defaultdict(list)
        for each in told:
            by_key[each.key].append(each)
        happened: list[Event] = []
        for column, past in pasts(connection, world.items, as_of=as_of, zone=zone, known_at=known_at):
            world.looked_at[column] = (past.looks[0].at, past.looks[-1].at)
            if world.keys[column][0] in {agency.code for agency in agencies}:
                happened += _of_column(world, column, past, by_key, late_days)
        happened += _duplicates(world, {agency.code for agency in agencies})
        within = [
            event
            for event in happened
            if (first is None or local_day(event.after_at, zone) >= first)
            and (last is None or local_day(event.after_at, zone) <= last)
        ]
        proofs = _proofs(connection, within)
    rows = [_row(world, event, proofs) for event in within]
    rows.sort(key=lambda row: (row["agency"], row["column"], row["known_after_at"], row["url"], row["kind"]))
    return frame(rows, ITEM_EVENTS)


@dataclass(frozen=True)
class Event:
    """One event before it is a row."""

    kind: str
    item: Item
    before_at: datetime | None
    after_at: datetime
    before: tuple[int, ...] | str = ()
    after: tuple[int, ...] | str = ()
    """Observations whose pages are the evidence, or the evidence itself."""
    other: Item | None = None
    other_words: Words | None = None
    what: str | None = None
    days: int | None = None
    confirmations: int | None = None
    needs_review: bool = True


@dataclass(frozen=True)
class _World:
    """What is known beside the looks."""

    keys: Mapping[int, Key]
    urls: Mapping[int, str]
    items: Mapping[int, list[Item]]
    contents: Contents
    by_key: Mapping[str, list[Item]]
    """Items of one address, in whatever column."""
    by_words: Mapping[tuple[str, str, date | None], list[Item]]
    """Items by agency, plain title and day."""
    absences: Mapping[int, list[tuple[datetime, datetime]]]
    """By item: since when it had last been seen, and when it was seen again."""
    versions: Mapping[int, list[Any]]
    looked_at: dict[int, tuple[datetime, datetime]]
    """By column: its first and its last look."""
    handed_over: Pasts

    @classmethod
    def of(cls, connection: Connection, handed_over: Pasts, as_of: datetime, known_at: datetime | None) -> _World:
        register = connection.execute(with_codes(columns.c.id, columns.c.url)).all()
        known = items_by_column(connection, known_at)
        keys = {row.id: (row.agency, row.column) for row in register}
        by_key: dict[str, list[Item]] = defaultdict(list)
        by_words: dict[tuple[str, str, date | None], list[Item]] = defaultdict(list)
        for own in known.values():
            for item in own:
                by_key[item.key].append(item)
                by_words[keys[item.column][0], plain_title(item.title), item.published].append(item)
        absences: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for row in connection.execute(
            select(item_absences).where(recorded(item_absences, known_at)).order_by(item_absences.c.last_seen_at)
        ):
            absences[row.item_id].append((row.last_seen_at, row.back_at))
        versions: dict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(
            select(item_versions)
            .where(recorded(item_versions, known_at))
            .order_by(item_versions.c.changed_at, item_versions.c.id)
        ):
            versions[row.item_id].append(row)
        return cls(
            keys=keys,
            urls={row.id: row.url for row in register},
            items=known,
            contents=contents(connection, as_of, known_at),
            by_key=by_key,
            by_words=by_words,
            absences=absences,
            versions=versions,
            looked_at={},
            handed_over=handed_over,
        )

    def same_words(self, item: Item) -> list[Item]:
        """Other items of the agency with the same title and day, in whatever column."""
        words = (self.keys[item.column][0], plain_title(item.title), item.published)
        return [other for other in self.by_words[words] if other.id != item.id]

    def elsewhere(self, item: Item) -> list[Item]:
        """The same address in other columns."""
        return [other for other in self.by_key[item.key] if other.id != item.id]


def _of_column(
    world: _World, column: int, past: ColumnPast, rewritten: Mapping[str, list[Rewriting]], late_days: int
) -> Iterator[Event]:
    by_title: dict[str, list[Item]] = defaultdict(list)
    for item in past.items:
        by_title[plain_title(item.title)].append(item)
    taken_up: set[int] = set()
    for item in past.items:
        for event in _appearance(world, past, item, by_title[plain_title(item.title)], late_days):
            if event.kind == "reposted" and event.other is not None:
                taken_up.add(event.other.id)
            yield event
    for item in past.items:
        yield from _absences(world, past, item, posted_again=item.id in taken_up)
        yield from _edits(past, item, world.versions.get(item.id, ()))
        yield from _rewritings(past, item, rewritten.get(item.key, ()))


def _appearance(
    world: _World, past: ColumnPast, item: Item, same_title: Sequence[Item], late_days: int
) -> Iterator[Event]:
    """New, re-posted, dated back: an item that an earlier look would have shown."""
    shown, stated = past.look_at(item.first_seen_at), _first_stated(past, item, world.versions.get(item.id, ()))
    before = past.before(shown, stated) if shown else None
    if shown is None or before is None:
        return
    earlier = [other for other in same_title if other.first_seen_at < item.first_seen_at]
    if any(other.published == item.published for other in earlier):
        return  # the same under another address: the site was rebuilt, or spells it otherwise
    between: dict[str, Any] = {
        "before_at": before.at,
        "after_at": shown.at,
        "before": (before.id,),
        "after": (shown.id,),
    }
    again = [other for other in earlier if _posted_again(world, past, other, item)]
    if again:
        other = max(again, key=lambda one: (one.published or date.min, one.id))
        yield Event("reposted", item, other=other, days=_days(other.published, item.published), **between)
        return
    yield Event("new", item, needs_review=False, **between)
    if stated is None:
        return
    without = past.before(shown, stated, one_reader=True)
    late = (local_day(without.at, past.zone) - stated).days if without else 0
    known = any(other.first_seen_at < shown.at for other in (*world.elsewhere(item), *world.same_words(item)))
    if without is not None and late >= late_days and not known:
        between |= {"before_at": without.at, "before": (without.id,)}
        yield Event("backdated", item, days=late, **between)


def _posted_again(world: _World, past: ColumnPast, old: Item, new: Item) -> bool:
    if old.published is None or new.published is None or old.published >= new.published:
        return False
    said, says = world.contents.get(old.key), world.contents.get(new.key)
    if said and says:
        return bool(said & says)
    # Nobody knows what they say: a notice of every month has the same title, too, but leaves the earlier ones there.
    return _nights(past.missing(old, since=old.last_seen_at)) >= CONFIRMATIONS


def _absences(world: _World, past: ColumnPast, item: Item, *, posted_again: bool) -> Iterator[Event]:
    """Vanished, restored."""
    for since, back_at in world.absences.get(item.id, ()):
        missed = past.missing(item, since=since, until=back_at)
        back = past.look_at(back_at)
        if not missed or back is None:
            continue
        yield from _vanished(world, item, past, since, missed)
        yield Event(
            "restored",
            item,
            before_at=missed[-1].at,
            after_at=back_at,
            before=(missed[-1].id,),
            after=(back.id,),
            days=_days(local_day(missed[0].at, past.zone), local_day(back_at, past.zone)),
            confirmations=_nights(missed),
            needs_review=False,
        )
    if not posted_again:
        missed = past.missing(item, since=item.last_seen_at)
        yield from _vanished(world, item, past, item.last_seen_at, missed)


def _vanished(world: _World, item: Item, past: ColumnPast, since: datetime, missed: Sequence[Look]) -> Iterator[Event]:
    if _nights(missed) < CONFIRMATIONS:
        return
    own_agency = world.keys[item.column][0]
    elsewhere = [other for other in world.elsewhere(item) if world.keys[other.column][0] == own_agency]
    if any(other.last_seen_at > since for other in (*elsewhere, *world.same_words(item))):
        return  # it is shown still, under another address or in another column
    seen = past.look_at(since)
    by_night = list({look.night: look for look in reversed(missed)}.values())[::-1]
    yield Event(
        "vanished",
        item,
        before_at=since,
        after_at=missed[0].at,
        before=(seen.id,) if seen else (),
        after=tuple(look.id for look in by_night[:CONFIRMATIONS]),
        confirmations=len(by_night),
    )


def _first_stated(past: ColumnPast, item: Item, versions: Sequence[Any]) -> date | None:
    """The day that the list stated when it first showed the item, as it was understood last."""
    for row in versions:
        if not _read_otherwise(past, row):
            day: date | None = row.published
            return day
    return item.published


def _read_otherwise(past: ColumnPast, row: Any) -> bool:
    """Between the two sets of words another program came, which may read the very same page otherwise."""
    before, after = past.look_at(row.last_seen_at), past.look_at(row.changed_at)
    return row.reread or before is None or after is None or before.reader != after.reader


def _edits(past: ColumnPast, item: Item, versions: Sequence[Any]) -> Iterator[Event]:
    """Edited, re-dated: the list says otherwise of the same address."""
    present = Words(item.title, item.published, item.published_raw, item.issuer)
    worded = [(row, Words(row.title, row.published, row.published_raw, row.issuer)) for row in versions]
    for (row, was), (_, now) in pairwise([*worded, (None, present)]):
        before, after = past.look_at(row.last_seen_at), past.look_at(row.changed_at)
        if before is None or after is None or _read_otherwise(past, row):
            continue
        between: dict[str, Any] = {
            "before_at": before.at,
            "after_at": after.at,
            "before": (before.id,),
            "after": (after.id,),
        }
        changes = list(changes_of_words(was, now))
        if "later" in changes:
            days = _days(was.published, now.published)
            yield Event("redated", item, other_words=was, days=days, **between)
        if edited := ", ".join(change for change in changes if change != "later"):
            days = _days(was.published, now.published) if "published" in changes else None
            yield Event(
                "edited", item, other_words=was, what=edited, days=days, needs_review=days is not None, **between
            )


def _rewritings(past: ColumnPast, item: Item, rewritten: Iterable[Rewriting]) -> Iterator[Event]:
    """Edited: the document says otherwise."""
    for each in rewritten:
        readers = [_reader_at(past, moment) for moment in (each.before_at, each.after_at)]
        if readers[0] == readers[1] and each.before_at >= item.first_seen_at:
            yield Event(
                "edited",
                item,
                before_at=each.before_at,
                after_at=each.after_at,
                before=each.before,
                after=each.after,
                what=f"document: {', '.join(each.what)}",
                needs_review=False,
            )


def _reader_at(past: ColumnPast, moment: datetime) -> str | None:
    """What the column was read with at a moment, and so what its documents were."""
    return next((look.reader for look in reversed(past.looks) if look.at <= moment), None)


def _duplicates(world: _World, wanted: set[str]) -> Iterator[Event]:
    """One address, or one document, in several columns."""
    # Standing words (公示如下, 详见附件) under another title are another publication.
    by_content: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for key, said in world.contents.items():
        for content in said:
            for item in world.by_key.get(key, ()):
                by_content[content, plain_title(item.title)].append(item)
    groups = [*world.by_key.values(), *by_content.values()]
    told: set[tuple[int, int]] = set()
    for group in groups:
        for item, other in _across_columns(world, group):
            if world.keys[item.column][0] in wanted and (item.id, item.column) not in told:
                told.add((item.id, item.column))
                yield Event(
                    "duplicated",
                    item,
                    before_at=None,
                    after_at=item.first_seen_at,
                    other=other,
                    needs_review=False,
                )


def _across_columns(world: _World, group: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Items that stand in a further column, each with the one that stood there first."""
    if len({item.column for item in group}) < 2:
        return
    first, *later = sorted(group, key=lambda item: (item.first_seen_at, item.id))
    for item in later:
        if item.column == first.column or same_page(world.urls[item.column], world.urls[first.column]):
            continue  # one page that two columns share
        spans = world.looked_at.get(item.column), world.looked_at.get(first.column)
        if spans[0] is None or spans[1] is None or spans[0][1] < item.first_seen_at:
            continue  # not looked at by then
        heir, source = world.keys[item.column], world.keys[first.column]
        if source in world.handed_over.get(heir, ()) or spans[1][1] <= item.first_seen_at:
            continue  # handed over, or nobody looks at the earlier column any more
        yield item, first


def _nights(looks: Sequence[Look]) -> int:
    return len({look.night for look in looks})


def _days(before: date | None, after: date | None) -> int | None:
    return (after - before).days if before and after else None


def _proofs(connection: Connection, events: Sequence[Event]) -> dict[int, str]:
    wanted = {number for event in events for side in (event.before, event.after) for number in side if side != ""}
    found: dict[int, str] = {}
    for part in in_parts(sorted(number for number in wanted if isinstance(number, int))):
        chosen = select(observations.c.id.label("observation_id")).where(observations.c.id.in_(part)).subquery()
        found |= evidence_of(connection, chosen, first=None)
    return found


def _evidence(side: tuple[int, ...] | str, proofs: Mapping[int, str]) -> str:
    if isinstance(side, str):
        return side
    if len(side) == 1:
        return proofs.get(side[0], NO_EVIDENCE)
    return json.dumps([page for number in side for page in json.loads(proofs.get(number, NO_EVIDENCE))])


def _row(world: _World, event: Event, proofs: Mapping[int, str]) -> dict[str, Any]:
    item, other, was = event.item, event.other, event.other_words
    agency, column = world.keys[item.column]
    return {
        "kind": event.kind,
        "agency": agency,
        "column": column,
        "url": item.url,
        "title": item.title,
        "published": item.published,
        "what": event.what,
        "other_column": "/".join(world.keys[other.column]) if other else None,
        "other_url": other.url if other else None,
        "other_title": other.title if other else was.title if was else None,
        "other_published": other.published if other else was.published if was else None,
        "known_before_at": event.before_at,
        "known_after_at": event.after_at,
        "days": event.days,
        "confirmations": event.confirmations,
        "needs_review": event.needs_review,
        "evidence_before": _evidence(event.before, proofs),
        "evidence_after": _evidence(event.after, proofs),
    }
