"""`gongkai init`: an office from its register, and brought up to date without undoing what people wrote."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from flows.errors import FolderNotWritable
from flows.init_office import Made, init_office
from schemas.mistakes import ConfigError
from schemas.office_folder import OfficeFolder, examine_office, load_office
from schemas.registers.rows import Registers
from schemas.yaml_files import plain, read_yaml
from scorecards.measures import PARAMS

REGISTERS = tuple(f"registers/{name}.csv" for name in ("applications", "messages", "problems", "accounts"))
TITLES = (
    "单位代码",
    "单位名称",
    "单位类别",
    "栏目",
    "网址",
    "栏目类型",
    "信息类别",
    "更新时限(天)",
    "最少条数",
    "栏目代码",
)
GZDT = ["slj", "市水利局", "部门", "工作动态", "http://slj.test/gzdt/", "动态要闻", "工作信息", "30", "", ""]
TZGG = ["slj", "市水利局", "部门", "通知公告", "http://slj.test/tzgg/", "通知公告", "工作信息", "", "12", ""]
TOWN = ["xqz", "西桥镇", "镇街", "动态", "http://xqz.test/dt/", "动态要闻", "工作信息", "", "", ""]


def init(folder: Path, *rows: Sequence[str], name: str | None = None) -> Made:
    register = folder.parent / "登记表.csv"
    with register.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([TITLES, *rows])
    return init_office(folder, register=register, name=name, rules="national-2019", year=2026)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def loaded(folder: Path) -> OfficeFolder:
    return load_office(folder, measures=PARAMS)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    init(folder, GZDT, TZGG, TOWN, name="云溪市政府信息公开办公室")
    return folder


def test_an_office_is_made_whole_and_without_mistakes(office: Path) -> None:
    assert set(everything(office)) == {
        "office.yml",
        "agencies/slj.yml",
        "agencies/xqz.yml",
        "agencies/.register.json",
        "work_plans/2026.yml",
        "reviews/answers.csv",
        *REGISTERS,
    }
    folder, mistakes = examine_office(office, measures=PARAMS)
    assert mistakes == []
    assert folder is not None
    assert folder.office.name == "云溪市政府信息公开办公室"
    assert folder.office.canary == ()
    assert [(site.host, site.home, site.agencies) for site in folder.office.sites] == [
        ("slj.test", "http://slj.test/", ("slj",)),
        ("xqz.test", "http://xqz.test/", ("xqz",)),
    ]
    assert [duty.measure for task in folder.plans[0].tasks for duty in task.obligations] == [
        "not_blank",
        "updated_within",
        "min_items",
    ]
    gzdt, tzgg = folder.agencies[0].columns
    assert (gzdt.code, gzdt.name, gzdt.max_age_days, gzdt.min_items) == ("gzdt", "工作动态", 30, None)
    assert (tzgg.code, tzgg.max_age_days, tzgg.min_items) == ("tzgg", None, 12)


def test_an_office_without_a_register_is_a_beginning(tmp_path: Path) -> None:
    made = init_office(tmp_path / "office", register=None, name=None, rules="national-2019", year=2026)
    assert {str(path.relative_to(tmp_path / "office")) for path in made.written} == {
        "office.yml",
        "work_plans/2026.yml",
        "reviews/answers.csv",
        *REGISTERS,
    }
    _, (mistake,) = examine_office(tmp_path / "office", measures=PARAMS)
    assert mistake.message == "there is no agency"


def test_running_it_twice_writes_nothing(office: Path) -> None:
    before = everything(office)
    made = init(office, GZDT, TZGG, TOWN)
    assert (made.written, made.notes) == ([], [])
    assert everything(office) == before
    assert (made.agencies, made.columns) == (2, 3)


def test_what_people_wrote_stays_when_the_register_says_nothing_new(office: Path) -> None:
    slj = office / "agencies/slj.yml"
    edit(slj, "max_age_days: 30", "max_age_days: 7")
    edit(slj, "name: 市水利局", "# 2026年起与河长办合署\nname: '市水利局'\ngrace_until: 2026-03-31")
    edit(slj, "code: tzgg", "code: tzgg, platform: trs")
    edit(office / "office.yml", "delay_seconds: 2.0", "delay_seconds:   5.0\n  max_pages: 10")
    before = everything(office)
    assert init(office, GZDT, TZGG, TOWN).written == []
    assert everything(office) == before


def test_a_field_changed_in_the_register_is_written_and_other_edits_stay(office: Path) -> None:
    slj = office / "agencies/slj.yml"
    edit(slj, "max_age_days: 30", "max_age_days: 7")
    edit(slj, "name: 市水利局", "# 2026年起与河长办合署\nname: '市水利局'\ngrace_until: 2026-03-31")
    changed = [*TZGG[:4], "https://slj.test/tzgg/", *TZGG[5:]]
    made = init(office, GZDT, changed, TOWN)
    assert slj in made.written
    assert office / "agencies/xqz.yml" not in made.written
    text = slj.read_text(encoding="utf-8")
    assert "# 2026年起与河长办合署\nname: '市水利局'\ngrace_until: 2026-03-31\n" in text
    gzdt, tzgg = loaded(office).agencies[0].columns
    assert gzdt.max_age_days == 7
    assert tzgg.url == "https://slj.test/tzgg/"


def test_a_limit_taken_out_of_the_register_is_taken_out_of_the_file(office: Path) -> None:
    init(office, [*GZDT[:7], "", "", ""], TZGG, TOWN)
    assert loaded(office).agencies[0].columns[0].max_age_days is None


def test_a_limit_that_only_a_person_set_is_not_taken_out(office: Path) -> None:
    edit(office / "agencies/xqz.yml", "code: dt", "code: dt, max_age_days: 9")
    init(office, GZDT, TZGG, TOWN)
    assert loaded(office).agencies[1].columns[0].max_age_days == 9


def test_a_new_row_is_appended_and_a_new_agency_gets_its_file(office: Path) -> None:
    made = init(
        office,
        [*GZDT[:3], "水旱灾害防御", "http://slj.test/fy/", "其他", "工作信息", "60", "", ""],
        GZDT,
        TZGG,
        TOWN,
        ["jyj", "市教育局", *GZDT[2:4], "http://jyj.test/", *GZDT[5:]],
    )
    assert [column.code for column in loaded(office).agencies[1].columns] == ["gzdt", "tzgg", "shzhfy"]
    assert office / "agencies/jyj.yml" in made.written
    assert "jyj.test" in [site.host for site in loaded(office).office.sites]


def test_a_column_gone_from_the_register_is_noted_and_stays(office: Path) -> None:
    made = init(office, GZDT, TOWN)
    assert [note for note in made.notes if "slj/tzgg (通知公告) is not in the register" in note]
    assert [column.code for column in loaded(office).agencies[0].columns] == ["gzdt", "tzgg"]


def test_an_agency_gone_from_the_register_is_noted_and_stays(office: Path) -> None:
    made = init(office, GZDT, TZGG)
    assert [note for note in made.notes if note.startswith("xqz is no longer in the register")]
    assert [agency.code for agency in loaded(office).agencies] == ["slj", "xqz"]


def test_a_row_is_known_by_its_code_first(office: Path) -> None:
    init(office, [*GZDT[:3], "水利要闻", "http://slj.test/sl/", *GZDT[5:9], "gzdt"], TZGG, TOWN)
    gzdt = loaded(office).agencies[0].columns[0]
    assert (gzdt.code, gzdt.name, gzdt.url) == ("gzdt", "水利要闻", "http://slj.test/sl/")


def test_a_row_is_known_by_its_address_then(office: Path) -> None:
    init(office, [*GZDT[:3], "水利要闻", *GZDT[4:]], TZGG, TOWN)
    gzdt, _ = loaded(office).agencies[0].columns
    assert (gzdt.code, gzdt.name) == ("gzdt", "水利要闻")


def test_a_row_is_known_by_its_name_last(office: Path) -> None:
    init(office, [*GZDT[:4], "http://slj.test/new/", *GZDT[5:]], TZGG, TOWN)
    gzdt, _ = loaded(office).agencies[0].columns
    assert (gzdt.code, gzdt.url) == ("gzdt", "http://slj.test/new/")


def test_a_new_row_of_a_known_name_does_not_take_the_other_rows_column(office: Path) -> None:
    elsewhere = [*GZDT[:4], "http://hzb.test/gzdt/", *GZDT[5:]]
    init(office, elsewhere, GZDT, TZGG, TOWN)
    columns = {column.code: column.url for column in loaded(office).agencies[0].columns}
    assert columns["gzdt"] == "http://slj.test/gzdt/"
    assert columns["gzdt-2"] == "http://hzb.test/gzdt/"


def test_a_derived_code_leaves_the_registers_own_codes_free(tmp_path: Path) -> None:
    init(tmp_path / "office", GZDT, [*TZGG[:9], "gzdt"])
    assert [(column.code, column.name) for column in loaded(tmp_path / "office").agencies[0].columns] == [
        ("gzdt-2", "工作动态"),
        ("gzdt", "通知公告"),
    ]


def test_a_column_taken_out_of_its_file_comes_back_whole_while_it_is_owed(office: Path) -> None:
    slj = office / "agencies/slj.yml"
    before = everything(office)
    slj.write_text("".join(line for line in slj.open(encoding="utf-8") if "gzdt" not in line), encoding="utf-8")
    init(office, GZDT, TZGG, TOWN)
    assert {column.code: column.max_age_days for column in loaded(office).agencies[0].columns} == {
        "tzgg": None,
        "gzdt": 30,
    }
    slj.unlink()
    init(office, GZDT, TZGG, TOWN)
    assert everything(office) == before


def test_what_a_person_took_out_of_the_sites_stays_out_until_the_register_changes(office: Path) -> None:
    shared = [*TOWN[:4], "http://slj.test/xqz/", *TOWN[5:]]
    init(office, GZDT, TZGG, shared)
    edit(office / "office.yml", "agencies: [slj, xqz]", "agencies: [slj]")
    assert init(office, GZDT, TZGG, shared).written == []
    third = ["jyj", "市教育局", *GZDT[2:4], "http://slj.test/jyj/", *GZDT[5:]]
    init(office, GZDT, TZGG, shared, third)
    owners = {site.host: site.agencies for site in loaded(office).office.sites}
    assert owners["slj.test"] == ("slj", "jyj")


def test_a_private_server_that_a_person_forbade_stays_forbidden(tmp_path: Path) -> None:
    private = [*GZDT[:4], "http://10.1.2.3/gzdt/", *GZDT[5:]]
    init(tmp_path / "office", private)
    edit(tmp_path / "office/office.yml", "10.1.2.3:80", "10.9.9.9:80")
    made = init(tmp_path / "office", private)
    assert (made.written, made.notes) == ([], [])
    assert loaded(tmp_path / "office").office.allowed_private == ("10.9.9.9:80",)


def test_an_office_file_that_was_deleted_is_made_anew(office: Path) -> None:
    (office / "office.yml").unlink()
    init(office, GZDT, TZGG, TOWN)
    assert [site.host for site in loaded(office).office.sites] == ["slj.test", "xqz.test"]


def test_a_category_of_the_registers_own_joins_the_list(office: Path) -> None:
    init(office, GZDT, TZGG, [*TOWN[:6], "村务公开", *TOWN[7:]])
    assert loaded(office).office.categories[-1] == "村务公开"
    assert "工作信息" in loaded(office).office.categories


@pytest.mark.parametrize(
    ("url", "key", "delay"),
    [
        ("http://127.0.0.1:8123/gzdt/", "127.0.0.1:8123", 0.0),
        ("http://localhost:8123/gzdt/", "localhost:8123", 0.0),
        ("http://10.1.2.3/gzdt/", "10.1.2.3:80", None),
        ("https://192.168.7.9/gzdt/", "192.168.7.9:443", None),
    ],
)
def test_private_servers_of_the_register_are_allowed_and_only_this_machine_is_hurried(
    tmp_path: Path, url: str, key: str, delay: float | None
) -> None:
    made = init(tmp_path / "office", [*GZDT[:4], url, *GZDT[5:]], TZGG)
    office = loaded(tmp_path / "office").office
    assert office.allowed_private == (key,)
    assert {host: own.delay_seconds for host, own in office.politeness.hosts.items()} == (
        {} if delay is None else {key: delay}
    )
    assert [note for note in made.notes if note.startswith(f"{key} is a private address")]
    assert init(tmp_path / "office", [*GZDT[:4], url, *GZDT[5:]], TZGG).notes == []


@pytest.mark.parametrize("url", ["http://slj.test/gzdt/", "http://8.8.8.8/gzdt/", "https://www.slj.gov.cn:8443/"])
def test_public_servers_are_neither_allowed_nor_hurried(tmp_path: Path, url: str) -> None:
    made = init(tmp_path / "office", [*GZDT[:4], url, *GZDT[5:]])
    office = loaded(tmp_path / "office").office
    assert (office.allowed_private, office.politeness.hosts, made.notes) == ((), {}, [])


def test_a_register_with_a_mistake_writes_nothing(office: Path, tmp_path: Path) -> None:
    before = everything(office)
    with pytest.raises(ConfigError, match="not a web address"):
        init(office, [*GZDT[:4], "slj.test", *GZDT[5:]], TZGG, TOWN)
    assert everything(office) == before
    with pytest.raises(ConfigError):
        init(tmp_path / "new", [*GZDT[:4], "slj.test", *GZDT[5:]])
    assert not (tmp_path / "new").exists()


def test_an_unknown_rule_set_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no rule set 'national-2091'"):
        init_office(tmp_path / "office", register=None, name=None, rules="national-2091", year=2026)
    assert not (tmp_path / "office").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("agencies/slj.yml", "columns:", "columnns:", "did you mean `columns`?"),
        ("agencies/slj.yml", "code: gzdt, ", "", "'columns.1.code' is missing"),
        ("agencies/slj.yml", "columns:", "columns: [", "mend the YAML"),
        ("office.yml", "- host: slj.test", "- hosst: slj.test", "did you mean `host`?"),
    ],
)
def test_a_file_that_does_not_fit_is_told_and_nothing_is_written(
    office: Path, file: str, old: str, new: str, told: str
) -> None:
    edit(office / file, old, new)
    before = everything(office)
    with pytest.raises(ConfigError) as raised:
        init(office, [*GZDT[:7], "31", "", ""], TZGG, TOWN)
    assert told in str(raised.value)
    assert everything(office) == before


def test_what_the_register_said_last_must_be_readable(office: Path) -> None:
    (office / "agencies/.register.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="delete it"):
        init(office, GZDT, TZGG, TOWN)


def test_what_the_register_said_last_is_kept(office: Path) -> None:
    said = json.loads((office / "agencies/.register.json").read_text(encoding="utf-8"))
    assert {key: value for key, value in said["slj"].items() if value} == {"name": "市水利局", "class": "部门"}
    assert said["slj/gzdt"]["max_age_days"] == 30
    assert said["slj/tzgg"]["max_age_days"] is None


MERGED = ("承接栏目", "单位截止日期", "单位曾用名", "承接单位代码")


def with_merger(folder: Path, *, end: str = "2026-06-30", continues: str = "xqz/dt") -> Made:
    """西桥镇 went over to 市水利局, which had another name until then."""
    register = folder.parent / "登记表.csv"
    rows = [
        [*TITLES, *MERGED],
        [*GZDT, continues, "", "市水务局至2026-06-30", ""],
        [*TZGG, "", "", "", ""],
        [*TOWN, "", end, "", "slj" if end else ""],
    ]
    with register.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return init_office(folder, register=register, name=None, rules="national-2019", year=2026)


def test_a_merger_and_a_former_name_come_in_with_the_register_and_go_with_it(office: Path) -> None:
    with_merger(office)
    water, town = loaded(office).agencies
    assert water.columns[0].continues == "xqz/dt"
    assert (water.name_on(date(2026, 6, 30)), water.name_on(date(2026, 7, 1))) == ("市水务局", "市水利局")
    assert (town.until, town.successor) == (date(2026, 6, 30), "slj")
    assert with_merger(office).written == []

    with_merger(office, end="", continues="")
    water, town = loaded(office).agencies
    assert (town.until, town.successor, water.columns[0].continues) == (None, None, None)


def test_what_a_person_wrote_about_an_agency_stays_when_the_register_says_nothing_of_it(office: Path) -> None:
    edit(office / "agencies/xqz.yml", "class: 镇街", "class: 镇街\nuntil: 2026-06-30\nsuccessor: slj")
    before = everything(office)
    init(office, GZDT, TZGG, TOWN)
    assert everything(office) == before


def test_a_plan_that_stands_is_left_alone_in_a_new_year(office: Path) -> None:
    edit(office / "work_plans/2026.yml", "points: 60", "points: 50")
    register = office.parent / "登记表.csv"
    made = init_office(office, register=register, name=None, rules="national-2019", year=2027)
    assert made.written == []
    assert not (office / "work_plans/2027.yml").exists()


def test_answers_that_stand_are_left_alone(office: Path) -> None:
    with (office / "reviews/answers.csv").open("a", encoding="utf-8") as file:
        file.write("slj,staff,完成,有专人,,李敏,2026-03-01\n")
    before = everything(office)
    init(office, GZDT, TZGG, TOWN)
    assert everything(office) == before


def test_the_registers_begin_empty_and_say_nothing_of_anybody(office: Path) -> None:
    folder, _ = examine_office(office, measures=PARAMS)
    assert folder is not None
    assert folder.registers() == Registers(applications=(), messages=(), problems=(), accounts=())
    with (office / "registers/applications.csv").open("a", encoding="utf-8") as file:
        file.write("slj,2026-001,2026-03-02,,,,,,,2026-03-20,,2026-04-01,李敏\n")
    (row,) = folder.registers().applications or ()
    assert (row.received_on, row.replied_on) == (date(2026, 3, 2), date(2026, 3, 20))
    assert (row.stated_on, row.issued_by) == (date(2026, 4, 1), "李敏")


def test_registers_that_a_person_keeps_or_threw_away_are_left_alone(office: Path) -> None:
    for name in REGISTERS[1:]:
        (office / name).unlink()
    before = everything(office)
    init(office, GZDT, TZGG, TOWN)
    assert everything(office) == before


def test_a_new_name_given_on_the_command_line_is_written(office: Path) -> None:
    init(office, GZDT, TZGG, TOWN, name="云溪市政务公开办")
    assert plain(read_yaml(office / "office.yml"))["name"] == "云溪市政务公开办"


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file", encoding="utf-8")
    with pytest.raises(FolderNotWritable, match="cannot be written"):
        init_office(tmp_path / "office", register=None, name=None, rules="national-2019", year=2026)
