"""Tables 二, 三 and 四 of the report formats as pages and documents show them: merged, flat, split, mislaid."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["printed", "flat", "spaced", "swapped", "split"]
"""`printed`: as in the annex, merged. `flat`: nothing is merged, a heading stands in the first of its cells.
`spaced`: with blanks, line breaks and half-width brackets in labels, and an empty column at the end.
`swapped`: columns in another order. `split`: table 三 falls into two, the second without a head."""

Value = int | float | str


@dataclass(frozen=True)
class Placed:
    """A cell and how far it reaches."""

    text: str
    down: int = 1
    across: int = 1


Laid = list[list[Placed]]
"""The rows of a table; a cell stands in the first row and column that it covers."""


@dataclass(frozen=True)
class Written:
    """A table by what its cells say. A value `"１４|14"` is written as １４ and says 14; `"/|"` says nothing."""

    number: str
    regime: str
    rows: dict[str, list[Value]]
    fill: Value = 0
    lacking: Sequence[str] = ()

    def row(self, key: str) -> list[Value]:
        return self.rows.get(key, [self.fill] * len(columns_of(self, key)))

    def with_value(self, row: str, column: str, value: Value) -> "Written":
        """The same table, but for one cell."""
        columns = columns_of(self, row)
        values = [value if name == column else old for name, old in zip(columns, self.row(row), strict=True)]
        return Written(self.number, self.regime, {**self.rows, row: values}, self.fill, self.lacking)


def cells_said(table: Written) -> dict[tuple[str, str], int | float | None]:
    """The number of each cell by row and column; `None` for a blank one."""
    return {
        (key, column): _said(value)
        for key in rows_of(table)
        for column, value in zip(columns_of(table, key), table.row(key), strict=True)
    }


def rows_of(table: Written) -> list[str]:
    """The rows that the table has, in their order."""
    return [key for key in _ROWS[table.number](table.regime) if key not in table.lacking]


def columns_of(table: Written, row: str) -> tuple[str, ...]:
    """The columns of one row."""
    match table.number:
        case "三":
            return APPLICANTS
        case "四":
            return OUTCOMES
        case _:
            return _COLUMNS_OF_TWO[table.regime][row]


def table_layout(table: Written, style: Style) -> list[Laid]:
    """The table as rows of placed cells; two tables if it is split."""
    laid = {"二": _two, "三": _three, "四": _four}[table.number](table, style)
    if style == "flat":
        laid = _flat(laid)
    if style == "spaced":
        laid = [[*[Placed(_spaced(cell.text), cell.down, cell.across) for cell in row], Placed("")] for row in laid]
    if style == "split" and table.number == "三":
        # After the fifth row of （三）不予公开: the rest of its heading goes over to the next page.
        return list(_split(laid, after="5"))
    return [laid]


def _said(value: Value) -> int | float | None:
    if not isinstance(value, str):
        return value
    said = value.rpartition("|")[2]
    return None if not said else float(said) if "." in said else int(said)


def _written(value: Value) -> Placed:
    return Placed(value.partition("|")[0] if isinstance(value, str) else str(value))


APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def _two(table: Written, style: Style) -> Laid:
    wide = 3 if table.regime == "2021" else 4
    laid: Laid = []
    for number, (article, keys) in enumerate(_BLOCKS_OF_TWO[table.regime]):
        kept = [key for key in keys if key not in table.lacking]
        if not kept:
            continue
        columns = columns_of(table, kept[0])
        order = list(range(len(columns)))
        if style == "swapped" and number == 0:
            order = order[::-1]
        laid.append([Placed(article, across=wide + 1)])
        laid.append([Placed("信息内容"), *_stretched([Placed(_printed_column(columns[at])) for at in order], wide)])
        for key in kept:
            values = [_written(table.row(key)[at]) for at in order]
            laid.append([Placed(key), *_stretched(values, wide)])
    return laid


def _printed_column(name: str) -> str:
    return f"{name}（单位：万元）" if name == "本年收费金额" else name


def _stretched(cells: list[Placed], wide: int) -> list[Placed]:
    """The last one takes what is left of the table's width."""
    return [*cells[:-1], Placed(cells[-1].text, across=wide - len(cells) + 1)]


_ARTICLE = "第二十条第（{}）项"
_BLOCKS_OF_TWO = {
    "2021": [
        (_ARTICLE.format("一"), ["规章", "行政规范性文件"]),
        (_ARTICLE.format("五"), ["行政许可"]),
        (_ARTICLE.format("六"), ["行政处罚", "行政强制"]),
        (_ARTICLE.format("八"), ["行政事业性收费"]),
    ],
    "2019": [
        (_ARTICLE.format("一"), ["规章", "规范性文件"]),
        (_ARTICLE.format("五"), ["行政许可", "其他对外管理服务事项"]),
        (_ARTICLE.format("六"), ["行政处罚", "行政强制"]),
        (_ARTICLE.format("八"), ["行政事业性收费"]),
        (_ARTICLE.format("九"), ["政府集中采购"]),
    ],
}
_DECISIONS = ("上一年项目数量", "本年增/减", "处理决定数量")
_COLUMNS_OF_TWO: dict[str, dict[str, tuple[str, ...]]] = {
    "2021": {
        **dict.fromkeys(("规章", "行政规范性文件"), ("本年制发件数", "本年废止件数", "现行有效件数")),
        **dict.fromkeys(("行政许可", "行政处罚", "行政强制"), ("本年处理决定数量",)),
        "行政事业性收费": ("本年收费金额",),
    },
    "2019": {
        **dict.fromkeys(("规章", "规范性文件"), ("本年新制作数量", "本年新公开数量", "对外公开总数量")),
        **dict.fromkeys(("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"), _DECISIONS),
        "行政事业性收费": ("上一年项目数量", "本年增/减"),
        "政府集中采购": ("采购项目数量", "采购总金额"),
    },
}

_PARTS_OF_THREE = {
    "三（三）": (
        "（三）不予公开",
        "属于国家秘密",
        "其他法律行政法规禁止公开",
        "危及“三安全一稳定”",
        "保护第三方合法权益",
        "属于三类内部事务信息",
        "属于四类过程性信息",
        "属于行政执法案卷",
        "属于行政查询事项",
    ),
    "三（四）": ("（四）无法提供", "本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确"),
    "三（五）": (
        "（五）不予处理",
        "信访举报投诉类申请",
        "重复申请",
        "要求提供公开出版物",
        "无正当理由大量反复申请",
        "要求行政机关确认或重新出具已获取信息",
    ),
    "三（六）": (
        "（六）其他处理",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "其他",
    ),
}
_WHOLE_ROWS = {
    "一": "一、本年新收政府信息公开申请数量",
    "二": "二、上年结转政府信息公开申请数量",
    "三（一）": "（一）予以公开",
    "三（二）": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "三（六）": "（六）其他处理",
    "三（七）": "（七）总计",
    "四": "四、结转下年度继续办理",
}


def _rows_of_three(regime: str) -> list[str]:
    parts = [
        f"{part}{row}"
        for part, labels in _PARTS_OF_THREE.items()
        if part != "三（六）" or regime == "2021"
        for row in range(1, len(labels))
    ]
    return ["一", "二", "三（一）", "三（二）", *parts, *([] if regime == "2021" else ["三（六）"]), "三（七）", "四"]


_ROWS: dict[str, Callable[[str], list[str]]] = {
    "二": lambda regime: list(_COLUMNS_OF_TWO[regime]),
    "三": _rows_of_three,
    "四": lambda _: ["行政复议", "未经复议直接起诉", "复议后起诉"],
}


def _three(table: Written, style: Style) -> Laid:
    order = [1, 2, 3, 4, 5, 0, 6] if style == "swapped" else list(range(7))
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    single = [Placed("自然人", down=2)]
    many = [Placed("法人或其他组织", across=5)]
    laid: Laid = [
        [Placed(corner, down=3, across=3), Placed("申请人情况", across=7)],
        [*(many + single if style == "swapped" else single + many), Placed("总计", down=2)],
        [Placed(name) for name in APPLICANTS[1:6]],
    ]
    keys = rows_of(table)
    results = [key for key in keys if key.startswith("三")]
    for key in keys:
        label: list[Placed] = []
        if key == results[0]:
            label.append(Placed("三、本年度办理结果", down=len(results)))
        if key in ("一", "二", "四"):
            label.append(Placed(_WHOLE_ROWS[key], across=3))
        elif key in _WHOLE_ROWS:
            label.append(Placed(_WHOLE_ROWS[key], across=2))
        else:
            part, row = key[:-1], int(key[-1])
            siblings = [other for other in keys if other.startswith(part)]
            heading, *labels = _PARTS_OF_THREE[part]
            if key == siblings[0]:
                label.append(Placed(heading, down=len(siblings)))
            label.append(Placed(f"{row}.{labels[row - 1]}"))
        laid.append([*label, *(_written(table.row(key)[at]) for at in order)])
    return laid


def _four(table: Written, _: Style) -> Laid:
    above = [Placed("行政复议", across=5), Placed("行政诉讼", across=10)]
    sides = [
        *(Placed(name, down=2) for name in OUTCOMES),
        Placed("未经复议直接起诉", across=5),
        Placed("复议后起诉", across=5),
    ]
    below = [Placed(name) for name in OUTCOMES * 2]
    return [above, sides, below, [_written(value) for key in rows_of(table) for value in table.row(key)]]


def _flat(laid: Laid) -> Laid:
    """Nothing merged: a cell's text at its first place, blanks at the others."""
    places = placed_cells(laid)
    high, wide = len(laid), 1 + max(column for _, column in places)
    return [[Placed(places.get((row, column), "")) for column in range(wide)] for row in range(high)]


def placed_cells(laid: Laid) -> dict[tuple[int, int], str]:
    """The text at each place, a merged cell's at its first and blanks at its others."""
    places: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(laid):
        column = 0
        for cell in cells:
            while (row, column) in places:
                column += 1
            for below, right in itertools.product(range(cell.down), range(cell.across)):
                places[row + below, column + right] = "" if below or right else cell.text
            column += cell.across
    return places


def _split(laid: Laid, *, after: str) -> Iterator[Laid]:
    """In two after the row `after`: what reaches over the cut is said again at the top of the second table."""
    cut = next(at for at, row in enumerate(laid, start=1) if any(re.match(rf"{after}\.", cell.text) for cell in row))
    over: list[Placed] = []
    first: Laid = []
    for at, row in enumerate(laid[:cut]):
        kept = []
        for cell in row:
            reaches = at + cell.down - cut
            if reaches > 0:
                over.append(Placed(cell.text, reaches, cell.across))
            kept.append(Placed(cell.text, min(cell.down, cut - at), cell.across))
        first.append(kept)
    yield first
    yield [[*over, *laid[cut]], *laid[cut + 1 :]]


def _spaced(text: str) -> str:
    if not re.search(r"[一-鿿]", text):
        return text
    text = text.replace("（", "(").replace("）", ")").replace("1.", "１．")
    return f"{text[:4]}\n {text[4:]}" if len(text) > 6 else " ".join(text) if len(text) == 2 else text
