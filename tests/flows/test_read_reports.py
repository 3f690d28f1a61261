"""`gongkai read report` and `gongkai audit-reports`: an object a report or an agency, a workbook for the office."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from flows import stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from tests.schemas.small_office import write_office
from tests.support.fault_server import Answer, FaultServer, running
from tests.support.report_files import docx_file

BODY = (
    "根据《中华人民共和国政府信息公开条例》的要求，由云溪市水利局编制本报告。",
    "本报告由概述、主动公开政府信息情况、依申请公开政府信息办理情况等三部分组成，统计期限自{year}年1月1日起至{year}年12月31日止。",
    "一、概述",
    "我局按要求做好政府信息公开工作。",
    "二、主动公开政府信息情况",
    "{year}年，我局主动公开政府信息{total}条，其中机构概况12条，政策文件30条，工作信息58条。",
    "三、依申请公开政府信息办理情况",
    "{year}年，我局收到政府信息公开申请XX件。",
)


def lines(*, year: int = 2025, total: int = 100) -> list[str]:
    title = f"云溪市水利局{year}年政府信息公开工作年度报告"
    return [title, *(line.format(year=year, total=total) for line in BODY)]


def text(**said: int) -> str:
    return "\n".join(lines(**said))


def page(**said: int) -> str:
    title, *body = lines(**said)
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraphs}</body></html>"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def read(*arguments: str) -> list[dict[str, Any]]:
    done = invoke("read", "report", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def audited(done: Result) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `--json` said of both agencies."""
    by_code = {said["agency"]: said for said in map(json.loads, done.stdout.splitlines())}
    return by_code["slj"], by_code["ghj"]


def failing(answer: dict[str, Any]) -> list[str]:
    return [each["check"] for each in answer["findings"] if each["status"] == "contradiction"]


def test_one_object_an_argument_in_order_also_when_one_cannot_be_read(tmp_path: Path) -> None:
    sound, wrong, other, empty = (tmp_path / f"{n}.txt" for n in range(4))
    sound.write_text(text(), encoding="gb18030")
    wrong.write_text(text(total=101), encoding="utf-8")
    other.write_text("关于召开水利工作会议的通知\n各科室：\n定于3月5日召开会议。\n", encoding="utf-8")
    empty.write_bytes(b"")
    missing = str(tmp_path / "none.txt")
    answers = read(*map(str, (sound, wrong, other, empty)), missing, "http://127.0.0.1:9/")
    assert [answer["state"] for answer in answers] == ["report"] * 2 + ["not_a_report"] + ["unreadable"] * 3
    assert [answer["source"] for answer in answers][4:] == [missing, "http://127.0.0.1:9/"]
    assert all(answer["reason"] for answer in answers[2:])
    assert [failing(answer) for answer in answers[:2]] == [[], ["categories_sum_to_total"]]


def test_what_is_said_and_what_is_not(tmp_path: Path) -> None:
    saved = tmp_path / "report.txt"
    saved.write_text(text(), encoding="utf-8")
    (answer,) = read(str(saved))
    assert (answer["agency"], answer["year"], answer["regime"]) == ("云溪市水利局", 2025, "2021")
    assert answer["period"] == ["2025-01-01", "2025-12-31"]
    assert [(total["value"], total["about"], total["line"]) for total in answer["totals"]] == [(100, "主动公开", 7)]
    assert (answer["categories"], answer["category_sum"]) == ({"机构概况": 12, "政策文件": 30, "工作信息": 58}, 100)
    assert answer["applications"]["received"] is None, "XX is not reported, and not 0"
    assert (answer["sections_announced"], [section["number"] for section in answer["sections"]]) == (
        3,
        ["一", "二", "三"],
    )
    assert answer["tables"] == {}


def test_for_people_what_needs_them_comes_first(tmp_path: Path) -> None:
    saved = tmp_path / "report.txt"
    saved.write_text(text(total=101), encoding="utf-8")
    done = invoke("read", "report", str(saved))
    assert done.exit_code == 0
    findings = done.stdout.split("\n\n", 1)[1].splitlines()
    assert findings[0].split()[:2] == ["contradiction", "categories_sum_to_total"]
    assert "line    7  主动公开: 101" in done.stdout


def test_a_report_is_held_against_that_of_the_year_before(tmp_path: Path) -> None:
    this, last = tmp_path / "2025.txt", tmp_path / "2024.txt"
    this.write_text(text(), encoding="utf-8")
    last.write_text(text(year=2024), encoding="utf-8")
    (alone,) = read(str(this))
    (beside,) = read(str(this), "--earlier", str(last))
    assert "like_last_year" not in {each["check"] for each in alone["findings"] if each["left"] is not None}
    assert "like_last_year" in {each["check"] for each in beside["findings"]}


HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
REPORT, OLDER = "/xxgk/ndbg/2026/1.html", "/xxgk/ndbg/2025/1.html"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    rows = "".join(
        f'<li><a href="{url}">云溪市水利局{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>'
        for year, url in ((2025, REPORT), (2024, OLDER))
    )
    head = '<head><title>政府信息公开年报</title><meta name="ColumnName" content="政府信息公开年报"></head>'
    pages = {
        "/xxgk/ndbg/": Answer(f'<html>{head}<body><ul class="list">{rows}</ul></body></html>'.encode()),
        REPORT: Answer(page(total=101).encode()),
        OLDER: Answer(page(year=2024).encode()),
    }
    with running(pages=pages) as server:
        yield server


def test_a_page_without_a_report_is_read_by_the_file_it_leads_to(server: FaultServer, tmp_path: Path) -> None:
    leads = (
        "<html><head><title>2025年政府信息公开工作年度报告</title></head><body>"
        "<h1>2025年政府信息公开工作年度报告</h1>"
        "<p>发布时间：2026-01-20</p><p>现予公布。</p>"
        '<p>附件：<a href="/f/1.docx">云溪市水利局2025年年度报告.docx</a></p>'
        "</body></html>"
    )
    server.pages["/xxgk/only.html"] = Answer(leads.encode())
    server.pages["/f/1.docx"] = Answer(docx_file(lines()))
    office = write_office(tmp_path / "office")
    said = (office / "office.yml").read_text(encoding="utf-8")
    (office / "office.yml").write_text(said.replace("10.0.0.8:80", f"127.0.0.1:{server.port}"), encoding="utf-8")
    (answer,) = read(f"http://127.0.0.1:{server.port}/xxgk/only.html", "--office", str(office))
    assert (answer["state"], answer["year"], answer["published"]) == ("report", 2025, "2026-01-20")
    assert answer["category_sum"] == 100


def test_an_audit_reads_the_file_beside_a_page_once_a_night_has_fetched_it(server: FaultServer, tmp_path: Path) -> None:
    leads = (
        "<html><head><title>云溪市水利局2025年政府信息公开工作年度报告</title></head><body>"
        "<h1>云溪市水利局2025年政府信息公开工作年度报告</h1><p>发布时间：2026-01-20</p><p>现予公布，详见附件。</p>"
        '<p>附件：<a href="/f/1.docx">云溪市水利局2025年年度报告.docx</a></p></body></html>'
    )
    server.pages[REPORT] = Answer(leads.encode())
    server.pages["/f/1.docx"] = Answer(docx_file(lines(total=101)))
    folder = office_of(server, tmp_path)
    slj, _ = audited(invoke("audit-reports", str(folder), "--as-of", "2026-02-02", "--json"))
    assert slj["report"]["state"] == "not_a_report"
    assert "was not fetched yet" in slj["report"]["reason"]
    with opened_at(folder, as_of="2026-02-03", now="2026-02-03T03:00:00") as (opened, point):
        stages.crawl(opened, point, no_delay=True)
    slj, _ = audited(invoke("audit-reports", str(folder), "--as-of", "2026-02-03", "--json"))
    assert (slj["report"]["state"], slj["report"]["published"]) == ("report", "2026-01-20")
    assert failing(slj["report"]) == ["categories_sum_to_total"]
    before, _ = audited(invoke("audit-reports", str(folder), "--as-of", "2026-02-02", "--json"))
    assert before["report"]["state"] == "not_a_report", "on that day it was not there"


def office_of(server: FaultServer, tmp_path: Path) -> Path:
    """After one night; the second agency lists no report."""
    rows = (
        f"slj,云溪市水利局,部门,年报,http://127.0.0.1:{server.port}/xxgk/ndbg/,年度报告,报告统计,ndbg\n"
        f"ghj,云溪市规划局,部门,要闻,http://127.0.0.1:{server.port}/none/,动态要闻,工作信息,gzdt\n"
    )
    register = tmp_path / "register.csv"
    register.write_text(HEADER + rows, encoding="utf-8-sig")
    folder = tmp_path / "office"
    init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
    with opened_at(folder, as_of="2026-02-02", now="2026-02-02T03:00:00") as (opened, point):
        stages.crawl(opened, point, no_delay=True)
    return folder


@pytest.fixture
def office(server: FaultServer, tmp_path: Path) -> Path:
    return office_of(server, tmp_path)


def test_an_audit_holds_each_agencys_report_against_itself_and_the_one_before(office: Path, tmp_path: Path) -> None:
    done = invoke("audit-reports", str(office), "--as-of", "2026-02-02", "--json")
    assert done.exit_code == 1, done.output  # somebody has to look
    slj, ghj = audited(done)
    assert (slj["agency"], slj["report"]["state"], slj["report"]["year"]) == ("slj", "report", 2025)
    assert failing(slj["report"]) == ["categories_sum_to_total"]
    assert "like_last_year" in {each["check"] for each in slj["report"]["findings"]}
    assert (ghj["agency"], ghj["url"], ghj["report"]) == ("ghj", None, None)

    out = tmp_path / "年报核对.xlsx"
    done = invoke("audit-reports", str(office), "--as-of", "2026-02-02", "--out", str(out))
    assert (done.exit_code, f"wrote {out}" in done.stdout) == (1, True)
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    assert book.sheetnames == ["各单位报告", "矛盾和缺项", "其他核对"]
    assert [row[:2] for row in book["各单位报告"].iter_rows(min_row=2, values_only=True)] == [
        ("云溪市规划局", "栏目中没有"),
        ("云溪市水利局", "已读"),
    ]
    (first, *_) = book["矛盾和缺项"].iter_rows(min_row=2, values_only=True)
    assert first[:3] == ("云溪市水利局", "各类别之和与总数", "矛盾")
    assert "101条" in str(first[-1])
    again = invoke("audit-reports", str(office), "--as-of", "2026-02-02", "--out", str(out))
    assert again.exit_code == 2, "an existing file is not overwritten without --force"
    assert invoke("audit-reports", str(office), "--out", str(tmp_path / "a.csv")).exit_code == 2


def test_an_audit_of_another_year_reads_that_years_report(office: Path) -> None:
    done = invoke("audit-reports", str(office), "--as-of", "2026-02-02", "--year", "2024", "--json")
    slj, _ = audited(done)
    assert (slj["report"]["year"], failing(slj["report"])) == (2024, [])


def test_what_was_listed_and_never_opened_is_said_so(server: FaultServer, tmp_path: Path) -> None:
    server.pages[REPORT] = Answer(b"gone", status=404)
    folder = office_of(server, tmp_path)
    done = invoke("audit-reports", str(folder), "--as-of", "2026-02-02", "--json")
    slj, _ = audited(done)
    assert (slj["report"]["state"], done.exit_code) == ("unreadable", 1)
    assert "never opened" in slj["report"]["reason"]
