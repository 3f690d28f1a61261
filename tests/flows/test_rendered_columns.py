"""An office with a column that only a browser can see, through a whole night."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from scrapers.fetching.chromium import what_is_missing
from scrapers.stored import read_page
from tests.support.drawn_pages import DATA, LOAD, SHOW, page
from tests.support.fault_server import LIST, Answer, FaultServer, running
from warehouse import facts

needs_browser = pytest.mark.skipif(what_is_missing() is not None, reason=f"no browser here: {what_is_missing()}")
PAGES = {"/gcgg/": Answer(page(SHOW + LOAD)), "/gzdt/": Answer(LIST), "/data.json": Answer(DATA)}
HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"


def office_of(server: FaultServer, folder: Path, *, rendered: bool) -> Path:
    """Two columns of one agency: one whose list stands in its page, one whose list a script fetches."""
    register = folder / "register.csv"
    register.write_text(
        f"{HEADER}swj,市水务局,部门,工作动态,{server.url('/gzdt/')},动态要闻,工作信息,gzdt\n"
        f"swj,市水务局,部门,工程公告,{server.url('/gcgg/')},通知公告,工作信息,gcgg\n",
        encoding="utf-8",
    )
    office = folder / "office"
    init_office(office, register=register, name="云溪市", rules="national-2019", year=2026)
    if rendered:
        file = office / "agencies" / "swj.yml"
        file.write_text(file.read_text(encoding="utf-8").replace("code: gcgg,", "code: gcgg, rendered: true,"))
    return office


def statuses(office: Path, *, night: str = "2026-11-20") -> dict[str, tuple[str, str, int]]:
    """Status, state and number of known items of each column after one more night."""
    with opened_at(office, as_of=night, now=f"{night}T23:59:59+08:00") as (opened, point):
        stages.nightly(opened, point, no_delay=True)
        checks = facts.check_results(opened.warehouse, facts.night_at(opened.warehouse, point))
    assert checks is not None
    return {column.column: (column.status, column.state, column.items) for column in checks.columns}


@needs_browser
@pytest.mark.browser
def test_a_night_judges_a_column_that_only_a_browser_can_see(tmp_path: Path) -> None:
    with running(pages=PAGES) as server:
        plain = statuses(office_of(server, tmp_path, rendered=False))
        assert plain == {"gzdt": ("fresh", "list", 20), "gcgg": ("unknown", "needs_data", 0)}
        (tmp_path / "drawn").mkdir()
        office = office_of(server, tmp_path / "drawn", rendered=True)
        assert statuses(office) == {"gzdt": ("fresh", "list", 20), "gcgg": ("fresh", "list", 15)}
        # The next night finds what it holds of the first in the same store.
        assert statuses(office, night="2026-11-21")["gcgg"] == ("fresh", "list", 15)
    (exported,) = (office / "var" / "exports").glob("2026-11-20*/scorecards.json")
    cards = json.loads(exported.read_text(encoding="utf-8"))
    records = {
        evidence["record"]
        for line in cards["agencies"][0]["lines"]
        for evidence in line["evidence"]
        if evidence["url"].endswith("/gcgg/")
    }
    assert records
    for record in records:
        assert "除险加固" in read_page(office / "var", record).text


def test_without_a_browser_the_column_is_unknown_by_our_own_fault_and_check_says_so_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = "no Chromium was found (apt-get install chromium)"
    monkeypatch.setattr("scrapers.fetching.browser.what_is_missing", lambda: missing)
    monkeypatch.setattr("flows.rendered_columns.what_is_missing", lambda: missing)
    with running(pages=PAGES) as server:
        office = office_of(server, tmp_path, rendered=True)
        told = CliRunner().invoke(app, ["check", str(office)])
        assert told.exit_code == 0, told.output
        assert "swj.yml:" in told.stdout
        assert "工程公告: only a browser can see it, and no Chromium was found" in told.stdout
        assert statuses(office)["gcgg"] == ("unknown", "needs_data", 0)
        assert [seen.path for seen in server.seen if seen.path == "/gcgg/"] == []


def test_an_office_without_such_a_column_hears_nothing_of_browsers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.rendered_columns.what_is_missing", lambda: "no Chromium was found")
    with running(pages=PAGES) as server:
        told = CliRunner().invoke(app, ["check", str(office_of(server, tmp_path, rendered=False))])
    assert (told.exit_code, "Chromium" in told.stdout) == (0, False)


@needs_browser
@pytest.mark.browser
def test_a_page_can_be_tried_in_the_browser_before_it_is_registered(tmp_path: Path) -> None:
    with running(pages=PAGES) as server:
        office = office_of(server, tmp_path, rendered=False)
        answers = [
            json.loads(CliRunner().invoke(app, ["read", "list", server.url("/gcgg/"), "--json", *options]).stdout)
            for options in (["--office", str(office)], ["--office", str(office), "--rendered"])
        ]
    assert [(answer["state"], len(answer["items"])) for answer in answers] == [("needs_data", 0), ("list", 15)]
