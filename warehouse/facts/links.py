"""Do links open? What became of the links of every site's home page and of every column."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, select

from schemas.link_checks import BrokenLink, LinkPlace, LinkReport
from schemas.office import Site
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.facts.carried_links import CarriedLink, Place, carried_links, host_of
from warehouse.facts.documents import shown_by
from warehouse.facts.link_outcomes import UNSEEN, Outcome, document_outcomes, link_outcomes
from warehouse.facts.probes import owners_of_sites
from warehouse.facts.seen import Key, evidence_of, latest_id, local_day, proof_of, with_codes
from warehouse.tables import agencies, columns, documents, home_pages, items, observations, sites


def link_reports(
    w: Warehouse,
    *,
    as_of: datetime,
    zone: ZoneInfo,
    places: Collection[LinkPlace],
    named: Sequence[Site] = (),
    hosts: Collection[str] | None,
) -> tuple[LinkReport, ...]:
    """For these places, one report a site or a column: links to these hosts (`None`: to any), each address once.

    `named`: the sites whose home pages count; a site's agencies are those it names, or else all that publish on it.
    What was tried by the nights up to `as_of`; where links stand, and documents, as known now.
    """
    with w.read() as connection:
        known = {**document_outcomes(connection), **link_outcomes(connection, as_of=as_of)}
        sums = _Sums(known, hosts, zone)
        if "home" in places:
            _home_pages(connection, sums, named)
        if "column" in places:
            _lists(connection, sums, as_of, zone)
        inner: list[Place] = [place for place in ("text", "attachment") if place in places]
        if inner:
            _documents(connection, sums, inner, as_of, zone)
        return tuple(sums.reports())


@dataclass
class _Sum:
    agencies: tuple[str, ...]
    looked: bool = False
    works: int = 0
    broken: list[BrokenLink] = field(default_factory=list)
    unproved: list[BrokenLink] = field(default_factory=list)
    doubtful: int = 0
    unseen: int = 0
    unread: int = 0
    urls: set[str] = field(default_factory=set)


class _Sums:
    def __init__(self, known: Mapping[str, Outcome], hosts: Collection[str] | None, zone: ZoneInfo) -> None:
        self._known = known
        self._hosts = hosts
        self._zone = zone
        self._sums: dict[tuple[LinkPlace, str, str], _Sum] = {}

    def of(self, place: LinkPlace, subject: str, owners: tuple[str, ...]) -> _Sum:
        """`owners`: the agencies; of a column its own."""
        return self._sums.setdefault((place, owners[0] if owners else "", subject), _Sum(owners))

    def counts(self, url: str) -> bool:
        return (host := host_of(url)) is not None and (self._hosts is None or host in self._hosts)

    def outcome(self, url: str) -> Outcome:
        return self._known.get(url, UNSEEN)

    def add(
        self, into: _Sum, url: str, *, text: str, page: str, shown_at: datetime, proof: Collection[Evidence] = ()
    ) -> None:
        """One link that stands on `page`, which showed it at `shown_at`."""
        if url in into.urls:
            return
        into.urls.add(url)
        outcome = self.outcome(url)
        if outcome.verdict == "works":
            into.works += 1
        elif outcome.verdict == "unseen":
            into.unseen += 1
        elif outcome.verdict == "once" or (outcome.shown_after and shown_at < outcome.shown_after):
            into.doubtful += 1
        elif outcome.fault is None or not proof:
            into.unseen += 1
        else:
            broken = BrokenLink(
                url=url,
                text=text,
                page=page,
                fault=outcome.fault,
                since=local_day(outcome.since, self._zone) if outcome.since else None,
                evidence=(*proof, *outcome.answers),
            )
            (into.broken if outcome.answers else into.unproved).append(broken)

    def reports(self) -> Iterator[LinkReport]:
        for (place, _, subject), own in sorted(self._sums.items()):
            yield LinkReport(
                agencies=own.agencies,
                place=place,
                subject=subject,
                looked=own.looked,
                works=own.works,
                broken=tuple(own.broken),
                unproved=tuple(own.unproved),
                doubtful=own.doubtful,
                unseen=own.unseen,
                unread=own.unread,
            )


def _home_pages(connection: Connection, sums: _Sums, named: Sequence[Site]) -> None:
    owners = owners_of_sites(connection)
    read = set(connection.execute(select(home_pages.c.site_id).where(home_pages.c.readable).distinct()).scalars())
    ids = {row.host: row.id for row in connection.execute(select(sites.c.id, sites.c.host))}
    by_site: dict[int, _Sum] = {}
    for site in named:
        number = ids.get(site.host, 0)
        own = by_site[number] = sums.of("home", site.host, site.agencies or owners.get(number, ()))
        own.looked = number in read
    for link in carried_links(connection, ["home"]):
        if link.owner in by_site and sums.counts(link.url):
            _add(sums, by_site[link.owner], link)


def _lists(connection: Connection, sums: _Sums, as_of: datetime, zone: ZoneInfo) -> None:
    """The addresses that columns' lists lead to. What the list no longer shows is no link of it."""
    rows = connection.execute(
        with_codes(columns.c.id, columns.c.url, latest_id(present=True).label("latest"))
        .where(columns.c.retired_at.is_(None))
        .order_by(agencies.c.code, columns.c.code)
    ).all()
    seen = {
        row.id: row
        for row in connection.execute(
            select(observations.c.id, observations.c.observed_at, observations.c.same_as).where(
                observations.c.id.in_(select(latest_id(present=True)).select_from(columns))
            )
        )
    }
    looks = {row.id: seen.get(row.latest) for row in rows}
    through = _read_through(connection)
    own = {row.id: sums.of("column", row.column, (row.agency,)) for row in rows}
    addresses = {row.id: row.url for row in rows}
    for number, look in looks.items():
        own[number].looked = look is not None
    broken: list[tuple[int, Any, datetime, int]] = []
    shown = connection.execute(
        select(
            *(items.c[name] for name in ("column_id", "url", "title", "published", "last_seen_at")),
            items.c.last_seen_observation_id.label("showed"),
        )
        .join(columns, columns.c.id == items.c.column_id)
        # A row that leads to no page of its own is no link.
        .join(documents, documents.c.url_sha256 == items.c.url_sha256)
        .where(columns.c.retired_at.is_(None), shown_by(local_day(as_of, zone), zone))
        .order_by(items.c.column_id, items.c.id)
        .execution_options(stream_results=True)
    )
    for item in shown:
        look = looks.get(item.column_id)
        if look is None or not sums.counts(item.url) or _is_off(item, through.get(item.column_id)):
            continue
        is_there = item.showed in (look.id, look.same_as)
        at = look.observed_at if is_there else item.last_seen_at
        if sums.outcome(item.url).verdict == "lasting":
            broken.append((item.column_id, item, at, look.id if is_there else item.showed))
        else:
            sums.add(own[item.column_id], item.url, text=item.title, page=addresses[item.column_id], shown_at=at)
    proofs = _first_pages(connection, {observation for *_, observation in broken})
    for number, item, at, observation in broken:
        sums.add(
            own[number],
            item.url,
            text=item.title,
            page=addresses[number],
            shown_at=at,
            proof=proofs.get(observation, ()),
        )


def _documents(connection: Connection, sums: _Sums, places: Collection[Place], as_of: datetime, zone: ZoneInfo) -> None:
    """Links of the documents that columns lead to."""
    led_to: dict[int, list[Key]] = defaultdict(list)
    rows = connection.execute(
        with_codes(*(documents.c[name] for name in ("id", "state", "reads", "details_at")))
        .join(items, items.c.column_id == columns.c.id)
        .join(documents, documents.c.url_sha256 == items.c.url_sha256)
        .where(columns.c.retired_at.is_(None), shown_by(local_day(as_of, zone), zone))
        .order_by(agencies.c.code, columns.c.code)
    )
    for row in rows:
        # What is gone carries nothing any more; that it is gone counts against the list that leads to it.
        if row.state == "gone":
            continue
        led_to[row.id].append((row.agency, row.column))
        for place in places:
            own = sums.of(place, row.column, (row.agency,))
            is_read = row.reads > 0 and (place == "attachment" or row.details_at or row.state == "file")
            own.looked = own.looked or bool(is_read)
            own.unread += not is_read
    for link in carried_links(connection, places):
        if sums.counts(link.url):
            for agency, column in led_to.get(link.owner, ()):
                _add(sums, sums.of(link.place, column, (agency,)), link)


def _add(sums: _Sums, into: _Sum, link: CarriedLink) -> None:
    proof: tuple[Evidence, ...] = ()
    if sums.outcome(link.url).verdict == "lasting":
        proof = (proof_of(link.page),)
    sums.add(into, link.url, text=link.text, page=link.address, shown_at=link.shown_at, proof=proof)


def _read_through(connection: Connection) -> dict[int, Any]:
    """By column: its latest look that read on past what was known, and back to which day."""
    latest = (
        select(observations.c.column_id, func.max(observations.c.observed_at).label("at"))
        .where(
            observations.c.readable,
            observations.c.same_as.is_(None),
            observations.c.stopped_at_known.is_(False),
            observations.c.read_back_to.is_not(None),
        )
        .group_by(observations.c.column_id)
        .subquery()
    )
    rows = connection.execute(
        select(observations.c.column_id, observations.c.observed_at, observations.c.read_back_to).join(
            latest,
            and_(latest.c.column_id == observations.c.column_id, latest.c.at == observations.c.observed_at),
        )
    )
    return {row.column_id: row for row in rows}


def _is_off(item: Any, through: Any) -> bool:
    """A later look read its place in the list and did not find it there."""
    if through is None or item.last_seen_at >= through.observed_at:
        return False
    return bool(item.published is not None and item.published >= through.read_back_to)


def _first_pages(connection: Connection, wanted: Collection[int]) -> dict[int, tuple[Evidence, ...]]:
    """The first page of each of these visits."""
    chosen = select(observations.c.id.label("observation_id")).where(observations.c.id.in_(sorted(wanted))).subquery()
    return {
        number: tuple(Evidence.model_validate(page) for page in json.loads(text))
        for number, text in evidence_of(connection, chosen, first=1).items()
    }
