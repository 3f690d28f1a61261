"""Reports of our own writing are read as a person reads them, and exactly what contradicts itself in them is found."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.annual_reports import AnnualReport, CheckName, ReportFinding
from scorecards.report_checks.registry import check_report
from scrapers.reports.reading import read_report_file
from tests.support.report_compared import contradictions, differences, unmatched
from tests.support.report_files import docx_file, html_page, locked_docx, pdf_file
from tests.support.report_tables import Style, Written
from tests.support.shared_pages import SHARED, real_pages
from tests.support.written_reports import WrittenReport, written_reports

NAMES = list(written_reports())
LIKENESS = ("like_last_year", "like_another_agency")


Read = Callable[[str], AnnualReport]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A report of the corpus by its name, read once."""
    folder = tmp_path_factory.mktemp("reports")
    return cache(lambda name: read_report_file(written_reports()[name].save(folder)))


def findings_of(written: WrittenReport, read: Read) -> tuple[ReportFinding, ...]:
    truth = written.truth
    earlier = read(truth.earlier) if truth.earlier else None
    return check_report(read(written.name), earlier=earlier, others=[read(name) for name in truth.others])


# the corpus


def test_there_are_reports_of_every_regime_and_contradictions_of_every_kind() -> None:
    truths = [written.truth for written in written_reports().values()]
    by_regime = Counter(truth.regime for truth in truths)
    assert by_regime["2008"] >= 16
    assert by_regime["2019"] >= 8
    assert by_regime["2021"] >= 16
    assert {truth.make.kind for truth in truths} == {"txt", "html", "docx", "pdf"}
    assert {truth.make.encoding for truth in truths} >= {"utf-8", "gb18030", "utf-16"}
    assert 2 * sum(truth.sound for truth in truths) >= len(truths) - 4


def test_every_check_has_its_planted_contradiction() -> None:
    truths = [written.truth for written in written_reports().values()]
    planted = {one.check for truth in truths for one in truth.planted}
    planted |= {check for truth in truths for check in truth.like}
    planted |= {"required_parts" for truth in truths if truth.missing}
    assert planted == set(get_args(CheckName))


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_read_as_a_person_reads_it(name: str, read: Read) -> None:
    assert differences(written_reports()[name], read(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_exactly_what_was_planted_contradicts(name: str, read: Read) -> None:
    written = written_reports()[name]
    findings = findings_of(written, read)
    assert unmatched(written, findings) == ([], [])


def test_planted_and_found_contradictions_by_check(read: Read, record_property: Callable[[str, object], None]) -> None:
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for written in written_reports().values():
        missed, wrong = unmatched(written, findings_of(written, read))
        planted.update(one.check for one in written.truth.planted)
        found.update(one.check for one in written.truth.planted)
        found.subtract(one.check for one in missed)
        false.update(one.check for one in wrong)
    for check in sorted(planted | false):
        record_property(
            "measured", f"reports, {check}: {planted[check]} planted, {found[check]} found, {false[check]} false"
        )
    record_property(
        "measured",
        f"reports: {len(NAMES)} read, {planted.total()} contradictions planted, {found.total()} found, "
        f"{false.total()} false",
    )
    assert (found, false) == (planted, Counter())


@pytest.mark.parametrize("name", NAMES)
def test_a_part_that_is_missing_is_named_and_no_other(name: str, read: Read) -> None:
    written = written_reports()[name]
    findings = check_report(read(name))
    missing = [one for one in findings if one.check == "required_parts" and one.status == "missing"]
    said = [" ".join(str(part) for part in (one.about, one.left, one.right, one.where)) for one in missing]
    assert len(said) >= min(1, len(written.truth.missing))
    assert all(any(word in text for text in said) for word in written.truth.missing)
    assert bool(said) == bool(written.truth.missing), said


@pytest.mark.parametrize("name", NAMES)
def test_a_report_that_repeats_another_is_shown_with_it(name: str, read: Read) -> None:
    written = written_reports()[name]
    findings = findings_of(written, read)
    told = {one.check for one in findings if one.check in LIKENESS and one.status not in ("ok", "not_reported")}
    assert told == set(written.truth.like)


@pytest.mark.parametrize("name", [name for name in NAMES if written_reports()[name].truth.make.kind == "txt"])
def test_a_line_of_a_text_has_the_number_that_an_editor_shows(name: str, read: Read) -> None:
    lines = [line.strip() for line in written_reports()[name].text.splitlines()]
    assert [line.strip() for line in read(name).lines] == lines


# written in another way

OF_TEXT = [name for name in NAMES if not written_reports()[name].whole]


def in_full_width(text: str) -> str:
    """２０１７年 for 2017年, but not in addresses and telephone numbers."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    number = r"(?<![A-Za-z.:/\-\d])\d[\d.,]*(?![\d\-A-Za-z:/])"
    return re.sub(number, lambda match: match[0].translate(digits), text)


def with_blanks(text: str) -> str:
    return re.sub(r"(?<=[一-鿿])(\d[\d.,]*)(?=[年月日条件场次个篇])", r" \1 ", text)


def with_half_width_punctuation(text: str) -> str:
    return text.translate(str.maketrans("，：；（）", ",:;()"))


def with_semicolons(text: str) -> str:
    return re.sub(r"(?<=\d[条件])，(?=[一-鿿“（]{2,14}\d)", "；", text)


def with_thousands(text: str) -> str:
    return re.sub(r"(?<![\d.,，])(\d)(\d{3})(?=[条件])", r"\1,\2", text)


def in_numerals(text: str) -> str:
    """八十六条 for 86条."""
    return re.sub(r"(?<![\d.,，第　 ])(\d{1,4})(?=[条件])", lambda match: numeral(int(match[1])), text)


def numeral(number: int) -> str:
    said, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        said += ("零" if zero and said and digit else "") + ("零一二三四五六七八九"[digit] + name if digit else "")
        zero = not digit
    return re.sub("^一十", "十", said) or "零"


@pytest.mark.parametrize(
    "written_otherwise",
    [in_full_width, with_blanks, with_half_width_punctuation, with_semicolons, with_thousands, in_numerals],
)
@pytest.mark.parametrize("name", OF_TEXT)
def test_the_way_of_writing_numbers_changes_nothing(
    name: str, written_otherwise: Callable[[str], str], tmp_path: Path
) -> None:
    written = written_reports()[name]
    text = written_otherwise(written.text)
    if text == written.text:
        return
    report = read_report_file(written.save(tmp_path, text=text))
    assert differences(written, report) == []
    if not written.truth.earlier:
        assert unmatched(written, check_report(report)) == ([], [])


def broken_by_br(lines: list[str]) -> str:
    return f"<div>{'<br/>　　'.join(map(escape, lines))}</div>"


def each_character_in_a_span(lines: list[str]) -> str:
    """As Word exports them: numbers in runs of their own."""
    return "".join(f"<p>{''.join(f'<span>{escape(one)}</span>' for one in line)}</p>" for line in lines)


def wrapped_in_the_source(lines: list[str]) -> str:
    """As Word saves a page: a line break wherever the source's line is full, but not within Latin words and numbers."""
    wrapped = (re.sub(r"(.{30}[^\x00-\x7f])(?=[^\x00-\x7f])", "\\1\n", line) for line in lines)
    return "".join(f"<p>\n{escape(line)}\n</p>\n" for line in wrapped)


def laid_out_in_rows(lines: list[str]) -> str:
    return f"<table>{''.join(f'<tr><td>{escape(line)}</td></tr>' for line in lines)}</table>"


MARKUPS = [broken_by_br, each_character_in_a_span, wrapped_in_the_source, laid_out_in_rows]


@pytest.mark.parametrize("name", [name for name in OF_TEXT if not written_reports()[name].truth.tables])
def test_the_kind_of_file_and_its_markup_change_nothing(name: str, tmp_path: Path) -> None:
    written = written_reports()[name]
    text = re.sub(r"\A(?:(?!.*(?:报告|年报)).*\n)+", lambda match: match[0].replace("\n", ""), written.text)
    title, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = {}
    for kind in ("txt", "html", "docx", "pdf"):
        make = written.truth.make.model_copy(update={"kind": kind})
        told[kind] = differences(written, read_report_file(written.save(tmp_path, text=text, make=make)))
    for markup in MARKUPS:
        path = tmp_path / f"{markup.__name__}.html"
        path.write_text(f"<meta charset=utf-8><title>{title}</title><h1>{title}</h1>{markup(lines)}", encoding="utf-8")
        told[markup.__name__] = differences(written, read_report_file(path))
    of_others = {how: [line for line in lines if not line.startswith("published")] for how, lines in told.items()}
    assert {how: lines for how, lines in of_others.items() if lines} == {}


@pytest.mark.parametrize("kind", ["html", "docx"])
@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("name", ["2019_zigui", "2020_minzheng", "2022_minzong", "2023_fagai", "2024_shuju"])
def test_the_layout_of_a_table_changes_none_of_its_cells(
    name: str, style: Style, kind: Literal["html", "docx"], tmp_path: Path
) -> None:
    written = written_reports()[name]
    make = written.truth.make.model_copy(update={"kind": kind, "tables": style})
    text = re.sub(r"^(\S+)\n(?=\d{4}年)", r"\1", written.text)  # a page's title stands on one line
    report = read_report_file(written.save(tmp_path, make=make, text=text))
    told = [line for line in differences(written, report) if not line.startswith("published")]
    assert told == []
    assert unmatched(written, check_report(report)) == ([], [])


# changed by one number


SOUND = [written for written in written_reports().values() if written.truth.sound]
IN_TEXT = [(written, involved) for written in SOUND for involved in written.truth.involves]
FULL_TABLES = [written for written in SOUND if written.truth.tables and not written.truth.make.blank_zeros]
WITH_TABLES = [written for written in FULL_TABLES if written.truth.make.kind != "pdf"]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.sampled_from(range(len(IN_TEXT))), by=st.integers(1, 60), down=st.booleans())
def test_one_changed_number_turns_the_checks_that_involve_it(choice: int, by: int, down: bool, tmp_path: Path) -> None:
    written, involved = IN_TEXT[choice]
    before, number, after = re.split(r"[{}]", involved.number)
    assert written.text.count(before + number + after) == 1
    # By a quarter at most: a list that makes far more than a total is taken for one of another thing.
    change = by % max(1, int(float(number)) // 4) + involved.least
    value = float(number) - change if down and float(number) >= change else float(number) + change
    text = written.text.replace(before + number + after, f"{before}{value:.{len(number.partition('.')[2])}f}{after}")
    report = read_report_file(written.save(tmp_path, text=text))
    assert {one.check for one in contradictions(check_report(report))} == set(involved.checks)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), by=st.integers(20, 400))
def test_one_changed_cell_turns_the_checks_that_involve_it(data: st.DataObject, by: int, tmp_path: Path) -> None:
    written = data.draw(st.sampled_from(WITH_TABLES))
    tables = written.tables()
    number = data.draw(st.sampled_from(["三", "四"]))
    row, column = data.draw(st.sampled_from(sorted(written.cells(number))))
    value = written.cells(number)[row, column]
    assert value is not None
    changed = tables[number].with_value(row, column, value + by)
    report = read_report_file(written.save(tmp_path, tables={**tables, number: changed}))
    expected = checks_of_cell(written, changed, row, column)
    assert {one.check for one in contradictions(check_report(report))} == expected


RESULTS = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理")
PARTS = {name: f"三（{number}）" for name, number in zip(RESULTS, "一二三四五", strict=True)}


def checks_of_cell(written: WrittenReport, table: Written, row: str, column: str) -> set[str]:
    """By the sums of the format: which of them a cell of table 三 or 四 is part of."""
    if table.number == "四":
        return {"table_groups_add_up"}
    checks = {"table_rows_add_up"}
    if row.startswith("三"):
        checks.add("table_groups_add_up")
    if row in ("一", "二", "三（七）", "四"):
        checks.add("table_balances")
    said = written.truth.applications
    stated = {"一": said.received, "二": said.carried_in, "三（七）": said.answered, "四": said.carried_over}
    by_result = [part for name, part in PARTS.items() if name in said.dispositions]
    if column == "总计" and (stated.get(row) is not None or row.startswith(tuple(by_result))):
        checks.add("table_agrees_with_text")
    if column == "总计" and row in ("二", "四") and said.dispositions and said.answered is None:
        checks.add("dispositions_sum_to_received")  # received, with those carried in, without those carried over
    return checks


# bad input


def plan(_: Path) -> bytes:
    return (
        "云溪市2021年政务公开工作要点\n"
        "一、做好政策解读\n（一）市政府各部门制定涉及面广的文件，须同步起草解读材料。责任单位：市直各部门。\n"
        "（二）年底前开展政府开放日活动不少于1次。责任单位：各县（市、区）。\n"
        "二、加强监督\n（三）第四季度通报考核结果。责任单位：市政府办公室。\n"
    ).encode()


def budget(_: Path) -> bytes:
    return (
        "关于云溪市2020年财政预算执行情况和2021年财政预算草案的报告\n云溪市财政局\n各位代表：\n"
        "一、2020年财政预算执行情况\n全市一般公共预算收入完成86.4亿元，增长3.2%，其中税收收入61.7亿元，占71.4%。\n"
        "二、2021年财政预算草案\n一般公共预算支出安排152.3亿元。预算信息按规定向社会公开。\n"
    ).encode()


def summary(_: Path) -> bytes:
    return (
        "云溪市水利局2017年工作总结和2018年工作打算\n"
        "一、2017年工作总结\n全年完成水利投资4.6亿元，除险加固水库12座，新增有效灌溉面积1.3万亩。信息公开工作有序推进。\n"
        "二、存在的问题\n前期工作推进不快。\n三、2018年工作打算\n开工建设清河引调水工程。\n"
    ).encode()


def news(_: Path) -> bytes:
    lines = [
        "我市举办政府信息公开年度报告编制培训班",
        "昨日，全市政府信息公开工作年度报告编制培训班在市委党校开班，来自68个部门的90余名信息员参加培训。",
        "培训班邀请专家讲解了年度报告的格式要求和常见错误。",
    ]
    return html_page(lines, layout="portal", published=None).encode()


def list_page(_: Path) -> bytes:
    title = "云溪市水利局{}年政府信息公开工作年度报告"
    items = "".join(
        f'<li><a href="/nb/{year}.html">{title.format(year)}</a><span>{year + 1}-01-20</span></li>'
        for year in range(2012, 2022)
    )
    return f"<html><body><h1>政府信息公开年报</h1><ul>{items}</ul></body></html>".encode()


def without_text(_: Path) -> bytes:
    return pdf_file(["x"]).replace(b"<0078>", b"<>    ")


def damaged(folder: Path) -> bytes:
    whole = written_reports()["2019_nongye"].save(folder).read_bytes()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("empty.txt", lambda _: b"", "unreadable"),
        ("blanks.txt", lambda _: "　 \r\n\t\r\n".encode(), "unreadable"),
        ("blanks_utf16.txt", lambda _: "　 \n".encode("utf-16"), "unreadable"),
        ("binary.txt", lambda _: bytes(range(256)) * 40, "unreadable"),
        ("picture.html", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(400), "unreadable"),
        ("locked.docx", lambda _: locked_docx(), "unreadable"),
        ("locked.pdf", lambda _: pdf_file(["云溪市水利局2020年报告"], locked=True), "unreadable"),
        ("scanned.pdf", without_text, "unreadable"),
        ("damaged.docx", damaged, "unreadable"),
        ("damaged.pdf", lambda _: b"%PDF-1.7\n" + b"\x00garbage" * 50, "unreadable"),
        ("old.doc", lambda _: locked_docx().replace("EncryptedPackage".encode("utf-16-le"), bytes(32)), "unreadable"),
        ("large.txt", lambda _: "报告".encode() * 8_400_000, "unreadable"),
        ("wrong_encoding.txt", lambda _: "云溪市水利局2017年政府信息公开年度报告".encode("shift_jis", "replace"), None),
        ("work_plan.txt", plan, "not_a_report"),
        ("budget.txt", budget, "not_a_report"),
        ("summary.txt", summary, "not_a_report"),
        ("news.html", news, "not_a_report"),
        ("list.html", list_page, "not_a_report"),
        ("empty_page.html", lambda _: b"<html><body></body></html>", None),
        ("empty.docx", lambda _: docx_file([""]), None),
    ],
)
def test_what_is_no_report_gets_a_state_and_a_sentence(
    name: str, body: Callable[[Path], bytes], state: str | None, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(body(tmp_path))
    report = read_report_file(path)
    assert report.state in ("unreadable", "not_a_report")
    assert state is None or report.state == state
    assert report.reason
    assert len(report.reason.text("en")) > 12
    assert (report.totals, report.groups, report.percentages) == ((), (), ())


def test_a_file_that_is_not_there_gets_a_sentence_too(tmp_path: Path) -> None:
    report = read_report_file(tmp_path / "none.txt")
    assert report.state == "unreadable"
    assert report.reason


def test_the_wrong_declaration_of_a_page_does_not_garble_it(tmp_path: Path) -> None:
    written = written_reports()["2013_weisheng"]
    path = tmp_path / "report.html"
    path.write_bytes(written.text.replace("gb2312", "utf-8").encode("gb18030"))
    assert differences(written, read_report_file(path)) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["2009_dangan", "2010_jiaoyu", "2012_wenguang", "2016_shangwu", "2019_nongye", "2021_shuiwu"]),
    cut=st.floats(0, 1),
    spoiled=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=20),
)
def test_a_file_cut_off_or_spoiled_anywhere_gets_a_state(
    name: str, cut: float, spoiled: list[tuple[float, int]], tmp_path: Path
) -> None:
    path = written_reports()[name].save(tmp_path)
    whole = bytearray(path.read_bytes())
    for place, value in spoiled:
        whole[int(place * len(whole))] = value
    path.write_bytes(bytes(whole[: int(cut * len(whole))]))
    report = read_report_file(path)
    assert (report.reason is None) == (report.state == "report")
    check_report(report)


# real ones


def test_the_real_sample_contradicts_itself_in_its_announced_parts_only() -> None:
    path = SHARED / "samples/annual_report_2017.txt"
    if not path.is_file():
        pytest.skip("no folder of real pages beside the checkout")
    report = read_report_file(path)
    assert (report.state, report.agency, report.year) == ("report", "桐乡市气象局", 2017)
    [group] = [group for group in report.groups if group.about == "主动公开"]
    assert group.total is not None
    assert group.total.value == 123
    assert [count.value for count in group.counts] == [8, 13, 9, 47, 2, 1, 8, 6, 16, 13]
    findings = check_report(report)
    assert {one.check for one in contradictions(findings)} == {"parts_announced"}
    [summed] = [one for one in findings if one.check == "categories_sum_to_total"]
    assert (summed.status, summed.left, summed.right) == ("ok", 123, 123)


def test_real_reports_are_read_without_a_traceback() -> None:
    folder = real_pages()
    rows = [line.split("\t") for line in (folder / "gold.tsv").read_text(encoding="utf-8").splitlines()]
    paths = [folder / row[0] for row in rows if len(row) > 1 and row[1] == "report"]
    assert paths
    for path in paths:
        report = read_report_file(path)
        assert report.state in ("report", "not_a_report", "unreadable")
        check_report(report)
