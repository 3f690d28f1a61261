"""What a cell of tables 二, 三 and 四 says: the name of one of their rows, of one of their columns, or neither.

Labels are known by the words that tell them apart, whatever their numbering, brackets, blanks and line breaks.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from schemas.annual_reports import Regime
from schemas.report_tables import (
    CARRIED_IN,
    CARRIED_OVER,
    DONE,
    GRANTED,
    IN_PART,
    PARTS_OF_RESULTS,
    RECEIVED,
    TableNumber,
    table_formats,
)


@lru_cache(maxsize=4096)
def row_named(number: TableNumber, text: str, regime: Regime | None) -> str | None:
    """The row of table `number` that a cell names; `None` if it names none of them."""
    label = plain(text)
    if not 0 < len(label) <= _LONGEST_LABEL:
        return None
    keys = next((keys for words, keys in _ROWS[number] if words.search(label)), ())
    return _of_regime(keys, label, regime)


@lru_cache(maxsize=4096)
def column_named(number: TableNumber, text: str, regime: Regime | None) -> str | None:
    """The column of table `number` that a cell names; `None` if it names none of them."""
    label = plain(text)
    if not 0 < len(label) <= _LONGEST_HEADING:
        return None
    keys = next((keys for words, keys in _COLUMNS[number] if words.search(label)), ())
    return _of_regime(keys, label, regime)


def is_sum_below(text: str) -> bool:
    """小计 beside the name of a part."""
    return plain(text) == "小计"


def is_value(text: str) -> bool:
    """A number, a dash or what stands for a number; not a label. An empty cell is one, too."""
    return bool(_VALUE.fullmatch(text.strip()))


def plain(text: str) -> str:
    """The letters and digits of a label."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _of_regime(keys: tuple[str, ...], label: str, regime: Regime | None) -> str | None:
    """Of one thing's names in the two formats, that of the report's; without a regime the one printed."""
    if len(keys) < 2:
        return keys[0] if keys else None
    known = {name for table in table_formats(regime) for row in table.rows for name in (row.key, *row.columns)}
    return next((key for key in keys if key in known), None) or next((key for key in keys if plain(key) in label), None)


def _words(*named: tuple[str, Iterable[str]]) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(pattern), tuple(keys)) for pattern, keys in named)


_LONGEST_LABEL, _LONGEST_HEADING = 60, 20
_VALUE = re.compile(r"[\s\d０-９.,．，+＋\-－—–―~/／\\%％XxＸ×*＊约近余多万亿元件条项个次增减无]{0,20}")
_NUMBER = r"^[\d一二三四五六七八九十]*"
_NO, _NOT_THERE, _NOT_DONE, _OTHERWISE = PARTS_OF_RESULTS
_ROWS: dict[TableNumber, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = {
    "二": _words(
        (f"{_NUMBER}(?:政府|部门)?规章$", ["规章"]),
        (f"{_NUMBER}(?:行政)?规范性文件$", ["行政规范性文件", "规范性文件"]),
        (f"{_NUMBER}行政许可(?:事项)?$", ["行政许可"]),
        (f"{_NUMBER}其他对外管理服务(?:事项)?$", ["其他对外管理服务事项"]),
        (f"{_NUMBER}行政处罚(?:事项)?$", ["行政处罚"]),
        (f"{_NUMBER}行政强制(?:措施|事项)?$", ["行政强制"]),
        (f"{_NUMBER}行政事业性收费(?:项目)?$", ["行政事业性收费"]),
        (f"{_NUMBER}政府集中采购(?:项目)?$", ["政府集中采购"]),
    ),
    "三": _words(
        ("本年(?:度)?新收", [RECEIVED]),
        ("上年(?:度)?结转", [CARRIED_IN]),
        ("结转(?:至)?下(?:一)?年", [CARRIED_OVER]),
        ("国家秘密", [f"{_NO}1"]),
        ("禁止公开", [f"{_NO}2"]),
        ("三安全一稳定", [f"{_NO}3"]),
        ("第三方", [f"{_NO}4"]),
        ("内部事务", [f"{_NO}5"]),
        ("过程性", [f"{_NO}6"]),
        ("执法案卷", [f"{_NO}7"]),
        ("行政查询", [f"{_NO}8"]),
        ("不掌握", [f"{_NOT_THERE}1"]),
        ("另行制作", [f"{_NOT_THERE}2"]),
        ("补正后", [f"{_NOT_THERE}3"]),
        ("信访", [f"{_NOT_DONE}1"]),
        ("大量反复", [f"{_NOT_DONE}4"]),
        ("重复申请", [f"{_NOT_DONE}2"]),
        ("公开出版物", [f"{_NOT_DONE}3"]),
        ("重新出具|确认或", [f"{_NOT_DONE}5"]),
        ("不补正", [f"{_OTHERWISE}1"]),
        ("收费通知|缴纳费用|未缴费", [f"{_OTHERWISE}2"]),
        (f"{_NUMBER}其他$", [f"{_OTHERWISE}3"]),
        (f"{_NUMBER}予以公开", [GRANTED]),
        (f"{_NUMBER}部分公开", [IN_PART]),
        (f"{_NUMBER}不予公开", [_NO]),
        (f"{_NUMBER}无法提供", [_NOT_THERE]),
        (f"{_NUMBER}不予处理", [_NOT_DONE]),
        (f"{_NUMBER}其他处理", [_OTHERWISE]),
        (f"{_NUMBER}(?:总计|合计)$", [DONE]),
    ),
    "四": _words(
        ("直接起诉", ["未经复议直接起诉"]),
        ("复议后起诉", ["复议后起诉"]),
        (f"{_NUMBER}行政复议$", ["行政复议"]),
    ),
}
"""The first that is found counts: 无正当理由大量反复申请 before 重复申请."""
_COLUMNS: dict[TableNumber, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = {
    "二": _words(
        ("制发", ["本年制发件数"]),
        ("废止", ["本年废止件数"]),
        ("现行有效", ["现行有效件数"]),
        ("新制作", ["本年新制作数量"]),
        ("新公开", ["本年新公开数量"]),
        ("对外公开总", ["对外公开总数量"]),
        ("上一?年(?:度)?项目", ["上一年项目数量"]),
        ("增减", ["本年增/减"]),
        ("处理决定", ["本年处理决定数量", "处理决定数量"]),
        ("收费(?:总)?金额", ["本年收费金额"]),
        ("采购项目", ["采购项目数量"]),
        ("采购(?:总)?金额", ["采购总金额"]),
    ),
    "三": _words(
        ("^自然人", ["自然人"]),
        ("商业企业", ["商业企业"]),
        ("科研机构", ["科研机构"]),
        ("公益组织", ["社会公益组织"]),
        ("法律服务", ["法律服务机构"]),
        ("^其他(?:组织)?$", ["其他"]),
        ("^(?:总计|合计)$", ["总计"]),
    ),
    "四": _words(
        ("结果维持|^维持$", ["结果维持"]),
        ("结果纠正|^纠正$", ["结果纠正"]),
        ("其他结果", ["其他结果"]),
        ("尚未审结|^未审结$", ["尚未审结"]),
        ("^(?:总计|合计)$", ["总计"]),
    ),
}
