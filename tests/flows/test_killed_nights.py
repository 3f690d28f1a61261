"""A night that is killed at any moment, or loses its database, ends as one that was left in peace."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import CityServer, serve
from demo.values import City
from flows.init_office import init_office
from flows.opened import opened_at
from scrapers.held import held
from scrapers.stored import read_record
from tests.support.databases import running_postgres
from tests.support.exported import exported
from tests.support.forking_runner import Runner, runner
from warehouse import facts
from warehouse.tables import observations

NIGHT = date(2026, 11, 20)
SETTINGS = "\ncrawl: {documents_per_night: 25}\n"
SEED = int(os.environ.get("GONGKAI_TEST_SEED", "20261120"))
"""Of the moments; another one may be tried."""


@dataclass
class Watched:
    """The demonstration city as nobody has seen it yet tonight, and an office without a past."""

    city: City
    server: CityServer
    office: Path
    gongkai: Runner

    def night(self, *, kill_after: float | None = None) -> tuple[int, str, float]:
        """One night in a process of its own."""
        now = (monitoring_point(self.city, NIGHT) + timedelta(hours=1)).isoformat()
        return self.gongkai.run(
            "nightly", str(self.office), "--as-of", NIGHT.isoformat(), "--now", now, "--no-delay", kill_after=kill_after
        )

    def export(self) -> dict[str, list[str]]:
        with opened_at(self.office, as_of=NIGHT.isoformat(), now=None) as (office, point):
            night = facts.night_at(office.warehouse, point)
            assert night is not None
            return exported(office.warehouse, night)

    def unverified_evidence(self) -> list[str]:
        """Records that the warehouse names and the evidence does not hold as they were."""
        with opened_at(self.office, as_of=NIGHT.isoformat(), now=None) as (office, point):
            night = facts.night_at(office.warehouse, point)
            assert night is not None
            records = facts.records_of(office.warehouse, night)
        assert len(records) > 50
        return [record for record in records if not read_record(self.office / "var", record).body]

    def acknowledged(self) -> set[str]:
        """Address of every page that lies on the disk."""
        kept = held(self.office / "var", monitoring_point(self.city, NIGHT) - timedelta(days=1), ())
        return {exchange.url for exchange in kept.values()}


@pytest.fixture(scope="module")
def gongkai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with runner(tmp_path_factory.mktemp("runner")) as made:
        yield made


def watched(
    folder: Path, gongkai: Runner, *, warehouse: str = "", ports: dict[str, int] | None = None
) -> Iterator[Watched]:
    city = build_city(NIGHT)
    with serve(city, now=monitoring_point(city, NIGHT), ports=ports) as server:
        folder.mkdir()
        write_register(city, server.base_urls, folder / "register.csv")
        office = folder / "office"
        init_office(office, register=folder / "register.csv", name="云溪市", rules="national-2019", year=NIGHT.year)
        settings = (office / "office.yml").read_text(encoding="utf-8") + SETTINGS
        if warehouse:
            settings = settings.replace("sqlite:///var/warehouse.sqlite", warehouse)
        (office / "office.yml").write_text(settings, encoding="utf-8")
        yield Watched(city, server, office, gongkai)


@dataclass(frozen=True)
class Undisturbed:
    """A night that nobody killed."""

    export: dict[str, list[str]]
    seconds: float
    ports: dict[str, int]
    unread: frozenset[str]
    """Addresses of columns that could not be read, if only at first: a restarted night rightly asks for them again."""


@pytest.fixture(scope="module")
def undisturbed(gongkai: Runner, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    for night in watched(tmp_path_factory.mktemp("undisturbed") / "a", gongkai):
        code, told, seconds = night.night()
        assert code == 1, told
        assert night.unverified_evidence() == []
        with (
            opened_at(night.office, as_of=NIGHT.isoformat(), now=None) as (office, _),
            office.warehouse.read() as connection,
        ):
            failed = connection.execute(select(observations.c.url).where(observations.c.readable.is_(False)))
            addresses = frozenset(failed.scalars())
        ports = {code: int(url.rpartition(":")[2]) for code, url in night.server.base_urls.items()}
        return Undisturbed(night.export(), seconds, ports, addresses)
    raise AssertionError("unreachable")


def moments(count: int) -> list[float]:
    """Shares of a night's length, spread so that each part of the night has its turn."""
    chance = random.Random(SEED)
    return [(number + chance.random()) / count for number in range(count)]


def ends_as_undisturbed(night: Watched, undisturbed: Undisturbed) -> None:
    """Started again, it asks for nothing that it holds, and ends in the same state."""
    on_disk = night.acknowledged()
    night.server.forget_requests()
    code, told, _ = night.night()
    assert code == 1, told
    asked = {night.server.base_urls[request.site] + request.target for request in night.server.requests}
    assert (asked & on_disk) - undisturbed.unread == set()
    assert night.export() == undisturbed.export
    assert night.unverified_evidence() == []


def killed_and_restarted(share: float, folder: Path, gongkai: Runner, undisturbed: Undisturbed) -> None:
    # The same addresses: an export names them.
    for night in watched(folder, gongkai, ports=undisturbed.ports):
        killed, _, _ = night.night(kill_after=share * undisturbed.seconds)
        assert killed in (-signal.SIGKILL, 1), "killed, or done before the moment came"
        ends_as_undisturbed(night, undisturbed)


@pytest.mark.parametrize("share", moments(6))
def test_a_night_killed_anywhere_ends_as_if_it_had_not_been(
    share: float, tmp_path: Path, gongkai: Runner, undisturbed: Undisturbed
) -> None:
    killed_and_restarted(share, tmp_path / "b", gongkai, undisturbed)


@pytest.mark.long
@pytest.mark.parametrize("share", moments(60))
def test_a_night_killed_at_any_of_sixty_moments_ends_as_if_it_had_not_been(
    share: float, tmp_path: Path, gongkai: Runner, undisturbed: Undisturbed
) -> None:
    killed_and_restarted(share, tmp_path / "b", gongkai, undisturbed)


_EARLY, _MIDDLE, _LATE = moments(3)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "share", [_MIDDLE, *(pytest.param(share, marks=pytest.mark.long) for share in (_EARLY, _LATE))]
)
def test_a_night_whose_database_is_stopped_says_so_and_goes_on_when_it_is_back(
    share: float, tmp_path: Path, gongkai: Runner, undisturbed: Undisturbed
) -> None:
    with running_postgres() as server:
        for night in watched(tmp_path / "b", gongkai, warehouse=server.fresh(), ports=undisturbed.ports):
            stopping, begun = threading.Timer(share * undisturbed.seconds, server.stop), time.monotonic()
            stopping.start()
            code, told, _ = night.night()
            late = share * undisturbed.seconds > 0.5 * (time.monotonic() - begun)
            stopping.join()
            messages = [line for line in told.splitlines() if line.startswith("gongkai: ")]
            assert (code, len(messages)) in ((3, 1), (1, 0)), told
            assert code == 3 or late, "in the first half of the night there is surely something left to save"
            assert "Traceback" not in told
            server.start()
            ends_as_undisturbed(night, undisturbed)
