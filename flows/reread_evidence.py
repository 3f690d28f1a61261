"""Read the stored pages of a night again with today's reader. No server is asked; what was seen stays as it was seen.

Where a page now says something else, a further observation of the same moment takes the place of the earlier one, as
if the night had been read so. An operator sees beforehand what would change.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from rich.table import Table

from flows.observed import gathered_for
from flows.opened import OpenOffice, new_run_id
from flows.progress import Progress, progress
from flows.reading_with import Reader
from flows.targets import Key, Target, targets
from schemas.mistakes import ConfigError, Mistake
from schemas.results import ColumnVisit
from scrapers.document_visit import visit_document
from scrapers.errors import EvidenceError
from scrapers.stored_pages import StoredPages
from scrapers.visit import only_of_issuer, visit_column
from warehouse import facts, save
from warehouse.nights import Night, Outcome

log = logging.getLogger("gongkai.reread")


@dataclass(frozen=True)
class Changed:
    """A column or a document that is read otherwise than before, or can no longer be read."""

    day: date
    """Of the night's monitoring point, in the office's zone."""
    what: str
    """`agency/column`, or a document's address."""
    was: str
    now: str
    note: str


@dataclass
class Reread:
    """What one reading of stored pages came to."""

    nights: tuple[Night, ...]
    changed: list[Changed] = field(default_factory=list)
    lost: list[Changed] = field(default_factory=list)
    """What could not be read again, because its evidence is missing or damaged."""
    unchanged: int = 0
    """Columns and documents that say the same as before."""
    nothing_kept: int = 0
    """Columns of which the night holds no page: there is nothing to read again."""
    unjudged: list[Night] = field(default_factory=list)
    """Nights without verdicts: they no longer held and were dropped, now or by a reading that was cut off."""


def reread(
    office: OpenOffice,
    as_of: datetime,
    *,
    agencies: Sequence[str] = (),
    columns: Sequence[str] = (),
    since: date | None = None,
    dry_run: bool = False,
) -> Reread:
    """Read the night crawled at `as_of`, or last before it, again; with `since` all nights from that day on.

    `agencies` and `columns` (`agency/column`) say which columns; none: all that are in force. With `dry_run` nothing is
    written. Raises `ConfigError` if there is no such night or column, `WarehouseBusy` if a night is being written.
    """
    nights = _nights(office, as_of, since)
    wanted = _wanted(office, agencies, columns)
    with nullcontext() if dry_run else office.warehouse.exclusive():
        return _Rereading(office, nights, wanted, dry_run=dry_run).done()


def as_table(done: Reread) -> Table:
    """What is read otherwise, and what could not be read again, for a terminal."""
    table = Table(title="read again")
    for heading in ("night", "column or document", "was", "is", ""):
        table.add_column(heading)
    for row in done.changed + done.lost:
        table.add_row(f"{row.day}", row.what, row.was, row.now, row.note)
    return table


def summary(done: Reread, office: OpenOffice, *, dry_run: bool) -> Iterator[str]:
    """How much was read again, and what is to be done next."""
    verb = "would be read" if dry_run else "are read"
    yield f"{len(done.changed)} {verb} otherwise than before, {done.unchanged} say the same"
    if done.lost:
        yield f"{len(done.lost)} could not be read again: their evidence is missing or damaged"
    if done.nothing_kept:
        yield f"{done.nothing_kept} columns were not seen that night: nothing of them is stored"
    for night in done.unjudged:
        point = f"{office.folder.path} --as-of {night.as_of.astimezone(office.zone).isoformat()}"
        yield "this night is to be judged anew; next:"
        yield from (f"  gongkai {stage} {point}" for stage in ("validate", "score", "publish"))


class _Rereading:
    """The hands of one `reread`."""

    def __init__(
        self, office: OpenOffice, nights: tuple[Night, ...], wanted: set[Key] | None, *, dry_run: bool
    ) -> None:
        self._office = office
        self._w = office.warehouse
        self._var: Path = office.folder.var
        self._reader = Reader(office.folder)
        self._wanted = wanted
        self._dry_run = dry_run
        self._run_id = new_run_id(office.clock())
        self._result = Reread(nights)

    def done(self) -> Reread:
        """Every night, the oldest first."""
        if not self._dry_run:
            save.begin_run(self._w, run_id=self._run_id, command="reread", now=self._office.clock())
        outcome: Outcome = "failed"
        try:
            for night in self._result.nights:
                self._read_night(night)
                if not self._dry_run and facts.check_results(self._w, night) is None:
                    self._result.unjudged.append(night)
            outcome = "partial" if self._result.lost else "done"
        finally:
            if not self._dry_run:
                save.finish_run(self._w, run_id=self._run_id, outcome=outcome, now=self._office.clock())
        return self._result

    def _read_night(self, night: Night) -> None:
        stored = facts.stored_visits(self._w, night)
        columns = [
            (target, key)
            for target in targets(self._office, night.as_of)
            for key in target.keys
            if self._wanted is None or key in self._wanted
        ]
        documents = facts.stored_documents(self._w, night, {key for _, key in columns})
        going = progress(f"reread {self._day(night)}", total=len(columns) + len(documents))
        try:
            for target, key in columns:
                self._read_column(night, target, stored.get(key))
                going.advance("/".join(key))
            self._read_documents(night, documents, going)
        finally:
            going.close()

    def _read_column(self, night: Night, target: Target, stored: facts.StoredVisit | None) -> None:
        pages = self._pages(night, target, stored)
        if stored is None or pages is None:
            return
        visit = self._visit(target, stored, pages)
        differs = facts.difference(self._w, stored, visit)
        if differs is None:
            self._result.unchanged += 1
            return
        notes = [f"+{differs.new} new"] if differs.new else []
        if differs.gone:
            notes.append(f"{differs.gone} no longer found, kept among its items")
        if differs.was == differs.now:
            notes.append(f"other {', '.join(differs.figures)}")
        if visit.reason:
            notes.append(visit.reason)
        what = f"{stored.agency}/{stored.column}"
        self._change(Changed(self._day(night), what, _said(differs.was), _said(differs.now), "; ".join(notes)))
        if self._dry_run:
            return
        # Before anything is written: a night cut off here must not be judged by what no longer holds.
        save.forget_verdicts(self._w, night)
        again = replace(night, run_id=self._run_id)
        save.save_visits(self._w, again, [(visit, ())], recorded_at=self._office.clock())
        counts = facts.stored_visit(self._w, night, (stored.agency, stored.column))
        if counts is not None and counts.observed_at != stored.observed_at:
            # An earlier visit of the night counts now, and the earlier reader read it.
            self._read_column(night, target, counts)

    def _pages(self, night: Night, target: Target, stored: facts.StoredVisit | None) -> StoredPages | None:
        """The visit's pages; `None`, and on the list of what there is to say, if they cannot be read again."""
        if stored is None or stored.url != target.url or not stored.evidence:
            self._result.nothing_kept += 1
            return None
        try:
            pages = StoredPages(self._var, stored.url, stored.evidence, at=stored.observed_at)
        except EvidenceError as error:
            self._lose(night, f"{stored.agency}/{stored.column}", stored.figures["state"], error)
            return None
        if not pages.answered:
            self._result.nothing_kept += 1
            return None
        return pages

    def _visit(self, target: Target, stored: facts.StoredVisit, pages: StoredPages) -> ColumnVisit:
        """The visit as it would have come out with today's reader, from what was known at its time."""
        # As in a crawl, an address that several columns owe is read as the first one's, and each takes what is its own.
        agency, column = target.columns[0]
        own = next(one for owner, one in target.columns if (owner, one.code) == (stored.agency, stored.column))
        shared = len(target.columns) > 1
        known = facts.known_before(self._w, target.keys, stored.read_at)
        backs = [known[key].back_to if key in known else None for key in target.keys]
        first = known.get(target.keys[0])
        visit = visit_column(
            column.model_copy(update={"issuer": None}) if shared else column,
            agency=agency,
            client=pages,
            store=pages,
            read=self._reader.read,
            today=self._local_day(stored.told_at),
            known=facts.items_before(self._w, [one.id for one in known.values()], stored.read_at),
            known_back_to=max((back for back in backs if back), default=None) if all(backs) else None,
            max_pages=self._office.folder.office.politeness.max_pages,
            caps=self._reader.caps,
            deep=stored.deep,
            earlier=first.identity_since(column.looked_at, self._office.zone) if first else None,
            reader=self._reader.name_for(column),
            monotonic=lambda: 0.0,
        )
        settled_by = None if pages.drawn else visit.settled_by
        mine = visit.model_copy(
            update={
                "agency": stored.agency,
                "column": own.code,
                "settled_by": settled_by,
                "in_place_of": stored.reading,
            }
        )
        return only_of_issuer(mine, issuer=own.issuer) if shared and own.issuer is not None else mine

    def _read_documents(self, night: Night, documents: Sequence[facts.StoredDocument], going: Progress) -> None:
        read_details = self._reader.details if "details" in gathered_for(self._office, night.as_of) else None
        for stored in documents:
            going.advance(stored.url)
            try:
                pages = StoredPages(self._var, stored.url, [stored.evidence], at=stored.fetched_at)
            except EvidenceError as error:
                self._lose(night, stored.url, "document", error)
                continue
            told_on = self._local_day(stored.told_at)
            visit = visit_document(
                stored.url,
                client=pages,
                store=pages,
                read=self._reader.document,
                read_details=read_details,
                today=told_on,
            )
            same = visit.content_sha256 == stored.content_sha256
            if same and visit.details in (None, facts.carried(self._w, stored.id, at=stored.fetched_at)):
                self._result.unchanged += 1
                continue
            if not self._dry_run and visit.content_sha256 is not None:
                save.forget_verdicts(self._w, night)
                read_again = [(stored.id, visit)]
                save.save_documents_read_again(
                    self._w, night, read_again, reader=self._reader.name, recorded_at=self._office.clock()
                )
            said = visit.reading
            now = _document(said.title, said.published) if said else f"{visit.state}"
            was = _document(stored.title, stored.published)
            note = visit.reason if visit.content_sha256 else f"the earlier reading stays: {visit.reason}"
            note = "other tags, links or private numbers" if same else note
            self._change(Changed(self._day(night), stored.url, was, now, note))

    def _change(self, row: Changed) -> None:
        self._result.changed.append(row)
        log.info("%s: was %s, is %s %s", row.what, row.was, row.now, row.note)

    def _lose(self, night: Night, what: str, was: str, error: EvidenceError) -> None:
        log.warning("%s cannot be read again: %s", what, error)
        self._result.lost.append(Changed(self._day(night), what, was, "not read again", str(error)))

    def _day(self, night: Night) -> date:
        return self._local_day(night.as_of)

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(self._office.zone).date()


def _nights(office: OpenOffice, as_of: datetime, since: date | None) -> tuple[Night, ...]:
    if since is None:
        night = facts.crawled_night_at(office.warehouse, as_of)
        found: tuple[Night, ...] = (night,) if night else ()
    else:
        found = facts.crawled_nights(
            office.warehouse, since=datetime.combine(since, time.min, office.zone), until=as_of
        )
    if not found:
        named = f"from {since} to {as_of.isoformat()}" if since else f"up to {as_of.isoformat()}"
        raise _wrong("--since" if since else "--as-of", f"no night was crawled {named}", "name a later point")
    return found


def _wanted(office: OpenOffice, agencies: Collection[str], columns: Collection[str]) -> set[Key] | None:
    """The columns named, by agency and column code; `None` for all. Raises `ConfigError` for codes that are none."""
    if not agencies and not columns:
        return None
    registered = {(agency.code, column.code) for agency in office.folder.agencies for column in agency.columns}
    named = {(agency, code) for agency, _, code in (column.partition("/") for column in columns)}
    mistakes = [
        *_unknown("--agency", agencies, {agency for agency, _ in registered}),
        *_unknown("--column", columns, {f"{agency}/{code}" for agency, code in registered}),
    ]
    if mistakes:
        raise ConfigError(mistakes)
    return named | {key for key in registered if key[0] in agencies}


def _unknown(option: str, given: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    for each in given:
        if each not in known:
            yield Mistake(
                file=Path(option), message=f"{each!r} is not in the register", remedy="write it as in agencies/"
            )


def _wrong(option: str, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=Path(option), message=message, remedy=remedy)])


def _said(said: facts.Said) -> str:
    return f"{said.state}, {said.items} items, newest {said.newest or '—'}"


def _document(title: str | None, published: date | None) -> str:
    return f"{published or '—'} {title or '—'}"
