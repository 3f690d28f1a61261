"""Three nights on the demonstration city, through a local Prefect server: so that history and comparison exist."""

import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from demo.agreement import disagreements
from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import CityServer, serve
from demo.truth import truth
from demo.values import City
from flows import stages
from flows.errors import DemoEndedOtherwise
from flows.init_office import init_office
from flows.opened import opened_at
from flows.prefect_server import prefect_server
from flows.probe_sites import probe_sites
from flows.summary import Summary, as_table, print_table
from schemas.mistakes import ConfigError, Mistake

ZONE = ZoneInfo("Asia/Shanghai")
MARK = ".gongkai-demo"
"""Stands in every folder the demonstration made; only such a folder is cleared for the next one."""


def run_demo(out: Path, *, last_night: str | None = None) -> None:
    """Make the office in `out`, run its three nights, print the last one's table and where to look.

    Raises `ConfigError` if `out` holds something else, `DemoEndedOtherwise` if a night did not end as planned.
    """
    begun = time.monotonic()
    day = date.fromisoformat(last_night) if last_night else datetime.now(ZONE).date()
    city = build_city(day)
    office = out.resolve() / "office"
    _clear(out)
    with serve(city, now=datetime.now(UTC)) as server, prefect_server(out.resolve() / "prefect") as address:
        typer.echo(f"the city is up: {', '.join(server.base_urls.values())}; Prefect: {address.removesuffix('/api')}")
        register = out / "register.csv"
        write_register(city, server.base_urls, register)
        name = f"{city.name}政府信息公开办公室"
        init_office(office, register=register, name=name, rules="national-2019", year=day.year)
        summary = _three_nights(city, server, office)
    print_table(as_table(summary))
    differences = disagreements(summary.cards, truth(city, city.nights[-1]))
    if differences:
        raise DemoEndedOtherwise("; ".join(["the scorecards are not what the city knows", *differences]))
    typer.echo(f"three nights in {time.monotonic() - begun:.0f} s; every verdict is what the city knows to be true")
    typer.echo(f"website: {summary.site / 'index.html'}")
    typer.echo(f"files:   {summary.exports}")


def _three_nights(city: City, server: CityServer, office: Path) -> Summary:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.run_nightly import run_nightly

    # The heartbeat costs a second at the end of every flow run, and watches for crashes over hours.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        for night in city.nights:
            server.now = monitoring_point(city, night)
            # As a real night is run: an hour after the monitoring point, when the day can be judged as a whole.
            now = server.now + timedelta(hours=1)
            # One round, where a real day has twenty and more: the pages say that it is too little to judge by.
            with opened_at(office, as_of=None, now=(server.now - timedelta(hours=1)).isoformat()) as (opened, _):
                probe_sites(opened)
            code = run_nightly(str(office), as_of=night.isoformat(), no_delay=True, now=now.isoformat())
            typer.echo(f"night of {night}: {'some columns could not be judged' if code else 'all columns judged'}")
    with opened_at(office, as_of=city.nights[-1].isoformat(), now=now.isoformat()) as (opened, point):
        return stages.publish(opened, point)


def _clear(out: Path) -> None:
    """Make `out` empty; only a folder that an earlier demonstration made is cleared."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise ConfigError(
            [Mistake(file=out, message="the folder holds something else", remedy="name another one with --out")]
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
