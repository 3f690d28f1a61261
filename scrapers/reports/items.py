"""A line of a list with its number: `1．机构概况    9条`, `政策文件：十二条；`, `规划计划    3`, `合计：24条。`"""

import re
from dataclasses import dataclass

from scrapers.reports.brackets import placed_numbers
from scrapers.reports.figures import narrow
from scrapers.reports.lines import ReportLine
from scrapers.reports.mentions import FigureParts, Mention, figure_of, sentences_of
from scrapers.reports.names import name_of


@dataclass(frozen=True, slots=True)
class Item:
    """What the line counts."""

    name: str
    """Empty where its words are no name."""
    figure: FigureParts
    unit: str
    """Empty where the line has none."""
    is_sum: bool
    """合计: it is no part."""
    has_deed: bool
    """It says what was done (发布信息13条), and does not only name it."""


def is_item(line: ReportLine) -> bool:
    """It is such a line."""
    return item_of(line) is not None


def item_of(line: ReportLine) -> Item | None:
    """The line as one of a list; details of its number (占12%，其中…) are left out. `None` for other lines."""
    if len(line.text) > _LONGEST:
        return None
    sentences = list(sentences_of(line))
    if len(sentences) != 1:
        return None
    numbers = [one.mention for one in placed_numbers(sentences[0]) if one.depth == 0]
    if not sentences[0].mentions:
        return _without_unit(line)
    if not numbers or not _REST.fullmatch(line.text[numbers[0].number.end :]):
        return None
    first: Mention = numbers[0]
    said = "".join(line.text[: first.number.start].split())
    return _item(said, figure_of(first), first.number.unit) if said else None


def _without_unit(line: ReportLine) -> Item | None:
    plain = narrow(_LABEL.sub(lambda label: " " * len(label[0]), line.text))
    found = _UNITLESS.fullmatch(plain)
    if found is None:
        return None
    start, end = found.span("value")
    raw = line.text[start:end]
    figure = FigureParts(value=int(found["value"]), approximate=False, raw=raw, line=line.number, start=start)
    return _item("".join(line.text[:start].split()), figure, "")


def _item(said: str, figure: FigureParts, unit: str) -> Item:
    return Item(
        name_of(_AMONG.sub("", _LABEL.sub("", said))),
        figure,
        unit,
        _SUM.search(said) is not None,
        _DEED.search(said) is not None,
    )


_LONGEST = 90
_LABEL = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、．.]|[①-⑳⑴-⒇]|[-—·●]{1,2})")
_UNITLESS = re.compile(r"(?P<name>[^0-9，。；]{2,30})[\s：:—－\-\t](?P<value>[0-9]{1,7})[；;。，,、\s]*")
_REST = re.compile(
    r"\s*(?:[（(][^（()）]{0,60}[）)])?\s*(?:[，,（(、]?\s*(?:约|所)?(?:占|其中|包括|含|比|较|同比|主要)[^。]{0,60})?[；;。，,、\s）)]*"
)
_AMONG = re.compile("^其中[，,：:]?")
_DEED = re.compile("公开|发布|推送|收到|受理|办理|召开|举办|制定|回复|答复|开展|组织|全年|本年")
_SUM = re.compile("(?:合计|总计|共计|小计|总数)[：:]?$")
