"""An office that watches the city night by night: the real crawl on a network without sockets, by a simulated clock.

Everything that differs from one run of the same night to the next (names drawn by lot, how long things took) is fixed,
so that two runs of one year can be compared byte by byte.
"""

import itertools
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import flows.visiting
import scrapers.evidence
import scrapers.fetching.client
from flows import reading_with, stages
from flows.opened import OpenOffice
from flows.reread_evidence import reread
from schemas.agencies import Agency, Column, FormerName
from schemas.document_readings import DocumentReading
from schemas.entries import ListReading
from schemas.office import Crawl, Office, Politeness
from schemas.office_folder import OfficeFolder, rules_path
from schemas.rules import RuleSet
from schemas.work_plan import WorkPlan
from schemas.yaml_files import YamlFile
from scrapers import document_visit
from scrapers.documents.reading import examine_document
from scrapers.lists.reading import read_list
from scrapers.pages.page import Page
from scrapers.visit import visit_column
from tests.support.year.network import CANARY, Network
from tests.support.year.planting import Year
from tests.support.year.world import BASE, ZONE, World, at
from warehouse import facts
from warehouse.connect import Warehouse

if TYPE_CHECKING:
    from tests.support.year.sight import Shown

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What a night's own run said of its monitoring point."""

    as_of: datetime
    known_at: datetime
    """When that was said."""
    agencies: tuple[Agency, ...]
    """The register it was said by."""
    columns: pd.DataFrame
    categories: pd.DataFrame


@dataclass(repr=False)  # a failing test would print everything that was ever shown
class Watch:
    """A warehouse, and what was told each night."""

    year: Year
    warehouse: Warehouse
    folder: Path
    told: dict[date, Told] = field(default_factory=dict)
    asked: dict[date, list[str]] = field(default_factory=dict)
    """List pages and documents that were shown, by night."""
    sights: dict[date, "dict[str, Shown]"] = field(default_factory=dict)
    """What `tests.support.year.sight` has made of them."""
    plans: tuple[WorkPlan, ...] = (WorkPlan(year=2025, title="2025年", tasks=()),)

    def __post_init__(self) -> None:
        self.rules = YamlFile(rules_path(self.folder, "national-2019"), RuleSet).value
        self._network = Network(self.year.world)

    def whole_year(self) -> None:
        """Every night that was crawled."""
        with fixed(self._network):
            for night in self.year.world.nights:
                self._night(night)

    def agencies(self, night: date) -> tuple[Agency, ...]:
        """The register as it stood on the night of this monitoring point."""
        return registered(self.year.world, night)

    def office(self, night: date, clock: "Ticking") -> OpenOffice:
        """The office as it was opened that night."""
        folder = OfficeFolder(
            path=self.folder,
            office=_office(self.year),
            agencies=self.agencies(night),
            rules=self.rules,
            plans=self.plans,
        )
        return OpenOffice(folder, self.warehouse, clock)

    def _night(self, night: date) -> None:
        office, clock = self._crawled(night)
        # What is known now is what had been written before this moment.
        known_at = clock()
        self.told[night] = self.facts_of(office.folder.agencies, at(night, 23, 59, 59), known_at)

    def _crawled(self, night: date) -> "tuple[OpenOffice, Ticking]":
        """The office after that night's crawl, and its clock."""
        world, clock = self.year.world, Ticking(self.year.world.crawled_at(night))
        office, as_of = self.office(night, clock), at(night, 23, 59, 59)
        self._network.begin(night)
        with pytest.MonkeyPatch.context() as patch:
            version = world.reader(night)
            patch.setattr(reading_with, "version", lambda _: str(version))
            patch.setattr(reading_with, "read_list", partial(_read_list, version))
            patch.setattr(document_visit, "examine_document", partial(_examine_document, version))
            if (night, True) in world.reader_changes and self.told:
                before = max(day for day in self.told if day < night)
                reread(office, at(before, 23, 59, 59), since=before - ONE_DAY)
            stages.crawl(office, as_of, no_delay=True)
        self.asked[night] = self._network.asked
        return office, clock

    def facts_of(
        self, agencies: tuple[Agency, ...], as_of: datetime, known_at: datetime, *, then: bool = False
    ) -> Told:
        """The facts at `as_of`; with `then` as they were known at `known_at`, otherwise as they are known now."""
        known = known_at if then else None
        return Told(
            as_of=as_of,
            known_at=known_at,
            agencies=agencies,
            columns=facts.column_facts(
                self.warehouse, agencies=agencies, rules=self.rules, as_of=as_of, zone=ZONE, known_at=known
            ),
            categories=facts.category_facts(
                self.warehouse, agencies=agencies, as_of=as_of, zone=ZONE, year=as_of.year, known_at=known
            ),
        )


class Ticking:
    """A clock that shows a hundredth of a second more each time it is looked at."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._looks = itertools.count()
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._moment + timedelta(milliseconds=10 * next(self._looks))


@contextmanager
def fixed(network: Network) -> Iterator[None]:
    """Clients ask this network, and nothing is left to chance."""
    numbers = itertools.count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scrapers.fetching.client, "Transport", network.transport)
        patch.setattr(flows.visiting, "visit_column", partial(visit_column, monotonic=lambda: 0.0))
        patch.setattr(secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
        # A file of evidence is named by the process that writes it.
        patch.setattr(scrapers.evidence, "os", SimpleNamespace(getpid=lambda: 1))
        patch.setattr(scrapers.evidence, "new_id", lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012x}")
        yield


def registered(world: World, night: date) -> tuple[Agency, ...]:
    """The register as the office keeps it on this night."""
    owned: dict[str, list[Column]] = {code: [] for code in world.names}
    for column in world.columns:
        heir, since = world.merged.get(column.agency, ("", date.max))
        own = Column(
            code=column.code,
            name=column.name,
            kind=column.kind,
            category=column.category,
            url=column.url(world.registered_at(column, night)),
            max_age_days=column.limit,
        )
        owned[column.agency].append(own)
        if since <= night:
            handed = {"code": f"{column.agency}-{column.code}", "continues": f"{column.agency}/{column.code}"}
            owned[heir].append(
                Column(**own.model_dump(exclude={"code", "from_", "continues"}), **handed, **{"from": since})
            )
    for place, kept in world.shared.items():
        (agency, code), (keeper, kept_code) = place.split("/"), kept.split("/")
        same = next((column for column in owned.get(keeper, ()) if column.code == kept_code), None)
        if same and agency in owned:
            owned[agency].append(same.model_copy(update={"code": code, "url": f"{same.url}index.html"}))
    return tuple(_agency(world, code, tuple(columns), night) for code, columns in sorted(owned.items()))


def _agency(world: World, code: str, columns: tuple[Column, ...], night: date) -> Agency:
    known = [(until, name) for until, name in world.names[code] if until < night or world.name(code, night) == name]
    heir, since = world.merged.get(code, (None, date.max))
    return Agency(
        code=code,
        name=known[-1][1],
        agency_class=world.classes[code],
        former_names=tuple(FormerName(name=name, until=until) for until, name in known[:-1]),
        columns=columns,
        **({"successor": heir, "until": since - ONE_DAY} if since <= night else {}),
    )


def _office(year: Year) -> Office:
    return Office(
        name="云溪市政务公开办公室",
        politeness=Politeness(delay_seconds=0, threads=1, retries=0, max_pages=40),
        crawl=Crawl(deep_pass_days=year.size.deep_pass_days, recheck_days=year.size.recheck_days),
        allowed_private=tuple(url.removeprefix("http://").rstrip("/") for url in (*BASE.values(), CANARY)),
        canary=(CANARY,),
    )


def _read_list(version: int, page: Any, **more: Any) -> ListReading:
    """The real reader; the first version of it left something beside titles."""
    reading = read_list(page, **more)
    if version > 0:
        return reading
    left = [entry.model_copy(update={"title": f"{entry.title} NEW"}) for entry in reading.items]
    return reading.model_copy(update={"items": tuple(left)})


def _examine_document(version: int, page: Page, **more: Any) -> DocumentReading:
    """The real reader; the second version of it, and those before, took a line too many for text."""
    reading = examine_document(page, **more)
    return reading if version > 1 else reading.model_copy(update={"text": f"{reading.text}\n打印本页"})
