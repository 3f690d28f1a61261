"""Tables 二, 三 and 四 as they are printed, for tests of reading them. `<` is merged with its left, `^` with above."""

from collections.abc import Mapping, Sequence

from schemas.messages import say
from schemas.report_tables import APPLICANTS, PARTS_OF_RESULTS
from scrapers.files.blocks import Cell, Grid

Rows = list[list[str]]
Values = Mapping[tuple[str, str], str]

LABELS_OF_THREE = {
    "一": ("一、本年新收政府信息公开申请数量", "<", "<"),
    "二": ("二、上年结转政府信息公开申请数量", "<", "<"),
    "三（一）": ("三、本年度办理结果", "（一）予以公开", "<"),
    "三（二）": ("^", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "<"),
    "三（三）1": ("^", "（三）不予公开", "1.属于国家秘密"),
    "三（三）2": ("^", "^", "2.其他法律行政法规禁止公开"),
    "三（三）3": ("^", "^", "3.危及“三安全一稳定”"),
    "三（三）4": ("^", "^", "4.保护第三方合法权益"),
    "三（三）5": ("^", "^", "5.属于三类内部事务信息"),
    "三（三）6": ("^", "^", "6.属于四类过程性信息"),
    "三（三）7": ("^", "^", "7.属于行政执法案卷"),
    "三（三）8": ("^", "^", "8.属于行政查询事项"),
    "三（四）1": ("^", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    "三（四）2": ("^", "^", "2.没有现成信息需要另行制作"),
    "三（四）3": ("^", "^", "3.补正后申请内容仍不明确"),
    "三（五）1": ("^", "（五）不予处理", "1.信访举报投诉类申请"),
    "三（五）2": ("^", "^", "2.重复申请"),
    "三（五）3": ("^", "^", "3.要求提供公开出版物"),
    "三（五）4": ("^", "^", "4.无正当理由大量反复申请"),
    "三（五）5": ("^", "^", "5.要求行政机关确认或重新出具已获取信息"),
    "三（六）1": ("^", "（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    "三（六）2": ("^", "^", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    "三（六）3": ("^", "^", "3.其他"),
    "三（七）": ("^", "（七）总计", "<"),
    "四": ("四、结转下年度继续办理", "<", "<"),
}
TRIAL_OTHERS = ("^", "（六）其他处理", "<")
"""In the trial format 三（六） is one row."""


def grid(rows: Sequence[Sequence[str]]) -> Grid:
    """Its cells as a reader of files gives them: a merged one is one object at all its places."""
    made: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        for place, text in enumerate(row):
            if text == "<":
                cells.append(cells[-1])
            elif text == "^":
                cells.append(made[-1][place])
            else:
                cells.append(Cell(text, say("plan.place.table", table=1, row=number + 1)))
        made.append(tuple(cells))
    return Grid(tuple(made))


def table_three(values: Values, *, trial: bool = False) -> Rows:
    """As printed: a header of three rows, labels over three columns; places without a value are 0."""
    header = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，\n等于第三项加第四项之和）", "<", "<", "申请人情况", *"<" * 6],
        ["^", "^", "^", "自然人", "法人或其他组织", *"<" * 4, "总计"],
        ["^", "^", "^", "^", "商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他", "^"],
    ]
    labels = dict(LABELS_OF_THREE)
    if trial:
        labels = {key: label for key, label in labels.items() if not key.startswith("三（六）")}
        done, over = labels.pop("三（七）"), labels.pop("四")
        labels |= {"三（六）": TRIAL_OTHERS, "三（七）": done, "四": over}
    return [
        *header,
        *([*label, *(values.get((key, column), "0") for column in APPLICANTS)] for key, label in labels.items()),
    ]


def table_four(values: Values) -> Rows:
    """As printed: fifteen numbers in one row."""
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [
        ["行政复议", *"<" * 4, "行政诉讼", *"<" * 9],
        [*outcomes, "未经复议直接起诉", *"<" * 4, "复议后起诉", *"<" * 4],
        [*"^" * 5, *outcomes, *outcomes],
        [
            values.get((row, column), "0")
            for row in ("行政复议", "未经复议直接起诉", "复议后起诉")
            for column in outcomes
        ],
    ]


def table_two(values: Values) -> Rows:
    """As printed in the format of 2021."""

    def row(key: str, *columns: str) -> list[str]:
        return [key, *(values.get((key, column), "0") for column in columns)]

    made = ("本年制发件数", "本年废止件数", "现行有效件数")
    decided, fee = "本年处理决定数量", "本年收费金额"
    return [
        ["第二十条第（一）项", *"<" * 3],
        ["信息内容", *made],
        row("规章", *made),
        row("行政规范性文件", *made),
        ["第二十条第（五）项", *"<" * 3],
        ["信息内容", decided, "<", "<"],
        [*row("行政许可", decided), "<", "<"],
        ["第二十条第（六）项", *"<" * 3],
        ["信息内容", decided, "<", "<"],
        [*row("行政处罚", decided), "<", "<"],
        [*row("行政强制", decided), "<", "<"],
        ["第二十条第（八）项", *"<" * 3],
        ["信息内容", "本年收费金额（单位：万元）", "<", "<"],
        [*row("行政事业性收费", fee), "<", "<"],
    ]


def html_of(rows: Rows) -> str:
    """The rows as an HTML table with rowspan and colspan."""
    made = grid(rows).rows
    told: set[Cell] = set()
    lines = []
    for number, row in enumerate(made):
        cells = []
        for cell in dict.fromkeys(row):
            if cell in told:
                continue
            told.add(cell)
            across = sum(other is cell for other in row)
            down = sum(cell in other for other in made[number:])
            inner = "<br>".join(f"{part}" for part in cell.text.split("\n"))
            cells.append(f'<td rowspan="{down}" colspan="{across}"><p><span>{inner}</span></p></td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def all_rows_of_results() -> list[str]:
    """The rows whose sum is （七）."""
    return [
        "三（一）",
        "三（二）",
        *(f"{part}{row}" for part, many in PARTS_OF_RESULTS.items() for row in range(1, many + 1)),
    ]
