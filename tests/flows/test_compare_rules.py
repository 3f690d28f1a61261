"""`gongkai rules`: which rule sets there are, and what another one would change, without changing anything."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import expectations.run
from flows import stages
from flows.command_line import app
from flows.compare_rules import compare_rules, night_of
from flows.opened import opened_at
from schemas.results import CheckResults
from schemas.rules import RuleSet
from tests.schemas.small_office import spoil, write_office
from tests.warehouse.world import ZONE, entry, visit
from warehouse import facts
from warehouse.save import begin_night, finish_night, save_register, save_visit

NIGHT = datetime(2026, 3, 31, 23, 59, 59, tzinfo=ZONE)
RAN = datetime(2026, 4, 1, 2, 30, tzinfo=ZONE)
STRICTER = """
name: yunxi-strict
version: "1"
title: 云溪扣分制
source: 云溪市政务公开考核办法
freshness:
  - {code: weekly, kinds: [动态要闻], limit: {value: 7, unit: days}, clause: 第二条, text: 动态每周更新}
blank_clause: 第三条
grades: [{name: 合格, from_percent: 90}, {name: 不合格, from_percent: 0}]
frame: {base: 100}
plan: {mode: shown}
indicators:
  - {code: stale, title: 超期, clause: 第二条, text: 每栏扣15分, mode: deduct, points: 15, measure: updated_within}
"""


MONTHLY = """\
    obligations:
      - {id: monthly, measure: cadence, points: 1, trial: true, params: {each: month}}
"""
COUNTED_TOO = {
    "code": "quarterly",
    "title": "每季度",
    "mode": "deduct",
    "points": 1,
    "measure": "cadence",
    "params": {"each": "quarter"},
    "clause": "c",
    "text": "t",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights of one column: its newest item is 10, then 11 days old."""
    folder = write_office(tmp_path_factory.mktemp("rules") / "office")
    plan = folder / "work_plans/2026.yml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("    obligations:\n", MONTHLY, 1), encoding="utf-8")
    for days in (0, 1):
        after = timedelta(days=days)
        with opened_at(folder, as_of=None, now=None) as (opened, _):
            save_register(opened.warehouse, opened.folder.office, opened.folder.agencies, now=RAN + after)
            night = begin_night(opened.warehouse, as_of=NIGHT + after, run_id=f"r{days}", now=RAN + after)
            for column in ("gzdt", "tzgg"):
                seen = visit(
                    entry(1, date(2026, 3, 21)), column=column, at=RAN + after, url=f"http://slj.test/{column}/"
                )
                save_visit(opened.warehouse, night, seen)
            finish_night(opened.warehouse, night, state="done", now=RAN + after + timedelta(hours=1))
            stages.score(opened, NIGHT + after)
    (folder / "rules").mkdir()
    (folder / "rules/yunxi-strict.yml").write_text(STRICTER, encoding="utf-8")
    return folder


@pytest.fixture
def untouched(office: Path) -> Iterator[None]:
    before = (office / "var/warehouse.sqlite").read_bytes()
    yield
    assert (office / "var/warehouse.sqlite").read_bytes() == before


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["rules", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


@pytest.mark.usefixtures("untouched")
def test_two_nights_under_two_rule_sets_differ_where_the_rules_do(office: Path) -> None:
    said = json.loads(
        run(
            "compare", office, "--with", "yunxi-strict", "--from", "2026-03-01", "--until", "2026-04-01", "--json"
        ).stdout
    )
    assert [rules["name"] for rules in said["before"]] == ["national-2019"]
    assert said["after"] == {"name": "yunxi-strict", "version": "1"}
    assert len(said["nights"]) == 2
    slj = [one for one in said["agencies"] if one["agency"] == "slj"]
    assert [(one["before"]["percent"], one["after"]["score"], one["after"]["max"]) for one in slj] == [
        (100.0, 85.0, 100.0),
        (100.0, 85.0, 100.0),
    ]
    assert {(one["before"]["grade"], one["after"]["grade"]) for one in slj} == {("优秀", "不合格")}
    stale = [one for one in said["rules"] if (one["agency"], one["rule"]) == ("slj", "stale")]
    assert [(one["before"], one["after"]["points"], one["after"]["unmet"]) for one in stale] == [(None, -15.0, 1)] * 2


@pytest.mark.usefixtures("untouched")
def test_the_present_set_against_itself_differs_in_nothing(office: Path) -> None:
    said = json.loads(run("compare", office, "--with", "national-2019", "--as-of", "2026-04-01", "--json").stdout)
    assert len(said["nights"]) == 1
    assert all(one["before"] == one["after"] for one in (*said["agencies"], *said["rules"]))


@pytest.mark.usefixtures("untouched")
def test_a_comparison_is_shown_and_written(office: Path, tmp_path: Path) -> None:
    shown = run("compare", office, "--with", office / "rules/yunxi-strict.yml", "--out", tmp_path / "out")
    assert "national-2019 2019.4 → yunxi-strict 1" in shown.stdout
    assert "nothing was written" in shown.stdout
    assert "100.00 → 85.00" in shown.stdout
    with (tmp_path / "out/rules.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["单位代码"], row["规则"]): row for row in csv.DictReader(file)}
    assert rows["slj", "stale"]["得分（拟用）"] == "-15.00"
    assert rows["slj", "stale"]["得分（现行）"] == ""
    with (tmp_path / "out/agencies.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["单位代码"]: row["等次（拟用）"] for row in csv.DictReader(file)}["slj"] == "不合格"
    run("compare", office, "--with", "yunxi-strict", "--out", tmp_path / "out", code=2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--with", "nirgends"], "the file is missing"),
        (["--with", "yunxi-strict", "--from", "2027-01-01"], "no night was crawled in that time"),
        (["--with", "yunxi-strict", "--as-of", "2026-03-01"], "no night was crawled up to 2026-03-01"),
        (["--with", "yunxi-strict", "--as-of", "2026-03-31", "--from", "2026-03-01"], "either --as-of or --from"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(office: Path, arguments: list[str], words: str) -> None:
    assert words in run("compare", office, *arguments, code=2).output


def test_a_rule_set_with_mistakes_is_not_tried(office: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        STRICTER.replace("frame: {base: 100}\n", "").replace("updated_within", "updated"), encoding="utf-8"
    )
    output = run("compare", office, "--with", wrong, code=2).output
    assert "nothing to deduct from" in output
    assert "unknown measure 'updated'" in output


@pytest.mark.usefixtures("untouched")
def test_the_list_says_what_is_in_use_and_what_needs_confirmation(office: Path) -> None:
    shown = run("list", office).stdout
    for name in ("yunxi-strict", "national-2019", "jindong-2021", "jiamusi-2018"):
        assert name in shown
    assert "national-2019: interpretation-6m needs confirmation" in shown
    assert "jindong-2021: organisation needs confirmation" in shown


def test_a_rule_set_changed_under_its_version_is_refused_before_the_night_begins(tmp_path: Path, office: Path) -> None:
    own = (Path(__file__).parents[2] / "config/rules/national-2019.yml").read_text(encoding="utf-8")
    (office / "rules/national-2019.yml").write_text(own.replace("below: 5}", "below: 6}"), encoding="utf-8")
    try:
        for command in (["nightly"], ["validate"], ["score"]):
            done = CliRunner().invoke(app, [*command, str(office), "--as-of", "2026-04-01"])
            assert done.exit_code == 2, done.output
            assert "rule set national-2019 2019.4" in done.output
            assert "indicators. Raise `version`" in done.output
        listed = run("list", office, code=1).stdout
        assert "national-2019: changed since scorecards were made by it" in listed
        spoil(office, "rules/national-2019.yml", 'version: "2019.4"', 'version: "2019.5"')
        with opened_at(office, as_of="2026-04-01", now=None) as (opened, point):
            assert stages.score(opened, point).rules.version == "2019.5"
    finally:
        (office / "rules/national-2019.yml").unlink()


def test_a_night_is_judged_by_the_rules_in_force_on_its_day_and_keeps_them(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    (folder / "rules").mkdir()
    for name, days in (("spring", "until: 2026-03-31"), ("summer", "from: 2026-04-01")):
        text = STRICTER.replace("yunxi-strict", "yunxi").replace('version: "1"', f"version: {name}\n{days}")
        (folder / f"rules/{name}.yml").write_text(text, encoding="utf-8")
    spoil(folder, "office.yml", "rules: national-2019", "rules: [spring, summer]")
    with opened_at(folder, as_of=None, now=None) as (opened, _):
        for days, version in ((0, "spring"), (1, "summer")):
            at = NIGHT + timedelta(days=days)
            assert stages.score(opened, at).rules.version == version
            night = facts.night_at(opened.warehouse, at)
            assert night is not None
            kept = facts.rules_of_night(opened.warehouse, night)
            assert kept == opened.folder.rules_for(at.date())


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("change", "judged_again"),
    [
        pytest.param({"grades": []}, False, id="other grades"),
        pytest.param({"blank_clause": "第九条"}, False, id="another clause"),
        pytest.param({"part_year": "whole"}, True, id="other counts"),
        pytest.param({"indicators": [COUNTED_TOO]}, True, id="counts that nobody made that night"),
        pytest.param({"undated": "stale"}, True, id="another verdict on lists without dates"),
    ],
)
def test_a_night_is_judged_again_only_where_the_rules_judge_otherwise(
    office: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], judged_again: bool
) -> None:
    runs: list[str] = []
    judge = expectations.run.run

    def counting(*args: Any, **kwargs: Any) -> CheckResults:
        runs.append(kwargs["rules"].name)
        return judge(*args, **kwargs)

    monkeypatch.setattr(expectations.run, "run", counting)
    with opened_at(office, as_of=NIGHT.date().isoformat(), now=None) as (opened, point):
        own = opened.folder.rules_for(NIGHT.date())
        other = RuleSet.model_validate({**own.content(), "name": "other", **change})
        compare_rules(opened, other, [night_of(opened, point)])
    assert runs == (["other"] if judged_again else [])


def test_limits_of_kinds_that_no_column_has_change_no_verdict() -> None:
    def rules(**limits: int) -> RuleSet:
        freshness = [
            {"code": f"r{n}", "kinds": [kind], "limit": {"value": days}, "clause": "c", "text": "t"}
            for n, (kind, days) in enumerate(limits.items())
        ]
        said = {"name": "r", "version": "1", "title": "t", "source": "s", "blank_clause": "c", "freshness": freshness}
        return RuleSet.model_validate(said)

    own = rules(动态要闻=14, 人事信息=365)
    assert own.judges_as(rules(动态要闻=14, 人事信息=30), ["动态要闻"])
    assert own.judges_as(rules(动态要闻=14), ["动态要闻", "通知公告"])
    assert not own.judges_as(rules(动态要闻=14, 人事信息=30), ["动态要闻", "人事信息"])
    assert not own.judges_as(rules(人事信息=365), ["动态要闻"])


def test_how_far_a_comparison_is_stands_on_stderr(office: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="gongkai.progress")
    run("compare", office, "--with", "national-2019", "--from", "2026-03-01")
    assert any("rules compare" in record.getMessage() for record in caplog.records)
