"""`warnings.csv`: what falls due, in words and figures that a spreadsheet shows as they are."""

import codecs
import csv
import io
from datetime import date
from decimal import Decimal

from publishing.early_warnings import HEADERS, warnings_csv
from schemas.early_warnings import EarlyWarning
from schemas.messages import say
from tests.publishing.sample import sample_night

NIGHT = sample_night(agencies=2, columns=3)


def rows(*warnings: EarlyWarning) -> list[dict[str, str]]:
    content = warnings_csv(NIGHT.model_copy(update={"warnings": warnings}))
    assert content.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def warning(**more: object) -> EarlyWarning:
    given = {
        "agency": "fgj",
        "name": "市发展和改革局",
        "line": "current/gzdt",
        "task": "2.1",
        "measure": "updated_within",
        "columns": ("gzdt",),
        "status": "met",
        "due_on": date(2026, 11, 30),
        "working_days_left": 6,
        "within": 10,
        "at_stake": Decimal("3.50"),
        "trial": False,
        "reason": say("published_by.not_due", title="年度报告", by="2026-11-30"),
        **more,
    }
    return EarlyWarning.model_validate(given)


def test_a_row_says_who_what_until_when_and_what_is_at_stake() -> None:
    (row,) = rows(warning())
    assert list(row) == list(HEADERS)
    assert (row["单位"], row["栏目"], row["检查项"], row["当前结果"]) == (
        "市发展和改革局",
        "工作动态",
        "按期更新",
        "达标",
    )
    assert (row["期限"], row["剩余工作日"], row["提醒"], row["可得分"]) == ("2026-11-30", "6", "10个工作日内", "3.5")
    assert "年度报告" in row["说明"]


def test_days_nobody_can_count_are_empty_and_a_trial_has_nothing_at_stake() -> None:
    (row,) = rows(warning(working_days_left=None, trial=True, name="=HYPERLINK(1)"))
    assert (row["剩余工作日"], row["可得分"]) == ("", "")
    assert row["单位"] == "'=HYPERLINK(1)"


def test_a_deduction_to_come_is_not_called_worth_nothing() -> None:
    (row,) = rows(warning(at_stake=Decimal(0)))
    assert row["可得分"] == ""


def test_a_night_with_nothing_to_warn_of_has_the_header_alone() -> None:
    assert rows() == []
