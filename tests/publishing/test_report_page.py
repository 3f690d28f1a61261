"""The page of an annual report: its text unchanged, every number that was read marked where it stands, once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows import stages
from flows.audit_reports import require_own_folder
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from publishing.errors import CannotWrite, UnfitForPublication
from publishing.report_page import report_page, write_report_pages
from publishing.report_rows import blocks
from publishing.report_site import is_report_site, publish_reports
from publishing.report_workbook import CHECKS, STATUSES
from schemas.annual_reports import (
    AnnualReport,
    AuditedReport,
    CheckedReport,
    Count,
    Figure,
    Group,
    ReportFinding,
    ReportTable,
    TableCell,
    Total,
)
from schemas.messages import say
from schemas.mistakes import ConfigError
from scorecards.report_checks.registry import check_report
from scrapers.fetching.chromium import find_chromium
from scrapers.reports.reading import read_report_file
from tests.support.fault_server import Answer, FaultServer, running
from tests.support.report_files import html_page
from tests.support.shared_pages import real_pages
from tests.support.written_reports import written_reports

NAMES = sorted(written_reports())
AT = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@cache
def read(name: str, folder: Path) -> AnnualReport:
    return read_report_file(written_reports()[name].save(folder))


def audited(report: AnnualReport, *findings: ReportFinding, code: str = "slj", url: str | None = None) -> AuditedReport:
    checked = CheckedReport(report=report, findings=findings or check_report(report))
    return AuditedReport(agency=code, name="市水利局", title=report.title, url=url, checked=checked)


def unchecked(report: AnnualReport) -> AuditedReport:
    return AuditedReport(agency="slj", name="市水利局", checked=CheckedReport(report=report))


@cache
def _empty_folder(parent: Path) -> Iterator[Path]:
    return (parent / f"site{number}" for number in range(10**6))


def page_of(one: AuditedReport, parent: Path) -> BeautifulSoup:
    site = next(_empty_folder(parent))
    write_report_pages([one], site, office="云溪市", year=2025, as_of=AT)
    return BeautifulSoup((site / f"report/{one.agency}.html").read_text(encoding="utf-8"), "lxml")


def said(page: BeautifulSoup) -> list[str]:
    """The report's lines as the page shows them."""
    lines = page.select(".report-text .line")
    assert [line["id"] for line in lines] == [f"line-{number + 1}" for number in range(len(lines))]
    return ["\t".join(part.get_text() for part in line.select(".said")) for line in lines]


def marks(page: BeautifulSoup) -> Counter[tuple[int, int, str]]:
    """The marks in the text: line, characters before, characters."""
    found: Counter[tuple[int, int, str]] = Counter()
    for line in page.select(".report-text .line"):
        at = 0
        for part in line.select(".said"):
            for piece in part.contents:
                if isinstance(piece, Tag):
                    assert piece.name == "mark"
                    assert piece["title"]
                    found[int(str(line["id"]).removeprefix("line-")), at, piece.get_text()] += 1
                at += len(piece.get_text())
            at += 1
    return found


def figures(report: AnnualReport) -> set[tuple[int, int, str]]:
    """Every number of a report, whatever it is of."""
    found: set[tuple[int, int, str]] = set()

    def walk(value: object) -> None:
        if isinstance(value, Figure):
            found.add((value.line, value.start, value.raw))
        if isinstance(value, AnnualReport | Figure | Group) or hasattr(value, "model_fields_set"):
            for each in vars(value).values():
                walk(each)
        elif isinstance(value, tuple):
            for each in value:
                walk(each)

    walk(report)
    return found


def shown_at_its_place(report: AnnualReport, place: tuple[int, int, str]) -> bool:
    """False for a cell that the report's table does not have: there is nothing to mark."""
    line, start, raw = place
    text = report.lines[line - 1]
    if raw:
        return text[start : start + len(raw)] == raw
    return text[start : start + 1] in ("", "\t") and text[:start][-1:] in ("", "\t")


# the text, and the numbers in it


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_the_reports_lines_and_marks_every_number_once(name: str, folder: Path) -> None:
    report = read(name, folder)
    page = page_of(unchecked(report), folder)
    assert said(page) == list(report.lines)
    expected = {place for place in figures(report) if shown_at_its_place(report, place)}
    assert {place for place in figures(report) if place[2]} <= expected
    assert marks(page) == Counter(expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_table_is_as_wide_as_the_table(name: str, folder: Path) -> None:
    for block in blocks(read(name, folder)):
        assert {sum(place.span for place in row.places) for row in block.rows} <= {block.width}


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\t1３<&\"'"), max_size=30
)


@st.composite
def made_reports(draw: st.DrawFn) -> AnnualReport:
    """Any lines, with numbers at any places of them, overlapping or not."""
    lines = draw(st.lists(TEXT, min_size=1, max_size=6))
    totals, cells = [], []
    for _ in range(draw(st.integers(0, 5))):
        line = draw(st.integers(1, len(lines)))
        start = draw(st.integers(0, len(lines[line - 1])))
        raw = lines[line - 1][start : start + draw(st.integers(0, 5))].partition("\t")[0]
        place = {"value": draw(st.none() | st.integers(0, 9)), "raw": raw, "line": line, "start": start}
        if draw(st.booleans()):
            totals.append(Total(about="主动公开", **place))
        else:
            cells.append(TableCell(row="一", column="自然人", **place))
    tables = (ReportTable(number="三", cells=tuple(cells), line=min(cell.line for cell in cells)),) if cells else ()
    return AnnualReport(source="a", state="report", lines=tuple(lines), totals=tuple(totals), tables=tables)


@given(made_reports())
@settings(max_examples=150, deadline=None)
def test_whatever_was_read_the_text_stays_as_it_is(report: AnnualReport) -> None:
    page = report_page(unchecked(report))
    shown = {}
    marked: Counter[tuple[int, int]] = Counter()
    for block in page.blocks:
        for line in block.lines:
            assert bool(line.cells) == block.table
            parts = [cell.pieces for cell in line.cells if cell.pieces is not None] if block.table else [line.pieces]
            shown[line.number] = "\t".join("".join(piece.text for piece in part) for part in parts)
            for piece in (piece for part in parts for piece in part if piece.reading):
                marked[line.number, piece.reading.start if piece.reading else 0] += 1
    assert list(shown) == list(range(1, len(report.lines) + 1))
    assert list(shown.values()) == list(report.lines)
    assert set(marked.values()) <= {1}
    for line, start, raw in figures(report):
        if raw:
            assert any(at <= start for number, at in marked if number == line)


def test_a_mark_says_what_was_read_and_tells_the_approximate_and_the_unreported_apart(folder: Path) -> None:
    line = "主动公开政府信息120余条，其中机构概况8条，政策文件XX条。"
    total = Total(value=120, approximate=True, raw="120余", line=1, start=8, about="主动公开", unit="条")
    counts = (
        Count(name="机构概况", value=8, raw="8", line=1, start=line.index("8")),
        Count(name="政策文件", value=None, raw="XX", line=1, start=line.index("XX")),
    )
    group = Group(about="主动公开", kind="category", total=total, counts=counts)
    report = AnnualReport(source="a", state="report", lines=(line,), totals=(total,), groups=(group,))
    found = page_of(audited(report), folder).select(".report-text mark")
    assert [(mark["class"], mark["title"]) for mark in found] == [
        (["about"], "合计：主动公开，约数 120条"),
        (["exact"], "主动公开的类别“机构概况”：8"),
        (["unsaid"], "主动公开的类别“政策文件”：未报告（不算0）"),
    ]


def test_a_row_stands_under_its_headings(folder: Path) -> None:
    """自然人 over the persons' numbers, the five kinds of organisations over theirs."""
    page = page_of(unchecked(read("2022_xinfang", folder)), folder)
    columns: dict[str, int] = {}
    numbers: list[int] = []
    for row in page.select(".report-table tr"):
        at = 0
        for cell in row.select("td"):
            text = cell.get_text()
            if text in ("自然人", "商业企业", "法律服务机构"):
                columns[text] = at
            if row.select("td")[0].get_text().startswith("一、本年新收") and cell.mark:
                numbers.append(at)
            at += int(str(cell.get("colspan", 1)))
    assert [columns["自然人"], columns["商业企业"], columns["法律服务机构"]] == [numbers[0], numbers[1], numbers[4]]


# what was found


@pytest.mark.parametrize("name", NAMES)
def test_findings_link_to_lines_and_lines_to_findings(name: str, folder: Path) -> None:
    report = read(name, folder)
    findings = check_report(report)
    page = page_of(audited(report, *findings), folder)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {str(tag["href"])[1:] for tag in page.select("a[href^='#']")} <= set(ids)
    wrong = {str(line["id"]): set(line["class"]) for line in page.select(".report-text .line")}
    rows = page.select("table.findings tbody tr")
    assert Counter(row.select_one("th").get_text() for row in rows) == Counter(CHECKS[one.check] for one in findings)
    grave = [row for row in rows if row.select(".report-contradiction, .report-missing")]
    assert grave == rows[: len(grave)], "what needs somebody comes first"
    for finding in findings:
        if finding.status in ("contradiction", "missing"):
            for line in finding.lines:
                assert wrong[f"line-{line}"] & {"wrong-contradiction", "wrong-missing"}


def test_a_finding_says_both_sides_the_difference_and_its_place_in_chinese(folder: Path) -> None:
    report = AnnualReport(source="a", state="report", lines=("一", "二"))
    sums = ReportFinding(
        check="table_groups_add_up", status="contradiction", left=7, right=8, difference=-1, lines=(1, 2),
        where="table 三, row （七）总计, column 自然人", about="第三表 （七）总计 自然人",
    )  # fmt: skip
    gone = ReportFinding(check="required_parts", status="missing", where="the report", about="收费及减免情况")
    rows = page_of(audited(report, gone, sums), folder).select("table.findings tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("td, th")] for row in rows]
    assert cells == [
        [
            "矛盾1",
            CHECKS["table_groups_add_up"],
            sums.about,
            "7 总计",
            "8 各项之和",
            "−1",
            "第1–2行 表三 “（七）总计”行 “自然人”列",
        ],
        ["缺项2", CHECKS["required_parts"], gone.about, "—", "—", "—", "全文"],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_place_is_told_in_english(name: str, folder: Path) -> None:
    truth = written_reports()[name].truth
    earlier = read(truth.earlier, folder) if truth.earlier else None
    report = read(name, folder)
    findings = check_report(report, earlier=earlier, others=[read(other, folder) for other in truth.others])
    for finding in report_page(audited(report, *findings)).findings:
        assert not [
            word for word in ("table", "row", "column", "line", "report", "its", "title") if word in finding.place
        ]


# in a browser


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine (tests/support/find_browser.py)")
def test_the_pages_open_offline_without_complaint_and_fit_their_screen(folder: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    site = folder / "seen"
    some = [audited(read(name, folder), code=name) for name in ("2024_shuju", "2021_tiyu", "2017_gongan")]
    write_report_pages([*some, AuditedReport(agency="a", name="市甲局")], site, office="云溪市", year=2025, as_of=AT)
    complaints: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width in (1280, 400):
            tab = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
            tab.on("console", lambda message: complaints.append(message.text))
            tab.on("request", lambda request: complaints.extend([request.url] * (not _from_here(request.url))))
            for file in sorted(site.rglob("*.html")):
                tab.goto(file.as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (file.name, width)
        browser.close()
    assert complaints == []


def _from_here(url: str) -> bool:
    return url.startswith(("file://", "data:"))


# what strangers brought along


def test_hostile_text_is_harmless(folder: Path) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e"
    total = Total(value=None, raw="<script>", line=1, start=0, about=bad)
    table = ReportTable(number="三", cells=(TableCell(row=bad, column=bad, value=1, raw="1", line=2, start=4),), line=2)
    report = AnnualReport(
        source=bad, state="report", title=bad, agency=bad, channels=(bad,), lines=(bad, "<b>\t1", bad), totals=(total,),
        tables=(table,),
    )  # fmt: skip
    finding = ReportFinding(check="totals_agree", status="contradiction", left=bad, right=bad, where=bad, about=bad)
    one = audited(report, finding, url="javascript:alert(1)").model_copy(update={"name": bad[:-1], "title": bad})
    site = folder / "hostile"
    write_report_pages([one], site, office=bad[:-1], year=2025, as_of=AT)
    for file in (site / "reports.html", site / "report/slj.html"):
        text = file.read_text(encoding="utf-8")
        page = BeautifulSoup(text, "lxml")
        assert not page.select("script, img, [onerror]")
        assert not [tag for tag in page.select("a") if str(tag["href"]).startswith("javascript")]
        assert "\u202e" not in text


def test_a_persons_number_is_masked_and_an_offices_telephone_stays(folder: Path) -> None:
    lines = ("联系人手机13812345678，办公电话0570-3030305，公开13812345678条。",)
    total = Total(value=13812345678, raw="13812345678", line=1, start=lines[0].rindex("1381"), about="主动公开")
    report = AnnualReport(source="a", state="report", lines=lines, totals=(total,), title=lines[0])
    finding = ReportFinding(check="like_last_year", status="approximate", left=0.7, where="a", about=lines[0])
    text = str(page_of(audited(report, finding), folder))
    assert "13812345678" not in text
    assert "138****5678" in text
    assert "0570-3030305" in text


# all of them


def test_agencies_without_a_report_say_why(folder: Path) -> None:
    unread = AnnualReport(source="a", state="unreadable", reason=say("report.no_page", error="no answer <b>"))
    some = [
        AuditedReport(agency="a", name="市甲局"),
        AuditedReport(
            agency="b", name="市乙局", title="年报", url="http://a.cn/", checked=CheckedReport(report=unread)
        ),
        audited(read(NAMES[0], folder), code="c"),
    ]
    site = folder / "three"
    assert write_report_pages(some, site, office="云溪市", year=2025, as_of=AT) == 4
    index = BeautifulSoup((site / "reports.html").read_text(encoding="utf-8"), "lxml")
    rows = index.select("table.all-reports tbody tr")
    assert [str(row.a["href"]) for row in rows] == ["report/a.html", "report/b.html", "report/c.html"]
    assert [row.select("td")[0].get_text() for row in rows] == ["栏目中没有", "不能读取", "已读"]
    assert [row.select("td")[1].get_text() for row in rows[:2]] == ["—", "—"], "what was not read has no 0"
    assert "页面没有取得（no answer &lt;b&gt;）" in (site / "report/b.html").read_text(encoding="utf-8")
    for file in site.rglob("*.html"):
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")
        for tag in page.select("a[href], link[href]"):
            name = str(tag["href"]).partition("#")[0]
            assert name.startswith(("http", "data:")) or not name or (file.parent / name).is_file(), name


def test_the_same_reports_give_the_same_pages(folder: Path) -> None:
    some = [audited(read(name, folder), code=name) for name in NAMES[:3]]
    for name in ("once", "again"):
        write_report_pages(some, folder / name, office="云溪市", year=2025, as_of=AT)
    files = sorted(path.relative_to(folder / "once") for path in (folder / "once").rglob("*.html"))
    assert len(files) == 4
    assert all((folder / "once" / file).read_bytes() == (folder / "again" / file).read_bytes() for file in files)


def test_two_agencies_never_share_a_page(folder: Path) -> None:
    some = [AuditedReport(agency=code, name=code) for code in ("abc", "ABC")]
    with pytest.raises(UnfitForPublication, match="abc"):
        write_report_pages(some, folder / "clash", office="云溪市", year=2025, as_of=AT)
    assert not (folder / "clash").exists()


# the folder


def test_only_a_folder_of_such_pages_is_ever_replaced(tmp_path: Path) -> None:
    some = [AuditedReport(agency="a", name="市甲局")]
    site = tmp_path / "new" / "年报"
    require_own_folder(site, force=False)
    begin = publish_reports(some, site, office="云溪市", year=2025, as_of=AT)
    assert begin.is_file()
    assert is_report_site(site)
    with pytest.raises(ConfigError, match="--force"):
        require_own_folder(site, force=False)
    require_own_folder(site, force=True)
    publish_reports([AuditedReport(agency="b", name="市乙局")], site, office="云溪市", year=2025, as_of=AT)
    assert [path.name for path in (site / "report").iterdir()] == ["b.html"]

    (site / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="other files"):
        require_own_folder(site, force=True)
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="no folder"):
        require_own_folder(file, force=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    require_own_folder(empty, force=False)


def test_a_page_that_cannot_be_made_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish_reports([AuditedReport(agency="a", name="市甲局")], site, office="云溪市", year=2025, as_of=AT)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if self.name == "pages":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(CannotWrite, match="No space left"):
        publish_reports([AuditedReport(agency="b", name="市乙局")], site, office="云溪市", year=2025, as_of=AT)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# the command

HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
REPORT = [
    "云溪市水利局2025年政府信息公开工作年度报告",
    "本报告由云溪市水利局编制，统计期限自2025年1月1日至2025年12月31日。" * 2,
    "一、总体情况",
    "2025年主动公开政府信息30条，其中机构概况8条，政策文件7条，规划计划6条，工作信息5条，人事信息5条。",
]


@pytest.fixture
def served() -> Iterator[FaultServer]:
    listing = "".join(
        f'<li><a href="/ndbg/{number}.html">{title}</a><span>2026-01-{number}</span></li>'
        for number, title in ((20, REPORT[0]), (10, "关于编报年度报告的通知"))
    )
    pages = {
        "/ndbg/": Answer(f"<html><head><title>年报</title></head><body><ul>{listing}</ul></body></html>".encode()),
        "/ndbg/20.html": Answer(html_page(REPORT, layout="portal", published=AT.date()).encode()),
        "/ndbg/10.html": Answer(b"<html><body>...</body></html>"),
    }
    with running(pages=pages) as server:
        yield server


def test_the_command_writes_the_pages_of_stored_reports(served: FaultServer, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    rows = f"slj,市水利局,部门,年报,{served.url('/ndbg/')},年度报告,报告统计,ndbg\n"
    register.write_text(HEADER + rows, encoding="utf-8")
    office = tmp_path / "office"
    init_office(office, register=register, name="云溪市", rules="national-2019", year=2026)
    plan = office / "work_plans" / "2026.yml"
    text = plan.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.lstrip().startswith(("- {id:", "- id:")))
    duty = "      - {id: report, measure: annual_report_published, points: 5}\n"
    plan.write_text(text.replace(first, f"{duty}{first}", 1), encoding="utf-8")
    with opened_at(office, as_of="2026-02-20", now="2026-02-20T23:30:00+08:00") as (opened, point):
        stages.crawl(opened, point, no_delay=True)
    served.seen.clear()

    command = ["audit-reports", str(office), "--as-of", "2026-02-20", "--site", str(tmp_path / "site")]
    done = RUNNER.invoke(app, command)
    assert done.exit_code == 1, done.output
    assert f"wrote {tmp_path / 'site' / 'reports.html'}" in done.output
    assert served.seen == [], "no site is asked"
    page = BeautifulSoup((tmp_path / "site/report/slj.html").read_text(encoding="utf-8"), "lxml")
    assert STATUSES["contradiction"] in page.select_one("table.findings tbody tr").get_text()
    assert "SHA256" in page.select_one("dl.facts").get_text()
    assert {"30", "31"} <= {tag.get_text() for tag in page.select("table.findings b")}

    assert RUNNER.invoke(app, command).exit_code == 2
    assert RUNNER.invoke(app, [*command, "--force"]).exit_code == 1


# real pages


def test_real_reports_are_shown_as_they_are(folder: Path) -> None:
    shared = real_pages()
    rows = [row.split("\t") for row in (shared / "gold.tsv").read_text(encoding="utf-8").splitlines()]
    paths = [shared / row[0] for row in rows if len(row) > 1 and row[1] == "report"]
    assert paths
    for path in paths:
        report = read_report_file(path)
        if report.state != "report":
            continue
        page = page_of(audited(report), folder)
        assert said(page) == list(report.lines)
        assert marks(page) == Counter(place for place in figures(report) if shown_at_its_place(report, place))
