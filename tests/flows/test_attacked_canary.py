"""The canary list says whether our own network works: it must neither blind every night nor let a dead line accuse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import stages
from flows.opened import opened_at
from flows.summary import Summary
from schemas.mistakes import ConfigError
from tests.schemas.small_office import spoil, write_office
from tests.support.fault_server import Answer, FaultServer, closed_port, running


@pytest.fixture
def server() -> Iterator[FaultServer]:
    page = "".join(
        f'<li><a href="/dt/t2026_{number}.html">第{number}号事项</a><span>2026-11-{number:02}</span></li>'
        for number in range(20, 1, -1)
    )
    with running(pages={"/dt/": Answer(f"<html><body><ul>{page}</ul></body></html>".encode())}) as started:
        yield started


def night(folder: Path, server: FaultServer, canary: str, *allowed: str) -> Summary:
    write_office(folder)
    (folder / "agencies/slj.yml").unlink()
    spoil(folder, "work_plans/2026.yml", "lead: [slj]", "lead: [xqz]")
    spoil(folder, "agencies/xqz.yml", "http://xqz.test/dt/", server.url("/dt/"))
    private = ", ".join(f"'{host}'" for host in (server.server, *allowed))
    spoil(
        folder, "office.yml", 'allowed_private: ["10.0.0.8:80"]', f"allowed_private: [{private}]\ncanary: ['{canary}']"
    )
    with opened_at(folder, as_of="2026-11-20", now="2026-11-20T22:00:00") as (office, point):
        return stages.nightly(office, point, no_delay=True)


def test_without_a_network_nobody_is_visited_and_nobody_accused(tmp_path: Path, server: FaultServer) -> None:
    port = closed_port()
    summary = night(tmp_path, server, f"http://127.0.0.1:{port}/", f"127.0.0.1:{port}")
    assert server.seen == []
    assert {(check.status, check.state) for card in summary.cards.agencies for check in card.columns} == {
        ("unknown", "not_tried")
    }
    assert not [line for card in summary.cards.agencies for line in card.lines if line.status == "unmet"]
    assert summary.exit_code == 1


@pytest.mark.parametrize("robots", ["missing", "forbids", "answers 500"])
def test_a_canary_that_sends_us_away_has_answered(tmp_path: Path, server: FaultServer, robots: str) -> None:
    """A search engine forbids its pages to everybody it does not know; that is no proof of a dead line."""
    with running(robots=robots) as canary:  # type: ignore[arg-type]
        summary = night(tmp_path, server, canary.url("/"), canary.server)
    assert [check.state for card in summary.cards.agencies for check in card.columns] == ["list"]


def test_a_canary_that_is_no_web_address_is_a_mistake_not_a_dead_line(tmp_path: Path, server: FaultServer) -> None:
    with pytest.raises(ConfigError, match="write it in full"):
        night(tmp_path, server, "www.search.test")
