"""The tables 二, 三 and 四 of the report formats of 2021 and 2019: their rows, their columns, which are sums of others.

国办公开办函〔2021〕30号 is for reports on 2021 and after, the trial format 国办公开办函〔2019〕60号 for 2019 and 2020.
The rows and columns of 2021 are those of its published annex. Of the trial format the names were taken from tables of
published reports; that （六）其他处理 was one row in it is from memory and not verified.
"""

from typing import Literal

from schemas.annual_reports import Regime
from schemas.base import Frozen, Text

TableNumber = Literal["二", "三", "四"]


class FormatRow(Frozen):
    """A row of a table of the format."""

    key: Text
    """Its name in `TableCell.row`."""
    label: Text
    """As printed, with the heading of its part where it needs it."""
    columns: tuple[Text, ...]
    """The names in `TableCell.column` of the places that the row has."""


class TableFormat(Frozen):
    """A table of the format, its rows in their order."""

    number: TableNumber
    rows: tuple[FormatRow, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of any row, in their order."""
        return tuple(dict.fromkeys(column for row in self.rows for column in row.columns))

    def label(self, key: str) -> str:
        """The row's printed label; its name where the format does not have it."""
        return next((row.label for row in self.rows if row.key == key), key)


def table_formats(regime: Regime | None) -> tuple[TableFormat, ...]:
    """The tables that reports of this regime have; none for the law of 2008."""
    return FORMATS.get(regime, ()) if regime is not None else ()


PERSONS = "自然人"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
"""The columns under 法人或其他组织."""
ALL_APPLICANTS = "总计"
APPLICANTS = (PERSONS, *ORGANISATIONS, ALL_APPLICANTS)
"""The columns of table 三; the last is the sum of the others."""

RECEIVED, CARRIED_IN, DONE, CARRIED_OVER = "一", "二", "三（七）", "四"
"""Rows of table 三. The format prints: 第一项加第二项之和，等于第三项加第四项之和."""
GRANTED, IN_PART = "三（一）", "三（二）"
PARTS_OF_RESULTS: dict[str, int] = {"三（三）": 8, "三（四）": 3, "三（五）": 5, "三（六）": 3}
"""Parts of 本年度办理结果 that have rows of their own, and how many. The format gives the part no row; a report may."""
RESULTS = (GRANTED, IN_PART, *(f"{part}{row}" for part, rows in PARTS_OF_RESULTS.items() for row in range(1, rows + 1)))
"""The rows of 2021 whose sum is （七）总计. In the trial format 三（六） is one row."""

PROCEEDINGS = ("行政复议", "未经复议直接起诉", "复议后起诉")
"""The rows of table 四; printed side by side."""
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结")
ALL_OUTCOMES = "总计"
"""The columns of table 四: the last is the sum of the others."""

RULES_OF_2021 = ("规章", "行政规范性文件")
MADE, REPEALED, IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
DECISIONS = "本年处理决定数量"

_OTHER_RESULTS = "三（六）"


def _table_three(*, trial: bool) -> TableFormat:
    printed = {key: label for key, label in _RESULT_LABELS if not key.startswith(_OTHER_RESULTS) or not trial}
    labels = {
        RECEIVED: "一、本年新收政府信息公开申请数量",
        CARRIED_IN: "二、上年结转政府信息公开申请数量",
        **printed,
        **({_OTHER_RESULTS: "（六）其他处理"} if trial else {}),
        DONE: "（七）总计",
        CARRIED_OVER: "四、结转下年度继续办理",
    }
    rows = tuple(FormatRow(key=key, label=label, columns=APPLICANTS) for key, label in labels.items())
    return TableFormat(number="三", rows=rows)


_RESULT_LABELS = (
    (GRANTED, "（一）予以公开"),
    (IN_PART, "（二）部分公开"),
    ("三（三）1", "（三）不予公开 1.属于国家秘密"),
    ("三（三）2", "（三）不予公开 2.其他法律行政法规禁止公开"),
    ("三（三）3", "（三）不予公开 3.危及“三安全一稳定”"),
    ("三（三）4", "（三）不予公开 4.保护第三方合法权益"),
    ("三（三）5", "（三）不予公开 5.属于三类内部事务信息"),
    ("三（三）6", "（三）不予公开 6.属于四类过程性信息"),
    ("三（三）7", "（三）不予公开 7.属于行政执法案卷"),
    ("三（三）8", "（三）不予公开 8.属于行政查询事项"),
    ("三（四）1", "（四）无法提供 1.本机关不掌握相关政府信息"),
    ("三（四）2", "（四）无法提供 2.没有现成信息需要另行制作"),
    ("三（四）3", "（四）无法提供 3.补正后申请内容仍不明确"),
    ("三（五）1", "（五）不予处理 1.信访举报投诉类申请"),
    ("三（五）2", "（五）不予处理 2.重复申请"),
    ("三（五）3", "（五）不予处理 3.要求提供公开出版物"),
    ("三（五）4", "（五）不予处理 4.无正当理由大量反复申请"),
    ("三（五）5", "（五）不予处理 5.要求行政机关确认或重新出具已获取信息"),
    ("三（六）1", "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("三（六）2", "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("三（六）3", "（六）其他处理 3.其他"),
)


def _rows(columns: tuple[str, ...], *keys: str) -> tuple[FormatRow, ...]:
    return tuple(FormatRow(key=key, label=key, columns=columns) for key in keys)


_FOUR = TableFormat(number="四", rows=_rows((*OUTCOMES, ALL_OUTCOMES), *PROCEEDINGS))
_LAST_YEAR, _CHANGE = "上一年项目数量", "本年增/减"
FORMATS: dict[Regime, tuple[TableFormat, ...]] = {
    "2021": (
        TableFormat(
            number="二",
            rows=(
                *_rows((MADE, REPEALED, IN_FORCE), *RULES_OF_2021),
                *_rows((DECISIONS,), "行政许可", "行政处罚", "行政强制"),
                *_rows(("本年收费金额",), "行政事业性收费"),
            ),
        ),
        _table_three(trial=False),
        _FOUR,
    ),
    "2019": (
        TableFormat(
            number="二",
            rows=(
                *_rows(("本年新制作数量", "本年新公开数量", "对外公开总数量"), "规章", "规范性文件"),
                *_rows(
                    (_LAST_YEAR, _CHANGE, "处理决定数量"), "行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"
                ),
                *_rows((_LAST_YEAR, _CHANGE), "行政事业性收费"),
                *_rows(("采购项目数量", "采购总金额"), "政府集中采购"),
            ),
        ),
        _table_three(trial=True),
        _FOUR,
    ),
}
"""本年收费金额 and 采购总金额 are in 万元, all others are counts. 本年增/减 may be negative."""
