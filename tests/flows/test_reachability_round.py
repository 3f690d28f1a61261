"""`gongkai probe`: one round, kept with its proof, beside a night, and blaming nobody for a network of ours."""

import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from flows.command_line import app
from flows.errors import RoundIsRunning
from flows.opened import opened_at
from flows.probe_sites import Round, _alone, probe_sites
from schemas.office import Politeness
from schemas.probes import ProbeOutcome
from scrapers.errors import LeftAlone, Unreachable
from scrapers.fetching.client import Client
from scrapers.stored import read_page
from tests.schemas.small_office import write_office
from tests.support.fault_server import LIST, Answer, FaultServer, Seen, closed_port, running
from tests.support.quick_client import NOW
from warehouse import facts
from warehouse.connect import open_warehouse
from warehouse.tables import probes

NOON = "2026-11-20T12:10:00"
PAGES: dict[str, Answer | Callable[[Seen], Answer]] = {"/": Answer(LIST)}


@pytest.fixture
def site() -> Iterator[FaultServer]:
    with running(pages=dict(PAGES)) as server:
        yield server


def office_of(folder: Path, homes: dict[str, str], *, canary: tuple[str, ...] = ()) -> Path:
    """An office with these sites (host to home page), all on this machine."""
    office = write_office(folder / "office")
    path = office / "office.yml"
    yaml = YAML()
    settings = yaml.load(path.read_text(encoding="utf-8"))
    settings["sites"] = [{"host": host, "home": home, "agencies": ["slj"]} for host, home in homes.items()]
    settings["canary"] = list(canary)
    settings["allowed_private"] = sorted({url.split("/")[2] for url in (*homes.values(), *canary)})
    settings["politeness"]["delay_seconds"] = 0
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(settings, file)
    return office


def one_round(office: Path, *, now: str = NOON) -> Round:
    with opened_at(office, as_of=None, now=now) as (opened, _):
        return probe_sites(opened)


def outcomes(done: Round) -> dict[str, ProbeOutcome]:
    return {one.host: one.outcome for one in done.probes}


def stored(office: Path) -> list[dict[str, Any]]:
    with open_warehouse(f"sqlite:///{office / 'var' / 'warehouse.sqlite'}") as w, w.read() as connection:
        return [dict(row) for row in connection.execute(probes.select().order_by(probes.c.id)).mappings()]


def gongkai(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_site_is_asked_once_and_what_came_is_kept(tmp_path: Path, site: FaultServer) -> None:
    homes = {"a.test": site.url("/"), "b.test": site.fault("firewall"), "c.test": f"http://127.0.0.1:{closed_port()}/"}
    office = office_of(tmp_path, homes)
    assert outcomes(one_round(office)) == {"a.test": "answered", "b.test": "blocked", "c.test": "failed"}
    assert sorted(seen.path for seen in site.seen) == ["/", "/firewall/index.html"]
    kept = stored(office)
    assert [(row["outcome"], row["status"]) for row in kept] == [("answered", 200), ("blocked", 403), ("failed", None)]
    assert read_page(office / "var", kept[0]["record"]).body == LIST
    assert "防火墙" in read_page(office / "var", kept[1]["record"]).body.decode()
    assert (kept[2]["record"], kept[2]["reason"]) == (None, "connection refused")


def test_an_unchanged_page_is_not_stored_again_and_still_proves_itself(tmp_path: Path, site: FaultServer) -> None:
    site.pages["/"] = Answer(LIST + b" " * 50_000)
    office = office_of(tmp_path, {"a.test": site.url("/")})
    for hour in (12, 13, 14):
        one_round(office, now=f"2026-11-20T{hour}:10:00")
    records = [row["record"] for row in stored(office)]
    assert len(set(records)) == 3
    assert {read_page(office / "var", record).body for record in records} == {LIST + b" " * 50_000}
    assert b"revisit" in b"".join(_unpacked(path) for path in (office / "var" / "evidence").rglob("*.warc.gz"))


def test_evidence_that_was_removed_stops_no_round(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")})
    one_round(office)
    for path in (office / "var" / "evidence").rglob("*.warc.gz"):
        path.unlink()
    one_round(office, now="2026-11-20T13:10:00")
    assert read_page(office / "var", stored(office)[-1]["record"]).body == LIST


def test_a_round_does_not_wait_for_the_night(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")})
    with opened_at(office, as_of=None, now=NOON) as (opened, _), opened.warehouse.exclusive():
        assert outcomes(one_round(office)) == {"a.test": "answered"}


def test_a_round_and_the_night_are_polite_together(tmp_path: Path, site: FaultServer) -> None:
    """The night has just asked; the round waits out the rest of its delay before it asks as well."""
    office = office_of(tmp_path, {"a.test": site.url("/")})
    manners = Politeness(delay_seconds=2.0, jitter=0.0, obey_robots=False)
    night = Client(manners, clock=lambda: NOW, allowed_private=[site.server], servers=office / "var" / "servers")
    night.get(site.url("/"))
    asked = time.monotonic()
    (done,) = one_round(office).probes
    assert time.monotonic() - asked > 1.5
    assert (done.outcome, done.seconds < 1.5) == ("answered", True), "the wait is not the site's"
    night.close()


def test_a_server_that_the_night_leaves_alone_is_probed_all_the_same(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")})
    manners = Politeness(delay_seconds=0, retries=0, obey_robots=False, failures_in_a_row=1, backoff_seconds=0)
    night = Client(manners, clock=lambda: NOW, allowed_private=[site.server], servers=office / "var" / "servers")
    with pytest.raises(Unreachable):
        night.get(site.fault("broken_inside"))
    with pytest.raises(LeftAlone):
        night.get(site.url("/"))
    night.close()
    assert outcomes(one_round(office)) == {"a.test": "answered"}


def test_the_second_of_two_rounds_says_so_and_asks_nobody(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")})
    with _alone(office / "var" / "probes.lock"):
        with pytest.raises(RoundIsRunning, match="another round of probes is going on"):
            one_round(office)
        assert gongkai("probe", office).exit_code == 3
    assert not site.seen
    assert outcomes(one_round(office)) == {"a.test": "answered"}


def test_a_network_of_ours_that_is_down_asks_nobody(tmp_path: Path, site: FaultServer) -> None:
    silent = f"http://127.0.0.1:{closed_port()}/"
    office = office_of(tmp_path, {"a.test": site.url("/")}, canary=(silent,))
    done = one_round(office)
    assert (done.offline, outcomes(done)) == (True, {"a.test": "not_asked"})
    assert not site.seen
    assert silent in stored(office)[0]["reason"]


def test_a_network_that_goes_down_during_the_round_accuses_nobody(tmp_path: Path, site: FaultServer) -> None:
    """The canary answers once, before the round; when a site has failed it is asked again."""
    with running(robots="allows") as canary:

        def last(seen: Seen) -> Answer:
            canary.robots = "hangs"
            canary.stopping.set()
            return Answer(LIST)

        site.pages["/"] = last
        homes = {"a.test": site.url("/"), "b.test": f"http://127.0.0.1:{closed_port()}/"}
        done = one_round(office_of(tmp_path, homes, canary=(canary.url("/"),)))
    assert (done.offline, outcomes(done)) == (True, {"a.test": "answered", "b.test": "not_asked"})
    assert "connection refused; but then no address of the canary list answered either" in done.probes[1].reason


def test_the_command_says_what_it_saw(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")}, canary=(site.url("/"),))
    done = gongkai("probe", office, "--now", NOON)
    assert done.exit_code == 0, done.output
    assert "a.test" in done.stdout
    assert "answered" in done.stdout
    site.pages["/"] = Answer(LIST, status=502)
    done = gongkai("probe", office, "--now", "2026-11-20T13:10:00")
    assert done.exit_code == 1
    assert "answers 502" in done.stdout


def test_a_blocked_probe_needs_nobody_at_night(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.fault("forbidden")})
    assert gongkai("probe", office).exit_code == 0


def test_a_week_of_rounds_is_told_by_the_facts(tmp_path: Path, site: FaultServer) -> None:
    office = office_of(tmp_path, {"a.test": site.url("/")})
    one_round(office)
    with opened_at(office, as_of="2026-11-20", now=None) as (opened, point):
        (row,) = facts.plain_rows(facts.reachability(opened.warehouse, point, opened.zone))
    assert (row["host"], row["answered"], row["complete"], row["unreachable"]) == ("a.test", 1, False, None)


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
