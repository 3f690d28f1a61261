"""The workbook and the list of problems open safely and say what the pages say."""

import csv
import io
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from publishing.problem_list import HEADERS, problems, problems_csv
from publishing.safe_text import link, spreadsheet_text, terminal_text
from publishing.workbook import scorecards_xlsx
from tests.publishing.deducted import deducted_night
from tests.publishing.sample import sample_night

# openpyxl cannot keep data bars; it says so when it reads them.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
NIGHT = sample_night()
HOSTILE = sample_night(hostile=True)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(scorecards_xlsx(NIGHT)))


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_problem_list_opens_as_chinese_in_a_spreadsheet() -> None:
    content = problems_csv(NIGHT)
    assert content.startswith(b"\xef\xbb\xbf")
    assert tuple(csv.reader(io.StringIO(content.decode("utf-8-sig"))).__next__()) == HEADERS


def test_every_unmet_line_is_one_row_with_its_evidence() -> None:
    rows = _rows(problems_csv(NIGHT))
    unmet = [line for card in NIGHT.scorecards.agencies for line in card.lines if line.status == "unmet"]
    assert len(rows) == len(unmet) > 0
    for row, line in zip(rows, unmet, strict=True):
        assert row["SHA256"] == line.evidence[0].sha256
        assert row["证据(文件#偏移)"] == line.evidence[0].record
        assert row["发现时间"].startswith("2026-11-21 02:")


def test_a_finding_on_trial_is_listed_and_costs_nothing() -> None:
    trial = [problem for problem in problems(NIGHT) if problem.agency == "云岩镇"]
    assert trial
    assert all(problem.lost == 0 and "试运行" in problem.cause for problem in trial)


def test_days_over_are_age_less_limit() -> None:
    late = [row for row in _rows(problems_csv(NIGHT)) if row["超期天数"]]
    assert late
    for row in late:
        newest = datetime.fromisoformat(row["最近更新"]).date()
        assert (NIGHT.day - newest).days == int(row["限期天数"]) + int(row["超期天数"])


def test_no_cell_of_the_problem_list_begins_a_formula() -> None:
    for row in csv.reader(io.StringIO(problems_csv(HOSTILE).decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


@given(st.text())
def test_harmless_text_is_kept_and_the_rest_only_gets_an_apostrophe(text: str) -> None:
    safe = spreadsheet_text(text)
    assert safe in (text, f"'{text}")
    assert not safe.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))


@given(st.text())
def test_nothing_shown_on_a_terminal_moves_its_cursor(text: str) -> None:
    shown = terminal_text(f"{text}\x1b[2J\u202e{text}")
    assert not {"\x1b", "\r", "\x9b", "\u202e"} & set(shown)
    assert len(shown) == 2 * len(text) + 5


@given(st.text() | st.from_regex(r"[a-z]{1,10}:/{0,3}[\x00-\x7f]{0,20}"))
def test_only_web_addresses_become_links(text: str) -> None:
    assert link(text) is None or text.strip().lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "http://", "http://[::1", ""]
)
def test_other_addresses_are_shown_as_text(url: str) -> None:
    assert link(url) is None


def test_the_workbook_has_its_five_sheets_frozen_filtered_and_ready_to_print(book: Workbook) -> None:
    assert book.sheetnames == ["总览", "得分明细", "栏目", "问题清单", "到期提醒"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$1:$1"


def test_the_workbook_lists_every_agency_line_column_and_problem(book: Workbook) -> None:
    cards = NIGHT.scorecards.agencies
    counted = [len(cards), sum(len(c.lines) for c in cards), sum(len(c.columns) for c in cards), len(problems(NIGHT))]
    counted.append(len(NIGHT.warnings))
    assert [sheet.max_row - 1 for sheet in book.worksheets] == counted


def test_days_in_the_workbook_are_real_days_and_shares_real_percents(book: Workbook) -> None:
    heads = [cell.value for cell in book["栏目"][1]]
    newest = book["栏目"].cell(2, heads.index("最近更新") + 1)
    assert isinstance(newest.value, datetime)
    assert newest.number_format == "yyyy-mm-dd"
    percent = book["总览"].cell(2, 6)
    assert percent.value == 1.0
    assert percent.number_format == "0.0%"


def test_a_line_says_its_kind_and_a_warning_its_last_day() -> None:
    night = deducted_night()
    book = load_workbook(io.BytesIO(scorecards_xlsx(night)))
    heads = [cell.value for cell in book["得分明细"][1]]
    kinds = {row[heads.index("种类")] for row in book["得分明细"].iter_rows(min_row=2, values_only=True)}
    assert kinds == {"计分项", "扣分项", "加分项", "单项否决", "基础分"}
    trials = {row[heads.index("试运行")] for row in book["得分明细"].iter_rows(min_row=2, values_only=True)}
    assert "需确认" in trials
    warned = list(book["到期提醒"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[6], row[7]) for row in warned] == [
        (warning.name, datetime.combine(warning.due_on, time()), warning.working_days_left)
        for warning in night.warnings
    ]


def test_columns_link_to_their_pages(book: Workbook) -> None:
    cell = book["栏目"].cell(2, 2)
    assert cell.hyperlink.target == NIGHT.scorecards.agencies[0].columns[0].url


def test_a_title_that_looks_like_a_formula_stays_a_title() -> None:
    book = load_workbook(io.BytesIO(scorecards_xlsx(HOSTILE)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.hyperlink and "javascript" in (cell.hyperlink.target or "")]
