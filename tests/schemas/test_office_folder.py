"""An office folder with a mistake in it: told with file, line and what to write instead, and all of them at once."""

from datetime import date
from pathlib import Path

import pytest

from schemas.agencies import registered_columns
from schemas.counts import registered_counts
from schemas.messages import CONFIG
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import examine_office, load_office, own_platforms
from scorecards.measures import PARAMS
from tests.schemas.small_office import PLAN as WORK_PLAN
from tests.schemas.small_office import spoil, write_office

SLJ, XQZ, PLAN, OFFICE = "agencies/slj.yml", "agencies/xqz.yml", "work_plans/2026.yml", "office.yml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office")


def mistakes_in(office: Path) -> list[Mistake]:
    return examine_office(office, measures=PARAMS)[1]


def test_an_office_without_mistakes_is_read_whole(office: Path) -> None:
    folder, mistakes = examine_office(office, measures=PARAMS)
    assert mistakes == []
    assert folder is not None
    assert [agency.code for agency in folder.agencies] == ["slj", "xqz"]
    assert [column.code for column in folder.agencies[0].columns] == ["gzdt", "tzgg"]
    assert folder.rules.name == "national-2019"
    assert folder.var == office / "var"


@pytest.mark.parametrize(
    ("file", "old", "new", "message", "remedy"),
    [
        pytest.param(SLJ, "kind: 动态要闻", "kindd: 动态要闻", "unknown key 'columns.1.kindd'", "`kind`", id="key"),
        pytest.param(OFFICE, "zone:", "zonne:", "unknown key 'zonne'", "did you mean `zone`?", id="key-of-office"),
        pytest.param(OFFICE, "  contact", "  kontakt", "unknown key", "did you mean `contact`?", id="key-within"),
        pytest.param(
            OFFICE, "zone:", "qqqq:", "unknown key 'qqqq'", "known here: name, zone, rules", id="key-unlike-any"
        ),
        pytest.param(SLJ, "class: 部门", "name: 又名", "duplicate key", "mend the YAML", id="key-twice"),
        pytest.param(SLJ, "min_items: 10", "min_items: many", "minimums.1.min_items", "correct min_items", id="type"),
        pytest.param(SLJ, "min_items: 10", "min_items: 0", "greater than 0 (found 0)", "correct min_items", id="zero"),
        pytest.param(
            SLJ, "kind: 动态要闻", "kind: 动态新文", "unknown kind '动态新文'", "write one of: 动态要闻", id="kind"
        ),
        pytest.param(
            SLJ,
            "kind: 动态要闻",
            "kind: 工作动态",
            "unknown kind '工作动态'",
            "write 动态要闻",
            id="kind-by-other-name",
        ),
        pytest.param(
            SLJ,
            "category: 工作信息",
            "category: 工作",
            "unknown category '工作'",
            "`categories` in office.yml",
            id="category",
        ),
        pytest.param(
            SLJ,
            "url: http://slj.test/gzdt/",
            "url: slj.test/gzdt/",
            "is not a web address",
            "correct url",
            id="address",
        ),
        pytest.param(
            SLJ,
            "url: http://slj.test/tzgg/",
            "url: http://slj.test/gzdt/",
            "stands twice in 市水利局 (first as '工作动态')",
            "`issuer`",
            id="address-twice",
        ),
        pytest.param(
            SLJ, "code: tzgg", "code: gzdt", "column code 'gzdt' stands 2 times", "its own code", id="code-twice"
        ),
        pytest.param(SLJ, "code: gzdt", "code: 工作动态", "columns.1.code", "correct code", id="code-in-chinese"),
        pytest.param(
            SLJ, "kind: 动态要闻", "kind: : 动态要闻", "mapping values are not allowed here", "mend", id="no-yaml"
        ),
        pytest.param(
            SLJ,
            "    category: 工作信息\n    url: http://slj.test/gzdt/",
            "    category: 工作信息\n    url: http://slj.test/gzdt/\n    platform: jinghuu",
            "unknown platform 'jinghuu'",
            "write one of: boda, ",
            id="platform",
        ),
        pytest.param(
            SLJ,
            "    category: 工作信息\n    url: http://slj.test/gzdt/",
            "    category: 工作信息\n    url: http://slj.test/gzdt/\n    looked_at: 2999-01-01",
            "lies in the future",
            "on which somebody looked",
            id="looked-at-tomorrow",
        ),
        pytest.param(
            SLJ,
            "  - category: 工作信息",
            "  - category: 财政信息",
            "no column has that category",
            "correct",
            id="minimum",
        ),
        pytest.param(
            SLJ,
            "class: 部门",
            "class: 部门\ngrace_until: 2026-02-30",
            "a date that does not exist",
            "day of the calendar",
            id="no-such-day",
        ),
        pytest.param(
            SLJ,
            "class: 部门",
            "class: 部门\nuntil: 2026-06-30\nsuccessor: nobody",
            "succeeded by 'nobody', which is not in agencies/",
            "the agency that took its duties over",
            id="no-successor",
        ),
        pytest.param(
            SLJ, "code: tzgg", "code: tzgg\n    continues: xqz/nothing", "which is not in the register", "", id="source"
        ),
        pytest.param(SLJ, "code: tzgg", "code: tzgg\n    continues: slj/tzgg", "leads back to it", "", id="circle"),
        pytest.param(SLJ, "code: tzgg", "code: tzgg\n    continues: tzgg", "continues", "", id="no-place"),
        pytest.param(
            PLAN,
            "measure: updated_within",
            "measure: updated",
            "unknown measure 'updated'",
            "updated_within",
            id="measure",
        ),
        pytest.param(
            PLAN, "lead: [slj]", "lead: [slk]", "names the agency 'slk'", "write one of: slj, xqz", id="agency"
        ),
        pytest.param(
            PLAN, "by: 2026-01-31", "by: soon", "published_by: parameter by", "title, by, not_before", id="parameter"
        ),
        pytest.param(
            PLAN, "title: 年度报告", "title: '年度('", "not a regular expression", "title, by, not_before", id="pattern"
        ),
        pytest.param(
            PLAN,
            "points: 60",
            "points: 60\n        params: {days: 3}",
            "updated_within: parameter days",
            "are: none",
            id="parameter-of-none",
        ),
        pytest.param(PLAN, "points: 60", "points: 0", "tasks.1.obligations.1.points", "correct points", id="points"),
        pytest.param(
            PLAN, "id: report", "id: current", "obligation id 'current' stands 2 times", "its own id", id="id-twice"
        ),
        pytest.param(PLAN, 'number: "2"', 'number: "1"', "task number '1' stands 2 times", "once", id="number-twice"),
        pytest.param(
            PLAN, "kinds: [年度报告]", "kinds: [年报表]", "unknown kind '年报表'", "write one of", id="kind-of-scope"
        ),
        pytest.param(
            PLAN,
            "categories: [工作信息]",
            "categories: [工作]",
            "unknown category",
            "write one of",
            id="category-of-scope",
        ),
        pytest.param(
            PLAN, "year: 2026", "year: 2025", "the file is 2026.yml, its year 2025", "make them agree", id="year"
        ),
        pytest.param(
            OFFICE, "Asia/Shanghai", "Asia/Shangai", "no such time zone: 'Asia/Shangai'", "correct zone", id="zone"
        ),
        pytest.param(OFFICE, "30 2 * * *", "30 2 * *", "not a cron line of five fields", "correct nightly", id="cron"),
        pytest.param(OFFICE, "30 2 * * *", "75 2 * * *", "not a cron line", "correct nightly", id="cron-out-of-range"),
        pytest.param(OFFICE, "30 2 * * *", "2:30 * * * *", "not a cron line", "correct nightly", id="cron-as-a-time"),
        pytest.param(OFFICE, "10.0.0.8:80", "10.0.0.8", "'10.0.0.8' is not host:port", "correct", id="no-port"),
        pytest.param(OFFICE, "10.0.0.8:80", "10.0.0.8:99999", "is not host:port", "correct", id="port"),
        pytest.param(
            OFFICE, "delay_seconds: 2.0", "delay_seconds: -1", "politeness.delay_seconds", "correct delay", id="delay"
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_remedy(
    office: Path, file: str, old: str, new: str, message: str, remedy: str
) -> None:
    line = spoil(office, file, old, new)
    told = [mistake for mistake in mistakes_in(office) if message in mistake.message]
    assert told, mistakes_in(office)
    for mistake in told:
        assert mistake.severity == "error"
        assert mistake.file == office / file
        assert remedy in mistake.remedy
    last = line + new.count("\n")
    assert [mistake for mistake in told if mistake.line and line <= mistake.line <= last]


@pytest.mark.parametrize(
    ("file", "old", "line"),
    [
        pytest.param(SLJ, "    name: 工作动态\n", 4, id="of the item it belongs to"),
        pytest.param(SLJ, "name: 市水利局\n", 1, id="of the file"),
    ],
)
def test_a_missing_key_is_told_with_the_line_where_it_belongs(office: Path, file: str, old: str, line: int) -> None:
    spoil(office, file, old, "")
    (mistake,) = mistakes_in(office)
    assert mistake.file == office / file
    assert mistake.line == line
    assert "is missing" in mistake.message
    assert mistake.remedy == "add `name: …` here"


def test_a_missing_parameter_is_told_with_the_line_of_the_parameters(office: Path) -> None:
    line = spoil(office, PLAN, "          by: 2026-01-31\n", "")
    (mistake,) = mistakes_in(office)
    assert mistake.line == line - 2  # `params:` stands above `title:`
    assert mistake.message == "published_by: parameter by: Field required"
    assert mistake.remedy == "its parameters are: title, by, not_before"


def test_all_mistakes_of_all_files_are_told_at_once(office: Path) -> None:
    spoil(office, OFFICE, "zone:", "zonne:")
    spoil(office, SLJ, "min_items: 10", "min_items: many")
    spoil(office, SLJ, "class: 部门", "klass: 部门")
    spoil(office, XQZ, "columns:", "columns: [")
    spoil(office, PLAN, "points: 60", "points: 0")
    told = mistakes_in(office)
    assert {mistake.file.name for mistake in told} == {"office.yml", "slj.yml", "xqz.yml", "2026.yml"}
    assert sum(mistake.file.name == "slj.yml" for mistake in told) == 3  # min_items, klass, and class missing
    with pytest.raises(ConfigError) as raised:
        load_office(office, measures=PARAMS)
    assert raised.value.mistakes == tuple(told)
    assert all(str(mistake) in str(raised.value) for mistake in told)


def test_an_agency_without_columns_is_an_error(office: Path) -> None:
    (office / XQZ).write_text("name: 西桥镇\nclass: 镇街\ncolumns: []\n", encoding="utf-8")
    (mistake,) = mistakes_in(office)
    assert (mistake.file, mistake.line) == (office / XQZ, 3)
    assert mistake.message == "西桥镇 has no column"
    assert "add its columns" in mistake.remedy


def test_an_agency_file_must_be_named_by_a_code(office: Path) -> None:
    (office / XQZ).rename(office / "agencies/西桥镇.yml")
    folder, told = examine_office(office, measures=PARAMS)
    assert folder is None
    assert [(mistake.file.name, mistake.message) for mistake in told] == [
        ("西桥镇.yml", "'西桥镇' cannot be an agency code")
    ]


def test_a_column_that_no_bound_applies_to_is_a_warning(office: Path) -> None:
    line = spoil(office, XQZ, "动态, kind: 动态要闻", "动态, kind: 其他")
    folder, (mistake,) = examine_office(office, measures=PARAMS)
    assert folder is not None
    assert (mistake.severity, mistake.file, mistake.line) == ("warning", office / XQZ, line)
    assert "no limit and no minimum applies to kind 其他" in mistake.message
    assert "max_age_days" in mistake.remedy


def test_a_last_day_left_over_from_last_years_plan_is_a_warning(office: Path) -> None:
    line = spoil(office, PLAN, "by: 2026-01-31", "by: 2025-01-31")
    (mistake,) = mistakes_in(office)
    assert (mistake.severity, mistake.file, mistake.line) == ("warning", office / PLAN, line)
    assert "2025-01-31 does not lie in 2026" in mistake.message


@pytest.mark.parametrize("pattern", ["年报|", ".*", "(年报)?"])
def test_a_pattern_that_every_title_matches_is_refused(office: Path, pattern: str) -> None:
    spoil(office, PLAN, "title: 年度报告", f"title: '{pattern}'")
    (mistake,) = mistakes_in(office)
    assert "matches every title" in mistake.message


@pytest.mark.parametrize("bound", ["max_age_days: 30", "min_items: 3"])
def test_a_bound_of_its_own_is_bound_enough(office: Path, bound: str) -> None:
    spoil(office, XQZ, "动态, kind: 动态要闻", f"动态, {bound}, kind: 其他")
    assert mistakes_in(office) == []


def test_an_address_shared_by_agencies_without_issuer_is_a_warning(office: Path) -> None:
    line = spoil(office, XQZ, "http://xqz.test/dt/", "http://slj.test/gzdt/")
    (mistake,) = mistakes_in(office)
    assert (mistake.severity, mistake.file, mistake.line) == ("warning", office / XQZ, line)
    assert mistake.message == "http://slj.test/gzdt/ also belongs to 市水利局"
    assert load_office(office, measures=PARAMS).agencies[1].columns[0].url == "http://slj.test/gzdt/"


def test_an_address_shared_by_agencies_is_no_warning_for_one_that_names_its_issuer(office: Path) -> None:
    spoil(office, XQZ, 'url: "http://xqz.test/dt/"', 'url: "http://slj.test/gzdt/", issuer: 西桥镇')
    assert mistakes_in(office) == []


def test_one_address_may_stand_twice_in_an_agency_for_two_issuers(office: Path) -> None:
    spoil(office, SLJ, "url: http://slj.test/tzgg/", "url: http://slj.test/gzdt/\n    issuer: 市河长办")
    assert mistakes_in(office) == []


@pytest.mark.parametrize(("name", "remedy"), [("agencies/*.yml", "gongkai init"), ("work_plans/*.yml", "starter plan")])
def test_an_office_without_agencies_or_plan_is_told_how_to_get_them(office: Path, name: str, remedy: str) -> None:
    for path in office.glob(name):
        path.unlink()
    if "agencies" in name:
        spoil(office, PLAN, "lead: [slj]", 'lead: ["*"]')
    (mistake,) = mistakes_in(office)
    assert mistake.file == office / name.partition("/")[0]
    assert remedy in mistake.remedy


def test_a_folder_that_is_no_office_is_said_to_be_none(tmp_path: Path) -> None:
    folder, (mistake,) = examine_office(tmp_path / "nowhere", measures=PARAMS)
    assert folder is None
    assert mistake.message == "this is no office folder"


@pytest.mark.parametrize(
    ("raw", "message"),
    [("名称: 局\n".encode("gbk"), "not UTF-8"), (b"", "holds no keys"), (b"- a\n- b\n", "holds no keys")],
)
def test_a_file_that_is_no_yaml_of_ours_is_said_to_be_none(office: Path, raw: bytes, message: str) -> None:
    (office / XQZ).write_bytes(raw)
    (mistake,) = mistakes_in(office)
    assert mistake.file == office / XQZ
    assert message in mistake.message


def test_an_unknown_rule_set_is_named(office: Path) -> None:
    spoil(office, OFFICE, "national-2019", "national-2091")
    (mistake,) = mistakes_in(office)
    assert mistake.file.name == "national-2091.yml"
    assert mistake.message == "the file is missing"


def test_the_offices_own_rule_set_comes_first(office: Path) -> None:
    own = (CONFIG / "rules/national-2019.yml").read_text(encoding="utf-8").replace("2019.4", "云溪修订")
    (office / "rules").mkdir()
    (office / "rules/national-2019.yml").write_text(own, encoding="utf-8")
    assert load_office(office, measures=PARAMS).rules.version == "云溪修订"


def test_the_plan_of_the_year_is_used_and_else_the_latest_before_it(office: Path) -> None:
    (office / "work_plans/2024.yml").write_text(WORK_PLAN.replace("2026", "2024"), encoding="utf-8")
    folder = load_office(office, measures=PARAMS)
    assert [folder.plan_for(date(year, 6, 1)).year for year in (2023, 2024, 2025, 2026, 2027)] == [
        2024,
        2024,
        2024,
        2026,
        2026,
    ]


def test_the_plan_changes_at_new_year_and_not_a_day_before(office: Path) -> None:
    (office / "work_plans/2025.yml").write_text(WORK_PLAN.replace("2026", "2025"), encoding="utf-8")
    folder = load_office(office, measures=PARAMS)
    assert folder.plan_for(date(2025, 12, 31)).year == 2025
    assert folder.plan_for(date(2026, 1, 1)).year == 2026


def test_the_warehouse_address_takes_its_secrets_from_the_environment(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(office, OFFICE, "sqlite:///var/warehouse.sqlite", "postgresql://g:${GK_SECRET}@db.test/${GK_BASE}")
    folder = load_office(office, measures=PARAMS)
    monkeypatch.setenv("GK_BASE", "gongkai")
    monkeypatch.delenv("GK_SECRET", raising=False)
    with pytest.raises(ConfigError, match="the environment has no GK_SECRET") as raised:
        folder.warehouse_url()
    assert raised.value.mistakes[0].file == office / OFFICE
    assert "export GK_SECRET=" in raised.value.mistakes[0].remedy
    monkeypatch.setenv("GK_SECRET", "s3cret")
    assert folder.warehouse_url() == "postgresql://g:s3cret@db.test/gongkai"


def test_a_relative_warehouse_stands_in_the_office_folder(office: Path) -> None:
    folder = load_office(office, measures=PARAMS)
    assert folder.warehouse_url() == f"sqlite:///{office.resolve()}/var/warehouse.sqlite"


def test_an_absolute_warehouse_stands_where_it_says(office: Path, tmp_path: Path) -> None:
    spoil(office, OFFICE, "sqlite:///var/warehouse.sqlite", f"sqlite:///{tmp_path}/elsewhere.sqlite")
    assert load_office(office, measures=PARAMS).warehouse_url() == f"sqlite:///{tmp_path}/elsewhere.sqlite"


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "remedy"),
    [
        ("next_page:", "nextpage:", 9, "unknown key 'nextpage'", "did you mean `next_page`?"),
        ("pattern:", "patern:", 5, "'marks.2.pattern' is missing", "add `pattern: …` here"),
        ("Pager\\(", "Pager(", 5, "marks.2.pattern: 'Pager(' is no regular expression", "correct pattern"),
        ("div.row", "div..row[", 7, "list.rows: 'div..row[' is no CSS selector", "correct rows"),
        ("- own-portal", "- ''", 4, "marks.1: String should have at least 1 character", "correct number 1 of marks"),
        ("(\\d+)", "(\\d+)/(\\d+)", 11, "has 2 groups; put exactly one pair of brackets", "correct pages"),
        ("{number}", "1", 12, "has no {number}", "correct paging"),
        ("number: page}", "numbr: page}", 12, "unknown key 'paging.numbr'", "did you mean `number`?"),
        ("title: 自建", "name: other\ntitle: 自建", 1, "name is 'other'", "leave `name` out"),
    ],
)
def test_a_mistake_in_an_offices_own_product_is_told_with_its_line(
    office: Path, old: str, new: str, line: int, message: str, remedy: str
) -> None:
    (office / "platforms").mkdir()
    assert OWN_PRODUCT.count(old) == 1
    (office / "platforms" / "own.yml").write_text(OWN_PRODUCT.replace(old, new), encoding="utf-8")

    told = [one for one in mistakes_in(office) if message in one.message]
    assert [(one.file.name, one.line, remedy in one.remedy) for one in told] == [("own.yml", line, True)]
    with pytest.raises(ConfigError):
        own_platforms(office)


def test_all_mistakes_of_all_products_are_told_at_once(office: Path) -> None:
    (office / "platforms").mkdir()
    for name, content in {
        "a.yml": "titel: X\n",
        "b.yml": "- a\n",
        "新云.yml": OWN_PRODUCT,
        "c.yaml": OWN_PRODUCT,
        "own.yml": OWN_PRODUCT,
    }.items():
        (office / "platforms" / name).write_text(content, encoding="utf-8")

    assert [one.file.name for one in mistakes_in(office)] == ["c.yaml", *["a.yml"] * 3, "b.yml", "新云.yml"]


def test_an_offices_own_product_without_mistakes_can_be_named_by_a_column(office: Path) -> None:
    (office / "platforms").mkdir()
    (office / "platforms" / "own.yml").write_text(OWN_PRODUCT, encoding="utf-8")
    spoil(office, SLJ, "url: http://slj.test/gzdt/", "url: http://slj.test/gzdt/\n    platform: own")

    assert mistakes_in(office) == []
    assert [one.name for one in own_platforms(office)] == ["own"]


OWN_PRODUCT = """\
title: 自建
source: 本市
marks:
  - own-portal
  - {pattern: 'Pager\\(', near: Pager}
list:
  rows: div.row
  title: a.title
next_page: a.next
figures:
  pages: 'pages=(\\d+)'
paging: {kind: files, first: '{name}.htm', then: '{name}_{number}.htm', number: page}
"""


def test_an_agency_owes_its_columns_only_while_it_exists_and_is_called_what_it_was_called(office: Path) -> None:
    spoil(
        office,
        SLJ,
        "class: 部门",
        "class: 部门\nfrom: 2020-01-01\nuntil: 2026-06-30\nsuccessor: xqz\n"
        "former_names: [{name: 市水务局, until: 2025-03-31}, {name: 水电局, until: 2022-12-31}]",
    )
    spoil(office, XQZ, "code: dt, ", "code: dt, continues: slj/gzdt, ")
    folder, mistakes = examine_office(office, measures=PARAMS)
    assert mistakes == []
    assert folder is not None
    slj, xqz = folder.agencies
    names = {day: slj.name_on(day) for day in (date(2022, 12, 31), date(2023, 1, 1), date(2025, 4, 1))}
    assert list(names.values()) == ["水电局", "市水务局", "市水利局"]
    assert [len(slj.columns_on(date(*day))) for day in ((2019, 12, 31), (2026, 6, 30), (2026, 7, 1))] == [0, 2, 0]
    assert registered_columns(folder.agencies, date(2026, 7, 1)) == [("xqz", "dt")]
    assert {agency for agency, *_ in registered_counts(folder.agencies, date(2026, 7, 1))} == {"xqz"}
    assert xqz.columns[0].continues == "slj/gzdt"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("successor: xqz", "xqz succeeds it, but it has no end"),
        ("from: 2026-06-30\nuntil: 2026-06-01", "begins (2026-06-30) after it ends (2026-06-01)"),
        (
            "former_names: [{name: 甲, until: 2026-06-30}, {name: 乙, until: 2026-06-30}]",
            "two former names end on the same day",
        ),
    ],
)
def test_an_agencys_time_must_fit_together(office: Path, said: str, message: str) -> None:
    spoil(office, SLJ, "class: 部门", f"class: 部门\n{said}")
    assert [message in mistake.message for mistake in mistakes_in(office) if mistake.file == office / SLJ] == [True]
