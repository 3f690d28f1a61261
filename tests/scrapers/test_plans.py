"""Published plans are read as they stand: tables in any layout, numbered prose; nothing is lost, nothing is added."""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.messages import say
from schemas.mistakes import ConfigError
from schemas.plan_readings import PlanReading
from scrapers.files.blocks import Cell, Grid, Line
from scrapers.plans.deadlines import day_of, deadline_in
from scrapers.plans.duties import duty_in, units_in
from scrapers.plans.reading import read_plan, understand
from scrapers.plans.words import role_of
from tests.support.shared_pages import SHARED

SAMPLE = SHARED / "samples/work_plan_2018.txt"


def prose(text: str, name: str = "plan") -> PlanReading:
    lines = [
        Line(line.strip(), say("plan.place.line", line=number))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    return understand(lines, name=name)


def shown(reading: PlanReading) -> list[tuple[str, list[tuple[str, str, tuple[str, ...], str | None]]]]:
    return [(g.title, [(t.number, t.title, t.units, t.deadline) for t in g.tasks]) for g in reading.groups]


def left_out(reading: PlanReading) -> list[str]:
    return [piece.text for piece in reading.not_understood]


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), sheet: str = "任务") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return path


# tables


def test_a_table_with_sections_merged_cells_and_a_note_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "任务分解表.xlsx",
        [
            ["云溪市2026年政务公开工作主要任务分解表"],
            ["序号", "工作任务", "工作要求", "牵头单位", "责任单位", "时限要求"],
            ["（一）提升公开质量"],
            [1, "规范栏目更新", "动态类栏目每两周至少更新一次。", "市政府办", "各镇街、市直各部门", "持续推进"],
            [2, "公布预算决算", "部门预算批准后20日内公布。", "市财政局", "市直各部门", date(2026, 6, 30)],
            ["（二）加强解读回应"],
            [3, "做好政策解读", "解读与文件相互链接。", "市司法局", None, "12月底前"],
            ["注：各单位于12月10日前报送总结。"],
        ],
        merged=["A1:F1", "A3:F3", "A6:F6", "A8:F8", "D4:D4"],
    )
    reading = read_plan(path)
    assert (reading.year, reading.title) == (2026, "云溪市2026年政务公开工作主要任务分解表")
    assert shown(reading) == [
        (
            "提升公开质量",
            [
                ("1", "规范栏目更新", ("市政府办", "各镇街", "市直各部门"), "持续推进"),
                ("2", "公布预算决算", ("市财政局", "市直各部门"), "2026-06-30"),
            ],
        ),
        ("加强解读回应", [("3", "做好政策解读", ("市司法局",), "12月底前")]),
    ]
    assert reading.tasks[1].wording == "公布预算决算\n部门预算批准后20日内公布。"
    assert (reading.tasks[1].lead, reading.tasks[1].responsible) == (("市财政局",), ("市直各部门",))
    assert left_out(reading) == ["注：各单位于12月10日前报送总结。"]
    assert reading.tasks[2].place.text() == "工作表“任务”第7行"


def test_a_task_over_several_requirements_is_a_group_of_tasks(tmp_path: Path) -> None:
    """工作任务 | 序号 | 具体要求 | 责任科室 | 时限要求, the first merged over several rows."""
    path = workbook(
        tmp_path / "2023.xlsx",
        [
            ["2023年政务公开工作任务分解表"],
            ["工作任务", "序号", "具体要求", "责任科室", "时限要求"],
            ["一、深化主动公开", 1, "公开办事指南。", "办公室", "年底前"],
            [None, 2, "公开机构职能。", "人事科", "年底前"],
            ["二、加强监督", 3, "开展自查。", "办公室", "持续推进"],
        ],
        merged=["A3:A4"],
    )
    assert shown(read_plan(path)) == [
        ("深化主动公开", [("1", "公开办事指南", ("办公室",), "年底前"), ("2", "公开机构职能", ("人事科",), "年底前")]),
        ("加强监督", [("3", "开展自查", ("办公室",), "持续推进")]),
    ]


def test_under_a_column_of_groups_a_task_over_several_requirements_gives_each_its_own_title(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "plan.xlsx",
        [
            ["任务类别", "工作任务", "具体举措", "责任部门", "完成时间", "佐证材料"],
            ["主动公开", "栏目维护", "每周更新动态", "办公室", "长期坚持", "截图"],
            [None, None, "每月检查空白栏目", "信息科", "每月25日前", None],
            ["依申请公开", "规范办理", "20个工作日内答复", "法规科", "全年", None],
        ],
        merged=["A2:A3", "B2:B3"],
    )
    reading = read_plan(path)
    assert shown(reading) == [
        (
            "主动公开",
            [
                ("1", "每周更新动态", ("办公室",), "长期坚持"),
                ("2", "每月检查空白栏目", ("信息科",), "每月25日前"),
            ],
        ),
        ("依申请公开", [("3", "20个工作日内答复", ("法规科",), "全年")]),
    ]
    assert [task.wording.splitlines()[0] for task in reading.tasks] == ["栏目维护", "栏目维护", "规范办理"]
    assert left_out(reading) == ["截图"]


def test_a_header_of_two_rows_and_columns_in_another_order_are_understood(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "plan.xlsx",
        [
            ["完成时限", "责任分工", None, None, "重点任务", "备注"],
            [None, "协办单位", "牵头单位", "责任单位", None, None],
            ["6月30日前", "市司法局", "市政府办", "各部门", "公布主动公开目录", "已部署"],
        ],
        merged=["A1:A2", "B1:D1", "E1:E2", "F1:F2"],
    )
    reading = read_plan(path)
    (task,) = reading.tasks
    assert (task.lead, task.responsible, task.assisting) == (("市政府办",), ("各部门",), ("市司法局",))
    assert (task.title, task.deadline) == ("公布主动公开目录", "6月30日前")
    assert left_out(reading) == ["已部署"]  # what 备注 means for the task is for a person to say


def test_units_in_several_rows_of_one_task_are_one_tasks_units(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "plan.xlsx",
        [
            ["工作任务", "工作要求", "责任单位"],
            ["公开规划", "公布专项规划。", "市发改委"],
            [None, None, "市水利局"],
        ],
        merged=["A2:A3", "B2:B3"],
    )
    (task,) = read_plan(path).tasks
    assert task.units == ("市发改委", "市水利局")


def test_merged_units_are_those_of_every_row_they_stand_beside(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "plan.xlsx",
        [["序号", "工作任务", "责任单位"], [1, "公布预算", "市财政局"], [2, "公布决算", None], [3, "公布采购", None]],
        merged=["C2:C3"],
    )
    assert [task.units for task in read_plan(path).tasks] == [("市财政局",), ("市财政局",), ()]


def test_a_document_with_several_tables_under_headings_is_read_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("某市2021年政务公开工作任务分解表")
    document.add_paragraph("各单位：现将任务分解如下，请认真落实。")
    for heading, tasks in (("（一）规范公开", ["规范公文属性", "规范栏目"]), ("（二）优化服务", ["优化办事指南"])):
        document.add_paragraph(heading)
        table = document.add_table(rows=1, cols=3)
        for cell, words in zip(table.rows[0].cells, ("工作任务", "牵头单位", "责任单位"), strict=True):
            cell.text = words
        first = len(table.rows)
        for task in tasks:
            row = table.add_row().cells
            row[0].text, row[2].text = task, "市政府办、各县（市、区）"
        table.cell(first, 1).merge(table.cell(len(table.rows) - 1, 1)).text = "市司法局"
    document.add_paragraph("抄送：市委办公室。")
    path = tmp_path / "plan.docx"
    document.save(str(path))
    reading = read_plan(path)
    units = ("市司法局", "市政府办", "各县（市、区）")
    assert shown(reading) == [
        ("规范公开", [("1", "规范公文属性", units, None), ("2", "规范栏目", units, None)]),
        ("优化服务", [("3", "优化办事指南", units, None)]),
    ]
    assert reading.year == 2021
    assert left_out(reading) == ["各单位：现将任务分解如下，请认真落实。", "抄送：市委办公室。"]


NUMBERING = (
    '<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:abstractNumId="77">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    "</w:abstractNum>"
)


def test_numbers_that_word_counts_by_itself_are_numbers_too(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING))
    number = numbering.add_num(77).numId
    document.add_paragraph("2020年政务公开工作要点")
    for depth, text in ((0, "公开"), (1, "公布目录。"), (1, "公布指南。"), (0, "解读"), (1, "解读文件。")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = depth, number
    path = tmp_path / "plan.docx"
    document.save(str(path))
    reading = read_plan(path)
    assert [(group.title, [task.title for task in group.tasks]) for group in reading.groups] == [
        ("公开", ["公布目录", "公布指南"]),
        ("解读", ["解读文件"]),
    ]
    assert reading.tasks[2].wording == "（一）解读文件。"


def test_general_points_beside_a_table_are_no_tasks_unless_they_name_a_unit(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("2022年政务公开工作方案")
    document.add_paragraph("一、提高认识。各单位要高度重视。")
    document.add_paragraph("二、开展培训。举办一次业务培训。（责任单位：市政府办）")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("工作任务", "责任单位", "公布清单", "市财政局"), strict=True):
        cell.text = words
    path = tmp_path / "plan.docx"
    document.save(str(path))
    reading = read_plan(path)
    assert [(task.title, task.units) for task in reading.tasks] == [
        ("开展培训", ("市政府办",)),
        ("公布清单", ("市财政局",)),
    ]
    assert left_out(reading) == ["一、提高认识。各单位要高度重视。"]


def test_a_plan_on_a_web_page_is_read_without_the_pages_frame(tmp_path: Path) -> None:
    page = """<html><head><title>任务分解表</title></head><body><div class="nav"><a href="/">首页</a></div>
    <h1>某市2020年政务公开工作要点任务分解表</h1><table border=1>
    <tr><td>工作任务</td><td>具体要求</td><td>责任部门</td></tr>
    <tr><td rowspan=2>（一）公开制度</td><td>制定<br>公开制度</td><td rowspan=2>办公室</td></tr>
    <tr><td>公布公开指南</td></tr></table><div class="footer">版权所有：某市人民政府</div></body></html>"""
    (tmp_path / "plan.html").write_text(page, encoding="gbk")
    reading = read_plan(tmp_path / "plan.html")
    assert shown(reading) == [
        ("公开制度", [("1", "制定", ("办公室",), None), ("2", "公布公开指南", ("办公室",), None)])
    ]
    assert (reading.year, left_out(reading)) == (2020, [])


# prose


def test_numbered_sentences_carry_their_units_and_deadlines() -> None:
    reading = prose(
        """
        2025年全市政务公开工作要点
        一、深化重点公开
        （一）推进规划公开。6月30日前公布专项规划。（责任单位：市发改委、各县（市、区）；完成时限：2025年6月30日前）
        （二）推进财政公开。公布预决算。（市财政局牵头，市直各部门配合）
        二、加强解读
        1.落实解读责任，每季度通报一次（责任单位：市政府办）。
        2.坚持“谁起草、谁解读”的原则（谁起草、谁解读），由起草部门解读。
        责任单位：市司法局等
        三、组织保障
        （一）加强领导。
        """
    )
    assert shown(reading) == [
        (
            "深化重点公开",
            [
                ("1.1", "推进规划公开", ("市发改委", "各县（市、区）"), "2025年6月30日前"),
                ("1.2", "推进财政公开", ("市财政局", "市直各部门"), None),
            ],
        ),
        (
            "加强解读",
            [
                ("2.1", "落实解读责任，每季度通报一次", ("市政府办",), "每季度"),
                (
                    "2.2",
                    "坚持“谁起草、谁解读”的原则（谁起草、谁解读），由起草部门解读",
                    ("市司法局等",),
                    None,
                ),
            ],
        ),
    ]
    assert reading.tasks[1].lead == ("市财政局",)
    assert reading.tasks[1].assisting == ("市直各部门",)
    assert left_out(reading) == ["三、组织保障", "（一）加强领导。"]


def test_a_headings_units_are_those_of_the_tasks_below_it() -> None:
    reading = prose("一、公开（责任单位：市政府办）\n1.公布目录。\n2.公布指南。（责任单位：市司法局）")
    assert [task.units for task in reading.tasks] == [("市政府办",), ("市司法局",)]


def test_signature_date_and_attachments_are_no_part_of_the_last_task() -> None:
    reading = prose(
        "2024年工作要点\n1.公布目录。\n2.公布指南。\n内容要准。\n某市水利局\n2024年3月1日\n附件：1.表一\n2.表二"
    )
    assert [task.wording for task in reading.tasks] == ["1.公布目录。", "2.公布指南。\n内容要准。"]
    assert left_out(reading) == ["某市水利局", "2024年3月1日", "附件：1.表一", "2.表二"]


@pytest.mark.skipif(not SAMPLE.exists(), reason="no folder shared beside the checkout")
def test_the_sample_plan_has_ten_tasks_in_four_groups() -> None:
    reading = read_plan(SAMPLE)
    assert reading.year == 2018
    assert [len(group.tasks) for group in reading.groups] == [4, 2, 2, 2]
    assert [task.number for task in reading.tasks] == [str(number) for number in range(1, 11)]
    assert {(task.units, task.deadline) for task in reading.tasks} == {((), None)}
    said = SAMPLE.read_text(encoding="utf-8")
    for task in reading.tasks:
        assert task.wording in said
    lines = Counter(line.strip() for line in said.splitlines() if line.strip())
    kept = [line for task in reading.tasks for line in task.wording.splitlines()] + left_out(reading)
    missing = lines - Counter(kept)
    titles = [reading.title, *reading.headings, *(group.title for group in reading.groups)]
    assert all(any(title and title in line for title in titles) for line in missing)
    assert sum(missing.values()) == 1 + len(reading.headings) + len(reading.groups)


# units and deadlines


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("（责任单位：市发改委、市财政局）", ("市发改委", "市财政局")),
        ("（牵头单位：市政府办；责任单位：各县(市、区)、市直各部门）", ("市政府办", "各县(市、区)", "市直各部门")),
        ("公开信息。（市财政局、市水利局按职责分工负责）", ("市财政局", "市水利局")),
        ("责任单位：各镇街", ("各镇街",)),
        ("1.公布规划　责任单位：市发改委", ("市发改委",)),
        ("公布规划。（责任单位：市发改委，6月底前完成）", ("市发改委",)),
        ("公布规划。（市发改委牵头，市财政局配合，持续推进）", ("市发改委", "市财政局")),
        ("（“谁公开、谁负责”）", ()),
        ("（双随机、一公开）", ()),
        ("由市财政局负责公开预算。", ()),
        ("明确责任单位和完成时限。", ()),
    ],
)
def test_units_are_those_said_to_be_units(text: str, units: tuple[str, ...]) -> None:
    duty = duty_in(text)
    assert (*duty.lead, *duty.responsible, *duty.assisting) == units


def test_a_cell_of_units_may_say_who_leads() -> None:
    duty = units_in("市财政局牵头，市水利局、市教育局配合", "responsible")
    assert (duty.lead, duty.responsible, duty.assisting) == (("市财政局",), (), ("市水利局", "市教育局"))


def test_a_deadline_among_the_units_is_the_deadline() -> None:
    assert duty_in("公布规划。（责任单位：市发改委，6月底前完成）").deadline == "6月底前完成"
    assert duty_in("公布规划。（市发改委牵头，市财政局配合，持续推进）").deadline == "持续推进"


def test_tasks_counted_anew_in_each_section_of_a_table_carry_its_number(tmp_path: Path) -> None:
    rows = [
        ["一、公开"],
        ["（一）决策"],
        [1, "公开决策", "甲局"],
        ["（二）执行"],
        [1, "公开执行", "乙局"],
        ["二、解读"],
    ]
    rows += [["（一）政策"], [1, "公开解读", "丙局"]]
    path = workbook(tmp_path / "plan.xlsx", [["序号", "工作任务", "责任单位"], *rows])
    reading = read_plan(path)
    assert [task.number for task in reading.tasks] == ["1.1.1", "1.2.1", "2.1.1"]
    assert [group.title for group in reading.groups] == ["决策", "执行", "政策"]
    assert reading.headings == ("公开", "解读")


def test_blanks_part_names_and_do_not_part_characters() -> None:
    assert units_in("市财政局 市水利局\n市 教 育 局", "lead").lead == ("市财政局", "市水利局", "市 教 育 局")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("6月30日前", date(2018, 6, 30)),
        ("2019年1月31日前", date(2019, 1, 31)),
        ("2018年6月底前", date(2018, 6, 30)),
        ("2月底前", date(2018, 2, 28)),
        ("年底前", date(2018, 12, 31)),
        ("2018年年底前完成", date(2018, 12, 31)),
        ("上半年", date(2018, 6, 30)),
        ("第三季度末", date(2018, 9, 30)),
        ("2018-06-30", date(2018, 6, 30)),
        ("2月30日前", None),
        ("6月前", None),
        ("每季度", None),
        ("每年1月31日前", None),
        ("持续推进", None),
        ("6月30日前；年底前", None),
    ],
)
def test_a_deadline_is_a_day_where_it_means_one(said: str, day: date | None) -> None:
    assert day_of(said, 2018) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("于6月30日前公布，年底前总结。", "6月30日前；年底前"),
        ("每季度通报", "每季度"),
        ("2018年6月30日前完成", "2018年6月30日前"),
        ("持续推进政务公开", None),
        ("2018年7月16日印发", None),
    ],
)
def test_a_deadline_is_kept_as_said(text: str, said: str | None) -> None:
    assert deadline_in(text) == said


def test_without_a_year_no_day_is_made_up() -> None:
    assert day_of("6月30日前", None) is None


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("责 任\n单 位", "responsible"),
        ("责任单位（排首位的为牵头单位）", "responsible"),
        ("牵头责任单位", "lead"),
        ("责任单位及协办单位", "responsible"),
        ("市级责任单位", "responsible"),
        ("工作任务及要求", "task"),
        ("重点工作任务", "task"),
        ("年度具体措施", "requirement"),
        ("完成时限及要求", "deadline"),
        ("责任人", None),
        ("备注", None),
        ("公布预算决算", None),
    ],
)
def test_a_column_is_known_by_the_words_over_it(words: str, role: str | None) -> None:
    assert role_of(words) == role


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("二〇二六年政务公开工作要点", 2026),
        ("2018-2020年工作方案", 2018),
        ("政务公开工作要点", None),
        ("120189工作方案", None),
    ],
)
def test_the_year_is_the_one_of_the_title(title: str, year: int | None) -> None:
    assert prose(f"{title}\n1.公布目录。").year == year


# files that are no plans


def _package(**names: str) -> bytes:
    import zipfile  # noqa: PLC0415

    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        for name, text in names.items():
            package.writestr(name, text)
    return body.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("plan.txt", b"", "no text"),
        ("plan.txt", "今天开会。".encode(), "no task"),
        ("plan.pdf", b"%PDF-1.7\n\x00\x01", "PDF"),
        ("plan.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "before 2007"),
        ("plan.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16le"), "password"),
        ("plan.docx", b"PK\x03\x04 cut off", "damaged"),
        ("plan.xlsx", _package(readme="x"), "neither a DOCX nor an XLSX"),
        ("plan.docx", _package(**{"word/document.xml": "<w:broken"}), "damaged"),
        ("plan.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither a workbook"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_one_clear_error(
    tmp_path: Path, name: str, body: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(ConfigError, match=words) as raised:
        read_plan(path)
    assert len(raised.value.mistakes) == 1
    assert raised.value.mistakes[0].remedy


def test_a_workbook_cut_short_or_reaching_to_its_last_row_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", [["工作任务", "责任单位"], ["公布目录", "市政府办"]])
    body = bytearray(path.read_bytes())
    whole = read_plan(path)
    assert len(whole.tasks) == 1
    for place in range(100, len(body) - 200, 97):
        path.write_bytes(bytes(body[:place]) + bytes(40) + bytes(body[place + 40 :]))
        with suppress(ConfigError):
            assert read_plan(path).tasks
    book = openpyxl.load_workbook(io.BytesIO(bytes(body)))
    page = book.active
    assert page is not None
    page.cell(1_000_000, 16_000, "x")
    book.save(path)
    with pytest.raises(ConfigError, match="reaches to row"):
        read_plan(path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_plan(tmp_path / "plan.docx")


# nothing is lost, nothing stands twice

MARKS = st.sampled_from(
    [
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2．",
        "（1）",
        "1.1 ",
        "第一部分 ",
        "附件：",
        "抄送：",
        "注：",
        "",
        "",
        "",
    ]
)
WORDS = st.sampled_from(
    [
        "公开{}。",
        "{}",
        "推进{}工作，6月30日前完成。",
        "{}。（责任单位：市财政局）",
        "总体要求{}",
        "2018年{}工作方案",
        "{}2018年1月1日",
    ]
)


def places(reading: PlanReading, token: str) -> list[str]:
    """Where a piece of the input went."""
    held = [f"title {reading.title}"] if token in (reading.title or "") else []
    held += [f"heading {n}" for n, text in enumerate(reading.headings) if token in text]
    held += [f"group {n}" for n, g in enumerate(reading.groups) if token in g.title and g.title != reading.title]
    held += [
        f"task {n}"
        for n, task in enumerate(reading.tasks)
        if token in "\n".join((task.wording, *task.units, task.deadline or ""))
    ]
    return held + [f"left out {n}" for n, piece in enumerate(reading.not_understood) if token in piece.text]


@settings(max_examples=150)
@given(st.lists(st.tuples(MARKS, WORDS), min_size=1, max_size=14))
def test_every_line_of_prose_is_somewhere_and_only_there(parts: list[tuple[str, str]]) -> None:
    text = "\n".join(mark + words.format(f"甲{number:03}乙") for number, (mark, words) in enumerate(parts))
    reading = prose(text)
    for number in range(len(parts)):
        assert len(places(reading, f"甲{number:03}乙")) == 1, text
    numbers = [task.number for task in reading.tasks]
    assert len(set(numbers)) == len(numbers)


HEADERS = st.lists(
    st.sampled_from(["序号", "类别", "工作任务", "具体要求", "牵头单位", "责任单位", "协办单位", "时限要求", "备注"]),
    min_size=2,
    max_size=6,
    unique=True,
)


@st.composite
def grids(draw: Callable[..., Any]) -> tuple[Grid, list[str]]:
    """A table with a header, rows with gaps, cells merged down and across."""
    header = draw(HEADERS)
    tokens: list[str] = []

    def cell(text: str, row: int, columns: int = 1) -> Cell:
        return Cell(text, say("plan.place.table", table=1, row=row), columns=columns)

    rows = [tuple(cell(word, 1) for word in header)]
    for y in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 5)) == 0:
            tokens.append(f"甲{len(tokens):03}乙")
            rows.append(
                (cell(draw(st.sampled_from(["（一）", "", "注："])) + tokens[-1], y, len(header)),) * len(header)
            )
            continue
        row = []
        for x in range(len(header)):
            kind = draw(st.integers(0, 4))
            if kind == 0:
                row.append(cell("", y))
            elif kind == 1 and y and rows[-1][x].columns == 1 and len(rows) > 1:
                row.append(rows[-1][x])
            else:
                tokens.append(f"甲{len(tokens):03}乙")
                row.append(cell(tokens[-1], y))
        rows.append(tuple(row))
    return Grid(tuple(rows)), tokens


@settings(max_examples=200)
@given(grids())
def test_every_cell_of_a_table_is_somewhere_and_only_merged_ones_are_in_several_places(
    made: tuple[Grid, list[str]],
) -> None:
    grid, tokens = made
    reading = understand([grid], name="plan")
    for token in tokens:
        held = places(reading, token)
        covered = sum(any(token in cell.text for cell in row) for row in grid.rows)
        assert held, token
        assert len(held) == 1 or covered > 1, (token, held)
