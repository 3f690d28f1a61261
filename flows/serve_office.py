"""Everything in one process tree, for an office with one server: Prefect, the schedule, the website on loopback."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import typer

from flows.prefect_server import prefect_server
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import OfficeFolder, load_office
from scorecards.measures import PARAMS


def serve_office(folder: Path, *, port: int) -> None:
    """Run until interrupted. Raises `ConfigError` without a time in office.yml or if `port` is taken."""
    office = load_office(folder.resolve(), measures=PARAMS)
    cron = office.office.schedule.nightly
    if cron is None:
        missing = Mistake(
            file=folder / "office.yml", message="no time is set", remedy="write schedule: {nightly: '30 2 * * *'}"
        )
        raise ConfigError([missing])
    with _website(office.var / "site", port=port), prefect_server(office.var / "prefect") as address:
        from prefect import serve

        typer.echo(f"website: http://127.0.0.1:{port}/  schedule: {address.removesuffix('/api')}")
        typer.echo(f"nightly at {cron!r} in {office.office.zone}; stop with Ctrl-C")
        deployments = served(office)
        # A probe must not wait for the night.
        serve(*deployments, limit=len(deployments))


def served(office: OfficeFolder) -> list[Any]:
    """The deployments of the office's times, each at most once at a time."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    from flows.run_nightly import run_nightly
    from flows.run_probe import run_probe

    one_or_none = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    times = office.office.schedule
    flows: list[tuple[str, Any, str | None, Any]] = [
        ("nightly", run_nightly, times.nightly, 1),
        ("probe", run_probe, times.probe, one_or_none),
    ]
    return [
        flow.to_deployment(
            name=f"{name}-{office.path.name}",
            schedule=Cron(cron, timezone=office.office.zone),
            parameters={"office": str(office.path)},
            concurrency_limit=limit,
        )
        for name, flow, cron, limit in flows
        if cron
    ]


@contextmanager
def _website(site: Path, *, port: int) -> Iterator[None]:
    """The static website on 127.0.0.1 while the block lasts."""
    site.mkdir(parents=True, exist_ok=True)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(site)))
    except OSError as error:
        taken = Mistake(file=Path("--port"), message=f"{port}: {error.strerror}", remedy="name a free one with --port")
        raise ConfigError([taken]) from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the standard library's name)
        """Requests of readers are nobody's business."""
