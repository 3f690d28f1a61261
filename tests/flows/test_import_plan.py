"""A published plan becomes a proposal that the office's own check accepts, and that takes no points from anybody."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from flows.command_line import app
from flows.init_office import init_office
from flows.propose_plan import propose_plan, register_of
from schemas.agencies import Agency
from schemas.messages import say
from schemas.mistakes import ConfigError
from schemas.office_folder import load_office
from schemas.plan_readings import PlanGroup, PlanReading, PlanTask
from schemas.proposals import load_proposals
from schemas.unit_words import load_unit_words
from schemas.vocabulary import load_vocabulary
from schemas.work_plan import WorkPlan
from schemas.yaml_files import YamlFile
from scorecards.measures import MEASURES, PARAMS
from scrapers.plans.deadlines import day_of
from scrapers.plans.reading import read_plan
from scrapers.plans.units import look_up
from tests.support.shared_pages import SHARED

SAMPLE = SHARED / "samples/work_plan_2018.txt"
REGISTER = [
    ("zfb", "市政府办公室", "部门"),
    ("fgj", "云溪市发展和改革局", "部门"),
    ("czj", "市财政局", "部门"),
    ("jtj", "市教育和体育局", "部门"),
    ("jhz", "镜湖镇人民政府", "镇街"),
    ("sqj", "石桥街道办事处", "镇街"),
]
AGENCIES = tuple(Agency(code=code, name=name, agency_class=kind, columns=()) for code, name, kind in REGISTER)

runner = CliRunner()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    rows = ["单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别"]
    rows += [f"{code},{name},{kind},动态,http://127.0.0.1:9/{code}/,动态要闻,工作信息" for code, name, kind in REGISTER]
    register = tmp_path / "register.csv"
    register.write_text("\n".join(rows), encoding="utf-8")
    init_office(tmp_path / "office", register=register, name="云溪市", rules="national-2019", year=2025)
    return tmp_path / "office"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["云溪市2026年政务公开工作主要任务分解表"],
        ["序号", "工作任务", "工作要求", "牵头单位", "责任单位", "时限要求"],
        [1, "公布预算", "各部门公布2026年部门预算。", "市财政局", "市直各部门", "6月30日前"],
        [2, "加强解读：“谁起草、谁解读”", "重要文件均应解读。\n# 图文并茂", "市政府办", "各镇街、市市监局", "持续推进"],
        [3, "公开会议", "邀请代表列席会议。", None, None, "年底前"],
    ):
        page.append(row)
    book.save(tmp_path / "任务分解表.xlsx")
    return tmp_path / "任务分解表.xlsx"


def run(*arguments: object) -> tuple[int, str, str]:
    done = runner.invoke(app, ["plan", "import", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_json_is_what_the_manual_says(table: Path) -> None:
    code, out, _ = run(table, "--json")
    said = json.loads(out)
    assert code == 0
    assert set(said) == {"year", "groups", "not_understood"}
    assert said["year"] == 2026
    (group,) = said["groups"]
    assert set(group) == {"title", "tasks"}
    assert group["tasks"][0] == {
        "number": "1",
        "title": "公布预算",
        "units": ["市财政局", "市直各部门"],
        "deadline": "6月30日前",
        "proposed": ["document_present" if "document_present" in MEASURES else "human"],
    }
    assert group["tasks"][2]["proposed"] == ["human"]


def test_a_proposed_plan_is_accepted_by_check_and_takes_no_points(office: Path, table: Path) -> None:
    out = office / "work_plans" / "2026.yml"
    code, _, err = run(table, "--office", office, "--out", out)
    assert code == 1  # 市市监局 is not in the register, task 3 names nobody
    assert "市市监局" in err
    checked = runner.invoke(app, ["check", str(office)])
    assert checked.exit_code == 0, checked.stdout
    plan = next(plan for plan in load_office(office, measures=PARAMS).plans if plan.year == 2026)
    first, second, third = plan.tasks
    assert (first.lead, first.assisting, first.deadline) == (("czj",), ("fgj", "jtj", "zfb"), date(2026, 6, 30))
    assert (second.lead, second.assisting, second.deadline) == (("zfb",), ("jhz", "sqj"), "持续推进")
    assert (third.lead, third.assisting, third.deadline) == ((), (), date(2026, 12, 31))
    assert second.wording == "加强解读：“谁起草、谁解读”\n重要文件均应解读。\n# 图文并茂"
    assert all(duty.trial for task in plan.tasks for duty in task.obligations)
    text = out.read_text(encoding="utf-8")
    assert "市市监局" in text
    assert "6月30日前" in text


def test_a_plan_that_is_there_is_never_written_over(office: Path, table: Path) -> None:
    before = (office / "work_plans" / "2025.yml").read_bytes()
    code, _, err = run(table, "--office", office, "--out", office / "work_plans" / "2025.yml")
    assert (code, (office / "work_plans" / "2025.yml").read_bytes()) == (2, before)
    assert "never written over" in err


def test_a_plan_without_a_year_asks_for_it(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("工作要点\n1.公布预算。（责任单位：市财政局）\n", encoding="utf-8")
    assert run(path, "--office", office, "--out", tmp_path / "a.yml")[0] == 2
    assert not (tmp_path / "a.yml").exists()
    assert run(path, "--office", office, "--out", tmp_path / "a.yml", "--year", "2026")[0] == 0
    assert YamlFile(tmp_path / "a.yml", WorkPlan).value.tasks[0].lead == ("czj",)


def test_a_file_that_is_no_plan_ends_with_one_error_and_writes_nothing(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4")
    code, out, err = run(path, "--office", office, "--out", tmp_path / "a.yml")
    assert (code, out) == (2, "")
    assert err.count("error") == 1
    assert not (tmp_path / "a.yml").exists()


@pytest.mark.skipif(not SAMPLE.exists(), reason="no folder shared beside the checkout")
def test_the_samples_proposal_holds_its_wording_and_names_nobody(office: Path, tmp_path: Path) -> None:
    reading = read_plan(SAMPLE)
    proposed = propose_plan(reading, register_of(office), PARAMS, source=SAMPLE)
    out = tmp_path / "2018.yml"
    out.write_text(proposed.text, encoding="utf-8")
    plan = YamlFile(out, WorkPlan).value
    assert [task.wording for task in plan.tasks] == [task.wording for task in reading.tasks]
    assert {task.lead for task in plan.tasks} == {()}
    assert len(proposed.open_points) == 10


WORDING = st.text(
    st.sampled_from("公开：:#-'\"\\|>&*!%@`{}[]，。\t \n?~0a（）“”\u3000\x85\u2028\ufeff😀"), min_size=1, max_size=60
).filter(str.strip)


@settings(max_examples=30)
@given(wording=WORDING, title=WORDING, deadline=WORDING, unit=WORDING)
def test_the_proposal_holds_every_word_as_it_was_said(wording: str, title: str, deadline: str, unit: str) -> None:
    task = PlanTask(
        number="1", title=title, wording=wording, lead=(unit,), deadline=deadline, place=say("plan.place.line", line=1)
    )
    reading = PlanReading(year=2026, title=title, groups=(PlanGroup(title=title, tasks=(task,)),))
    text = propose_plan(reading, AGENCIES, PARAMS, source=Path("plan.txt")).text
    plan = WorkPlan.model_validate(YAML(typ="safe").load(text))
    assert (plan.tasks[0].wording, plan.tasks[0].title) == (task.wording, task.title)
    assert plan.title == task.title
    assert plan.tasks[0].deadline in (task.deadline, day_of(deadline, 2026))


def test_an_office_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no office folder"):
        register_of(tmp_path)


# units


@pytest.mark.parametrize(
    ("said", "codes", "unknown"),
    [
        ("市财政局", ("czj",), ()),
        ("财政局", ("czj",), ()),
        ("云溪市财政局", ("czj",), ()),
        ("市发改局", ("fgj",), ()),
        ("市发展和改革局", ("fgj",), ()),
        ("市发改委", (), ("市发改委",)),
        ("体育局", (), ("体育局",)),
        ("市教育和体育局", ("jtj",), ()),
        ("市财政局和市政府办", ("zfb", "czj"), ()),
        ("镜湖镇", ("jhz",), ()),
        ("市政府办公室（市政务公开办）", ("zfb",), ()),
        ("石桥街道", ("sqj",), ()),
        ("市 财 政 局", ("czj",), ()),
        ("各镇街", ("jhz", "sqj"), ()),
        ("各镇（街道）", ("jhz", "sqj"), ()),
        ("市直各部门", ("zfb", "fgj", "czj", "jtj"), ()),
        ("各单位", ("*",), ()),
        ("各县(市、区)", (), ("各县(市、区)",)),
        ("有关部门", (), ("有关部门",)),
        ("市财政局等", ("czj",), ("市财政局等",)),
        ("市财政局等有关部门", ("czj",), ("市财政局等有关部门",)),
    ],
)
def test_a_unit_is_looked_up_and_never_guessed(said: str, codes: Sequence[str], unknown: Sequence[str]) -> None:
    found = look_up([said], AGENCIES, load_unit_words())
    assert (found.codes, found.unknown) == (codes, unknown)


def test_a_name_that_two_agencies_fit_is_nobodys() -> None:
    twins = tuple(Agency(code=f"a{n}", name=f"{place}水利局", agency_class="部门", columns=()) for n, place in
                  enumerate(("东市", "西市")))  # fmt: skip
    assert look_up(["水利局"], twins, load_unit_words()).unknown == ("水利局",)


# the data


@pytest.mark.parametrize("proposal", load_proposals().proposals, ids=lambda one: f"{one.measure}-{one.words[0]}")
def test_a_proposal_is_of_a_measure_and_has_its_parameters(proposal) -> None:  # type: ignore[no-untyped-def]
    vocabulary = load_vocabulary()
    assert set(proposal.scope.kinds) <= set(vocabulary.kinds)
    assert set(proposal.scope.categories) <= set(vocabulary.categories)
    if proposal.measure in MEASURES:
        params = proposal.filled(year=2026, deadline=date(2026, 6, 30))
        MEASURES[proposal.measure].params.model_validate(params)


def test_a_measure_that_does_not_exist_is_proposed_for_people() -> None:
    proposals = load_proposals()
    of = proposals.of("推进政务新媒体建设", measures=["human"], year=2026, deadline=None)
    assert [measure for _, measure, _ in of] == ["human"]


def test_a_task_that_no_words_fit_is_proposed_for_people() -> None:
    of = load_proposals().of("邀请代表列席会议", measures=MEASURES, year=2026, deadline=None)
    assert [measure for _, measure, _ in of] == ["human"]
