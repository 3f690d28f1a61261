"""The flows on a real Prefect server: a night is the same night, and a schedule really fires."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from demo.agreement import disagreements
from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import serve
from demo.truth import truth
from flows.deploy_office import HOME
from flows.init_office import init_office
from flows.opened import opened_at
from flows.prefect_server import prefect_server
from warehouse import facts

LAST_NIGHT = date(2026, 11, 20)


@pytest.fixture(scope="module")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server for the tests of this module."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as address:
        yield address


def gongkai(*arguments: str, timeout: float = 240) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own, with this process's Prefect server."""
    return subprocess.run(
        [sys.executable, "-c", "from flows.command_line import main; main()", *arguments],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.long
def test_a_night_run_as_flows_comes_to_the_same_as_without_prefect(prefect_api: str, tmp_path: Path) -> None:
    city = build_city(LAST_NIGHT)
    with serve(city, now=monitoring_point(city, LAST_NIGHT)) as server:
        register = tmp_path / "register.csv"
        write_register(city, server.base_urls, register)
        office = tmp_path / "office"
        init_office(office, register=register, name="云溪市", rules="national-2019", year=LAST_NIGHT.year)
        done = gongkai("nightly", str(office), "--as-of", "2026-11-20", "--no-delay", "--now", "2026-11-20T22:00:00")
    assert done.returncode == 1, done.stderr
    with opened_at(office, as_of="2026-11-20", now=None) as (opened, point):
        night = facts.night_at(opened.warehouse, point)
        assert night is not None
        cards = facts.scorecards_of(opened.warehouse, night)
    assert cards is not None
    assert disagreements(cards, truth(city, LAST_NIGHT, nights=[LAST_NIGHT])) == []


@pytest.mark.long
def test_a_schedule_of_office_yml_really_fires(prefect_api: str, tmp_path: Path) -> None:
    """A wrong set of versions installs cleanly, looks healthy and never fires: only waiting for a run tells."""
    city = build_city(LAST_NIGHT)
    with serve(city, now=monitoring_point(city, LAST_NIGHT)) as server:
        register = tmp_path / "register.csv"
        write_register(city, server.base_urls, register)
        office = tmp_path / "office"
        init_office(office, register=register, name="云溪市", rules="national-2019", year=date.today().year)  # noqa: DTZ011
        _every_minute(office)
        deployed = gongkai("deploy", str(office), "--pool", "fires")
        assert deployed.returncode == 0, deployed.stderr
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "prefect",
                "worker",
                "start",
                "--pool",
                "fires",
                "--type",
                "process",
                "--limit",
                "1",
            ],
            cwd=HOME,
            env={**os.environ, "PREFECT_LOGGING_LEVEL": "WARNING"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert _wait_for_scorecards(office, seconds=240), "no scheduled night was run within four minutes"
        finally:
            worker.terminate()
            try:
                worker.wait(timeout=30)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


def _every_minute(office: Path) -> None:
    """Schedule the night every minute, without rests between requests or a gap before the second pass."""
    path = office / "office.yml"
    yaml = YAML()
    settings = yaml.load(path.read_text(encoding="utf-8"))
    settings["schedule"]["nightly"] = "* * * * *"
    settings["politeness"] |= {"delay_seconds": 0.0, "backoff_seconds": 0.0, "second_pass_minutes": 0.0}
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(settings, file)


def _wait_for_scorecards(office: Path, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (office / "var" / "site" / "index.html").is_file():
            return True
        time.sleep(1)
    return False
