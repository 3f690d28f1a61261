"""A night that is killed, doubled or out of room: what was seen stays, and the next night repairs it."""

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import CityServer, serve
from demo.values import City
from flows.init_office import init_office
from flows.opened import opened_at

ROOT = Path(__file__).resolve().parents[2]
NIGHT = date(2026, 11, 20)
VOLATILE = {"run_id", "fetched_at", "observed_at", "record", "length", "generated_at"}
pytestmark = pytest.mark.long


@dataclass
class Office:
    """An office on the demonstration city, whose commands run as processes of their own."""

    city: City
    server: CityServer
    folder: Path

    def start(
        self, command: str = "nightly", *options: str, limited: Callable[[], None] | None = None
    ) -> subprocess.Popen[str]:
        now = (monitoring_point(self.city, NIGHT) - timedelta(hours=1)).isoformat()
        wait = ["--no-delay"] if command in ("nightly", "crawl") else []
        program = [sys.executable, "-c", "from flows.command_line import main; main()", command, str(self.folder)]
        return subprocess.Popen(
            [*program, "--as-of", NIGHT.isoformat(), "--now", now, *wait, *options],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limited,  # noqa: PLW1509  (no threads of ours hold a lock when the child is made)
        )

    def run(
        self, command: str = "nightly", *options: str, limited: Callable[[], None] | None = None
    ) -> tuple[int, str, str]:
        process = self.start(command, *options, limited=limited)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def kill_after(self, columns: int) -> None:
        """Begin a night and kill it without a warning as soon as it has told of so many columns."""
        process = self.start()
        assert process.stderr is not None
        told = 0
        for line in process.stderr:
            told += " entries, " in line
            if told >= columns:
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL

    @property
    def scorecards(self) -> Any:
        file = self.folder / f"var/exports/{NIGHT}/scorecards.json"
        return comparable(json.loads(file.read_text(encoding="utf-8")))

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        database = sqlite3.connect(self.folder / "var/warehouse.sqlite")
        try:
            return database.execute(question).fetchall()
        finally:
            database.close()


def comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: comparable(inner) for key, inner in value.items() if key not in VOLATILE}
    return [comparable(inner) for inner in value] if isinstance(value, list) else value


def new_office(folder: Path, city: City, server: CityServer) -> Office:
    folder.mkdir()
    write_register(city, server.base_urls, folder / "register.csv")
    init_office(
        folder / "office", register=folder / "register.csv", name="云溪市", rules="national-2019", year=NIGHT.year
    )
    return Office(city, server, folder / "office")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    city = build_city(NIGHT)
    with serve(city, now=monitoring_point(city, NIGHT)) as server:
        yield new_office(tmp_path / "first", city, server)


def one_message(err: str) -> str:
    told = [line for line in err.splitlines() if line.startswith("gongkai: ")]
    assert len(told) == 1, err
    assert "Traceback" not in err
    return told[0]


def test_a_night_killed_several_times_ends_as_one_that_was_not(tmp_path: Path) -> None:
    city = build_city(NIGHT)
    with serve(city, now=monitoring_point(city, NIGHT)) as server:
        whole = new_office(tmp_path / "whole", city, server)
        assert whole.run()[0] == 1
        ports = {code: int(url.rpartition(":")[2]) for code, url in server.base_urls.items()}
    # The same addresses, and a server that has not met anybody tonight.
    with serve(city, now=monitoring_point(city, NIGHT), ports=ports) as server:
        killed = new_office(tmp_path / "killed", city, server)
        for columns in (1, random.randint(2, 12), random.randint(5, 25)):
            killed.kill_after(columns)
        server.forget_requests()
        assert killed.run()[0] == 1
    assert killed.scorecards == whole.scorecards
    for question in (
        "SELECT count(*) FROM (SELECT DISTINCT column_id, state FROM observations)",
        "SELECT count(*) FROM items",
        "SELECT count(*) FROM observations WHERE readable",
    ):
        assert killed.ask(question) == whole.ask(question), question
    assert killed.ask("SELECT state, count(*) FROM nights GROUP BY state") == [("partial", 1)]


def test_a_second_night_is_refused_and_the_first_is_not_harmed(office: Office) -> None:
    first = office.start()
    assert first.stderr is not None
    for line in first.stderr:
        if " entries, " in line:
            break
    code, _, told = office.run()
    assert code == 3
    assert f"another night is being written (process {first.pid})" in one_message(told)
    out, err = first.communicate(timeout=120)
    assert first.returncode == 1, err
    assert "website:" in out


@pytest.mark.parametrize("command", ["validate", "score", "publish"])
def test_no_stage_runs_beside_a_night(office: Office, command: str) -> None:
    """A publication clears away what an interrupted one left; beside another one that would be its pages."""
    with opened_at(office.folder, as_of=NIGHT.isoformat(), now=None) as (held, _), held.warehouse.exclusive():
        code, _, told = office.run(command)
    assert code == 3
    assert "another night is being written" in one_message(told)


def no_file_above(size: int) -> Callable[[], None]:
    """The nearest to a full disk that needs no rights: writing beyond `size` bytes of any file fails."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [4_000, 40_000, 200_000, 500_000])
def test_a_night_without_room_ends_with_one_message_and_the_next_one_repairs_it(office: Office, size: int) -> None:
    code, _, told = office.run(limited=no_file_above(size))
    assert code == 3, told
    one_message(told)
    assert not (office.folder / "var/site").exists()
    code, _, told = office.run()
    assert code == 1, told
    assert office.ask("PRAGMA integrity_check") == [("ok",)]
    assert (office.folder / "var/site/index.html").is_file()


def test_a_website_for_which_there_is_no_room_leaves_the_old_one(office: Office) -> None:
    assert office.run()[0] == 1
    before = {path: path.read_bytes() for path in (office.folder / "var/site").rglob("*") if path.is_file()}
    code, _, told = office.run("publish", limited=no_file_above(100_000))
    assert code == 3, told
    one_message(told)
    assert {path: path.read_bytes() for path in (office.folder / "var/site").rglob("*") if path.is_file()} == before
    assert not list((office.folder / "var").glob(".publishing-*"))
    assert office.run("publish")[0] == 1
