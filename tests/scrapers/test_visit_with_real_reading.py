"""Fetching and reading together: no fault of a server becomes a list, and real columns are read to their end."""

import csv
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from schemas.agencies import Column
from schemas.entries import ListReading
from schemas.results import ColumnVisit
from scrapers.evidence import EvidenceStore
from scrapers.lists.reading import read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.visit import visit_column
from tests.support.fault_server import FAULTS, LIST, SLOW_FAULTS, Answer, running
from tests.support.quick_client import IMPATIENT, TODAY, quick_client

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "realpages"


def read(page: Page, *, platform: str | None, today: date) -> ListReading:
    platforms = load_platforms()
    return read_list(page, platforms=platforms, platform=platforms.get(platform), today=today)


def visit(url: str, server: str, tmp_path: Path, *, today: date = TODAY, **manners: Any) -> ColumnVisit:
    return visit_column(
        Column(code="gzdt", name="工作动态", kind="动态要闻", category="工作信息", url=url),
        agency="slj",
        client=quick_client(server, retries=0, **{"max_bytes": 2_000_000, **manners}),
        store=EvidenceStore(tmp_path),
        read=read,
        today=today,
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_is_ever_read_as_a_column(tmp_path: Path, fault: str) -> None:
    with running(pages={"/": Answer(LIST)}) as server:
        seen = visit(server.fault(fault), server.server, tmp_path, **(IMPATIENT if fault in SLOW_FAULTS else {}))
    assert (seen.readable, seen.entries) == (False, ())
    assert seen.cause is not None
    assert seen.reason


def test_a_plain_list_is_read(tmp_path: Path) -> None:
    with running(pages={"/gzdt/": Answer(LIST)}) as server:
        seen = visit(server.url("/gzdt/"), server.server, tmp_path)
    assert (seen.state, len(seen.entries), seen.read_back_to) == ("list", 20, date.min)


class _Quiet(SimpleHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def real_site() -> Iterator[str]:
    """host:port of a server with the saved real pages."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder with saved real pages is not beside this checkout")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SHARED)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_real_columns_are_visited_without_configuration(tmp_path: Path, real_site: str) -> None:
    with (SHARED / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        urls = sorted({next(v for v in row.values() if "{host}" in v) for row in csv.DictReader(file)})
    visits = [visit(url.replace("{host}", real_site), real_site, tmp_path, today=date(2021, 6, 15)) for url in urls]
    for seen in visits:
        assert seen.evidence or seen.state == "refused", seen.url
        assert (seen.cause is None) == seen.readable
        assert len({entry.url for entry in seen.entries}) == len(seen.entries)
        assert seen.readable or not seen.entries
    readable = sum(seen.readable for seen in visits)
    assert readable >= 0.8 * len(visits), [
        f"{seen.url} {seen.state} {seen.reason}" for seen in visits if not seen.readable
    ]
    assert any(seen.pages_read > 3 for seen in visits)
