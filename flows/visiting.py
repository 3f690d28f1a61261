"""Visit the columns a night still has to read, then once more what failed, then the documents they led to.

Server by server, each by one hand. The warehouse is the record of what was visited: visits are saved as they are made,
and what was fetched for one that was not is found in the evidence, so a night that is cut off anywhere goes on from
there and asks nobody twice.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar
from zlib import crc32

from flows.batches import Batches
from flows.column_pages import read_column_pages
from flows.garbage import seldom_swept
from flows.open_documents import look_again_at_open_documents
from flows.open_messages import look_again_at_open_messages
from flows.opened import OpenOffice
from flows.progress import Progress, progress
from flows.reading_with import Reader
from flows.stored_details import read_stored_details
from flows.targets import Key, Shard, Target, shards, targets
from flows.trying_links import try_links
from flows.visit_homes import homes_due, visit_homes
from schemas.agencies import Column
from schemas.observed import Gathered
from schemas.office import Site
from schemas.results import ColumnVisit
from scrapers.asking import Store
from scrapers.document_visit import visit_document
from scrapers.errors import ScrapeError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.browser import BrowserClient, chromium_for
from scrapers.fetching.client import Client, Validators
from scrapers.held import KeptExchange, RequestKey, held
from scrapers.lists.reading import examine
from scrapers.pages.tags import READER as TAGS_READER
from scrapers.reports.files_beside import files_of_report
from scrapers.visit import Settled, only_of_issuer, visit_column, worth_a_second_try
from scrapers.working import WORKING, stay_on_one_core
from warehouse import facts, save
from warehouse.nights import Night
from warehouse.validators import PageValidators

log = logging.getLogger("gongkai.crawl")

T = TypeVar("T")
ShardRunner = Callable[[Callable[[Shard], None], Sequence[Shard]], None]


class KeptStore(Store, Protocol):
    """What a crawl needs of `scrapers.evidence.EvidenceStore`."""

    def sync(self) -> None:
        """What was stored so far would outlast a power failure when this returns."""

    def close(self) -> None:
        """Nothing more is stored."""


@dataclass
class Crawl:
    """What one crawl came to."""

    visits: dict[Key, ColumnVisit] = field(default_factory=dict)
    """The last visit of each column tried, by agency and column code."""
    rescued: int = 0
    """Columns that failed at first and were read in the second pass."""
    offline: bool = False
    """No address of the canary list answered: our own network was down, and nobody was visited."""
    documents: int = 0
    """Documents looked at."""
    documents_new: int = 0
    """Those that said something not known before."""
    links: int = 0
    """Links tried."""

    @property
    def read(self) -> int:
        return sum(visit.readable for visit in self.visits.values())


def in_threads(visit: Callable[[Shard], None], shards: Sequence[Shard]) -> None:
    """Run the shards one after another in this process; each uses threads of its own."""
    for shard in shards:
        visit(shard)


def crawl_night(
    office: OpenOffice,
    night: Night,
    *,
    force: bool,
    no_delay: bool,
    run_shards: ShardRunner,
    store: KeptStore | None = None,
    gathering: Set[Gathered] = frozenset(),
) -> Crawl:
    """Visit what the night has not read, then once more what failed and may have passed, then documents.

    `store`: where answers are kept; the office's evidence unless given. `gathering`: what else the measures in force
    read. Raises `EvidenceError` if an answer cannot be kept and `WarehouseError` if a visit cannot be saved: the crawl
    stops there.
    """
    everything = list(targets(office, night.as_of))
    pending = facts.pending_columns(office.warehouse, night)
    due = everything if force else [only for target in everything if (only := target.only(pending))]
    crawler = _Crawler(office, night, force=force, no_delay=no_delay, store=store, gathering=gathering)
    crawl = crawler.crawl
    with closing(crawler), seldom_swept():
        crawler.round(due, run_shards, title="crawl")
        homes = crawler.look_at_homes(crawler.homes_due())
        failed = {key: visit.readable for key, visit in crawl.visits.items() if worth_a_second_try(visit)}
        again = [only for target in due if (only := target.only(failed))]
        # What was left alone because others on its server failed goes first: they would have it left alone again.
        again.sort(key=lambda target: all(crawl.visits[key].state != "not_tried" for key in target.keys))
        if (again or homes) and not crawl.offline:
            gap = 0.0 if no_delay else office.folder.office.politeness.second_pass_minutes * 60
            log.info("second pass over %d columns and %d home pages in %.0f minutes", len(failed), len(homes), gap / 60)
            time.sleep(gap)
            crawler.forget_failures()
            crawler.round(again, run_shards, title="second pass")
            crawler.look_at_homes(homes)
            crawl.rescued = sum(crawl.visits[key].readable and not read for key, read in failed.items())
        if not crawl.offline:
            crawler.read_column_pages()
            # After all lists, so that which documents the budget is spent on does not hang on when a list was read.
            crawler.look_at_documents({target.host for target in everything})
            crawler.read_stored_details()
            crawler.try_links()
    return crawl


class _Crawler:
    """The hands and eyes of one crawl."""

    def __init__(
        self,
        office: OpenOffice,
        night: Night,
        *,
        force: bool,
        no_delay: bool,
        store: KeptStore | None,
        gathering: Set[Gathered],
    ) -> None:
        folder = office.folder
        self._office = office
        self._night = night
        self._force = force
        self._gathering = gathering
        # A day without its year lies before the monitoring point, and never after the day on which it was read.
        self._today = min(night.as_of, office.clock()).astimezone(office.zone).date()
        self._manners = folder.office.politeness
        self._depth = folder.office.crawl
        # An answer that nobody has been told of need not be on the disk yet.
        self._store = store or EvidenceStore(folder.var, wait=False)
        self._client = Client(
            self._manners,
            clock=office.clock,
            zone=office.zone,
            allowed_private=folder.office.allowed_private,
            servers=folder.var / "servers",
            in_a_hurry=no_delay,
            held={} if force else _held(office, night),
        )
        self._chromium = chromium_for(self._manners, zone=folder.office.zone)
        self._reader = Reader(folder)
        self._tagged = (
            facts.tagged_columns(office.warehouse, reader=TAGS_READER) if "column_tags" in gathering else None
        )
        self._tags: dict[Key, save.TaggedColumn] = {}
        self._in_full: frozenset[int] = frozenset()
        """Documents, by id, that are not asked whether they changed."""
        self._progress: Progress | None = None
        self._stopped = threading.Event()
        self.crawl = Crawl()

    def close(self) -> None:
        self._store.close()
        self._chromium.close()
        self._client.close()

    def forget_failures(self) -> None:
        """Begin anew with servers that failed: a second pass that remembers the first one's faults is none."""
        self._client.forget_failures()

    def round(self, due: Sequence[Target], run_shards: ShardRunner, *, title: str) -> None:
        """Visit every target once."""
        if not due:
            return
        if not self._online():
            self.crawl.offline = True
            not_tried = [visit for target in due for visit in self._not_tried(target)]
            save.save_visits(self._office.warehouse, self._night, [(visit, ()) for visit in not_tried])
            for visit in not_tried:
                self._note(visit)
            return
        self._progress = progress(title, total=sum(len(target.columns) for target in due))
        try:
            run_shards(self._visit_shard, list(shards(due)))
        finally:
            self._progress.close()

    def homes_due(self) -> list[Site]:
        """The sites whose home page the measures in force read and this night has not."""
        if not {"homes", "links"} & self._gathering:
            return []
        return homes_due(self._office, self._night, force=self._force)

    def look_at_homes(self, due: Sequence[Site]) -> list[Site]:
        """Look at home pages, and return the sites of which another attempt may learn more."""
        if self.crawl.offline:
            return []
        return visit_homes(
            self._office,
            self._night,
            due,
            client=self._client,
            store=self._store,
            reader=self._reader,
            today=self._today,
            sync=self._store.sync,
            side_by_side=self._side_by_side,
            stopped=self._stopped.is_set,
        )

    def look_at_documents(self, hosts: Iterable[str]) -> None:
        """Fetch and read documents on these servers: new ones, and those whose turn has come again."""
        w = self._office.warehouse
        if {"details", "reports"} & self._gathering:
            look_again_at_open_documents(self._office, self._night)
        if "details" in self._gathering:
            self._in_full = look_again_at_open_messages(self._office, self._night)
        due = facts.due_documents(
            w,
            self._night,
            hosts=sorted(hosts),
            per_host=self._depth.documents_per_night,
            now=self._office.clock(),
        )
        if not due:
            return
        count = sum(len(documents) for documents in due.values())
        self._progress = progress("documents", total=count)
        try:
            with Batches(self._save_documents, weight=lambda _: 1, most=200) as looks:
                self._side_by_side(partial(self._look_at_server, looks), list(due.values()))
        finally:
            self._progress.close()
        log.info("documents: %d looked at, %d say something new", self.crawl.documents, self.crawl.documents_new)

    def try_links(self) -> None:
        """Open what pages lead to, where the measures in force ask whether it opens; after the pages themselves."""
        if {"links", "attachments"} & self._gathering and self._online():
            self.crawl.links = try_links(
                self._office,
                self._night,
                gathering=self._gathering,
                client=self._client,
                store=self._store,
                sync=self._store.sync,
                side_by_side=self._side_by_side,
                stopped=self._stopped.is_set,
                names_are_known=bool(self._office.folder.office.canary),
            )

    def read_column_pages(self) -> None:
        """What the measures in force ask of columns' own pages: read from what this night and earlier ones stored."""
        if "own_pages" in self._gathering:
            read_column_pages(self._office, self._night, self._reader)

    def read_stored_details(self) -> None:
        """What the measures in force ask of documents read before anybody asked for it."""
        if "details" in self._gathering:
            read_stored_details(self._office, self._night, self._reader)

    def _look_at_server(self, looks: "Batches[save.Look]", documents: Sequence[facts.DueDocument]) -> None:
        for due in documents:
            if self._stopped.is_set():
                return
            # After an attempt that failed it is asked for anew: that it is unchanged would not say what it is.
            in_full = self._force or due.id in self._in_full
            known = due.known if due.state in ("document", "file") and not in_full else None
            visit = visit_document(
                due.url,
                client=self._client,
                store=self._store,
                read=self._reader.document,
                read_details=self._reader.details if "details" in self._gathering else None,
                today=self._today,
                earlier=Validators(**vars(known)) if known else None,
            )
            looks.put((due, visit))

    def _save_documents(self, looks: list[save.Look]) -> None:
        self._store.sync()
        with WORKING:
            new = save.save_documents(
                self._office.warehouse,
                self._night,
                looks,
                recheck_days=self._depth.recheck_days,
                reader=self._reader.name,
            )
            files = [
                save.FileBeside(file.url, visit.reading.published, listed_at=visit.observed_at)
                for _, visit in looks
                if visit.reading is not None
                for file in files_of_report(visit.reading)
            ]
            save.list_files(self._office.warehouse, files)
        self.crawl.documents_new += new
        self.crawl.documents += len(looks)
        for due, visit in looks:
            if self._progress:
                self._progress.advance(due.host)
            if not visit.learned:
                log.info("document %s %s: %s", due.url, visit.state, visit.reason)

    def _visit_shard(self, shard: Shard) -> None:
        keys = [key for server in shard for target in server for key in target.keys]
        known = facts.known_columns(self._office.warehouse, keys)
        with Batches(self._save_visits, weight=_entries) as visits:
            self._side_by_side(partial(self._visit_server, visits, known), shard)

    def _side_by_side(self, work: Callable[[T], None], servers: Sequence[T]) -> None:
        """Each server by one thread. The first error ends the work for all, each after what it is at."""
        most = min(len(servers), self._manners.threads)
        with ThreadPoolExecutor(max_workers=most, initializer=stay_on_one_core) as pool:
            running = [pool.submit(work, server) for server in servers]
            with ExitStack() as cut_short:
                # A full disk or Ctrl-C ends the crawl for every server after the page it is at.
                cut_short.callback(self._stopped.set)
                for server in running:
                    server.result()
                cut_short.pop_all()

    def _visit_server(
        self, visits: "Batches[save.Visited]", known: Mapping[Key, facts.KnownColumn], server: tuple[Target, ...]
    ) -> None:
        for target in server:
            if self._stopped.is_set():
                return
            for visited in self._visit(target, [known[key] for key in target.keys]):
                visits.put(visited)

    def _visit(self, target: Target, known: Sequence[facts.KnownColumn]) -> list[save.Visited]:
        """Visit an address; the visits of all columns that owe it."""
        w = self._office.warehouse
        backs = [own.back_to for own in known]
        agency, column = target.columns[0]
        shared = len(target.columns) > 1
        rendered = any(own.rendered for _, own in target.columns)
        reader = self._reader.name_for(column)
        # Of columns that were never visited the warehouse need not be asked.
        seen = [own.id for own in known if own.visited]
        pages: list[Validators] = []
        tags: dict[str, dict[str, str]] | None = None if self._tagged is None else {}
        untagged = self._tagged is not None and not all(own.id in self._tagged for own in known)
        visit = visit_column(
            column.model_copy(update={"issuer": None}) if shared else column,
            agency=agency,
            client=self._drawing_client(column.platform) if rendered else self._client,
            store=self._store,
            read=self._reader.read if tags is None else partial(self._reader.read, tags=tags),
            today=self._today,
            known=facts.KnownItems(w, seen),
            known_back_to=max((back for back in backs if back), default=None) if all(backs) else None,
            max_pages=self._manners.max_pages,
            caps=self._reader.caps,
            validators=_Remembered(facts.KnownPages(w, known[0].id)) if seen and not self._force else {},
            settled=None if self._force or rendered or untagged else _settled(known, reader),
            deep=self._is_deep(target),
            earlier=known[0].identity_since(column.looked_at, self._office.zone),
            reader=reader,
            held=pages,
        )
        if visit.state == "blocked":
            # A challenge with status 200 is only known for one once it has been read.
            self._client.challenged(target.url)
        if tags and visit.readable:
            self._note_tags(visit, tags, zip(target.keys, known, strict=True))
        # Of a list that stays the same only what was stored anew, as all bodies are after a week.
        anew = {proof.record for proof in visit.evidence}
        held_pages = [PageValidators(**vars(page)) for page in pages if not visit.same_as or page.record in anew]
        return [
            (self._own_visit(visit, *owed, own, shared=shared), held_pages)
            for owed, own in zip(target.columns, known, strict=True)
        ]

    def _note_tags(
        self, visit: ColumnVisit, tags: dict[str, dict[str, str]], owed: Iterable[tuple[Key, facts.KnownColumn]]
    ) -> None:
        """Keep the tags of the column's own page until the visit is saved."""
        ((url, said),) = tags.items()
        proof = next((page for page in visit.evidence if page.url == url), None)
        if proof is not None:
            at = proof.fetched_at or visit.observed_at
            self._tags |= {key: save.TaggedColumn(known.id, said, proof, at) for key, known in owed}

    def _own_visit(
        self, visit: ColumnVisit, agency: str, column: Column, known: facts.KnownColumn, *, shared: bool
    ) -> ColumnVisit:
        """The visit of an address as it concerns one of the columns that owe it."""
        own: dict[str, Any] = {"agency": agency, "column": column.code}
        if visit.same_as is not None and known.settled is not None:
            own |= {"same_as": known.settled.same_as, "entries_of_same": known.settled.entries_of_same}
        mine = visit.model_copy(update=own)
        return only_of_issuer(mine, issuer=column.issuer) if shared and column.issuer is not None else mine

    def _is_deep(self, target: Target) -> bool:
        """Tonight is this address's turn to be read beyond what is known; turns are spread evenly over the nights."""
        period = self._depth.deep_pass_days
        return period > 0 and (self._today.toordinal() + crc32(target.url.encode())) % period == 0

    def _drawing_client(self, platform: str | None) -> BrowserClient:
        """What fetches a column's pages where only a browser can see its list."""
        known = self._reader.platforms
        read = partial(examine, platforms=known, platform=known.get(platform), today=self._today)
        return BrowserClient(self._chromium, self._client, read=read, manners=self._manners)

    def _save_visits(self, visits: list[save.Visited]) -> None:
        self._store.sync()
        with WORKING:
            save.save_visits(self._office.warehouse, self._night, visits)
            if self._tags:
                keys = [(visit.agency, visit.column) for visit, _ in visits]
                tagged = [found for key in keys if (found := self._tags.pop(key, None)) is not None]
                save.save_column_tags(self._office.warehouse, self._night, tagged, reader=TAGS_READER)
            for visit, _ in visits:
                self._note(visit)

    def _note(self, visit: ColumnVisit) -> None:
        """The visit is saved; what is kept of it here is small."""
        self.crawl.visits[visit.agency, visit.column] = visit.model_copy(update={"entries": (), "evidence": ()})
        if self._progress:
            self._progress.advance(f"{visit.agency}/{visit.column}")
        log.log(
            logging.INFO if visit.readable else logging.WARNING,
            "%s/%s %s, %d entries, %d pages, %d requests%s%s",
            *(visit.agency, visit.column, visit.state, visit.unique, visit.pages_read, visit.requests),
            ", unchanged" if visit.same_as else "",
            f": {visit.reason}" if visit.reason else "",
        )

    def _not_tried(self, target: Target) -> Iterable[ColumnVisit]:
        for agency, column in target.columns:
            yield ColumnVisit(
                agency=agency,
                column=column.code,
                url=target.url,
                observed_at=self._office.clock(),
                state="not_tried",
                cause="our_failure",
                reason="no address of the canary list answered: our own network is down",
            )

    def _online(self) -> bool:
        """Whether our own network works: an empty canary list never says no."""
        canary = self._office.folder.office.canary
        return not canary or any(self._answers(url) for url in canary)

    def _answers(self, url: str) -> bool:
        try:
            self._client.require_answer(url)
        except ScrapeError as error:
            log.warning("canary %s: %s", url, error.reason)
            return False
        return True


class _Remembered(Mapping[str, Validators]):
    """What the warehouse holds of a column's pages, in the crawl's own terms."""

    def __init__(self, pages: facts.KnownPages) -> None:
        self._pages = pages

    def __getitem__(self, url: str) -> Validators:
        return Validators(**vars(self._pages[url]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)


def _entries(visited: save.Visited) -> int:
    return 1 + len(visited[0].entries)


def _held(office: OpenOffice, night: Night) -> dict[RequestKey, KeptExchange]:
    """What was fetched for visits of this night that were not saved, because the night was cut off."""
    if not facts.was_begun_before(office.warehouse, night):
        return {}
    used = facts.records_of(office.warehouse, night)
    found = held(office.folder.var, night.started_at.astimezone(office.zone), used)
    if found:
        log.info("%d answers of this night are held already and not asked for again", len(found))
    return found


def _settled(known: Sequence[facts.KnownColumn], reader: str) -> Settled | None:
    """The reading that holds for all columns of an address while its first pages stay the same, if there is one."""
    first = known[0]
    if first.settled is None or any(own.settled is None for own in known):
        return None
    same_pages = all(
        [page.sha256 for page in own.settled_pages] == [page.sha256 for page in first.settled_pages] for own in known
    )
    if not same_pages or first.settled.reader != reader:
        return None
    return Settled(first.settled, tuple(Validators(**vars(page)) for page in first.settled_pages))
