"""Find a document's title among the lines of its page.

The title that visitors see counts. The meta `ArticleTitle` and the page's `<title>` say which line it is; without them
the page's headings do, and without those the line above the time of publication.
"""

import re
from dataclasses import dataclass

from scrapers.documents.labels import LABELS, label_alone
from scrapers.documents.lines import Line, Lines, is_sentence, squeeze


@dataclass(frozen=True)
class Title:
    """A title and the lines it stands on: from `first` up to `end`, not included; both 0 where no line shows it."""

    text: str
    first: int = 0
    end: int = 0
    certain: bool = True
    """It is announced as the title (meta, `<title>`, heading), not only placed like one."""


@dataclass(frozen=True)
class Announced:
    """What the page's head says about its title."""

    stated: str | None
    """The meta `ArticleTitle`, where it names neither column nor site."""
    page_title: str
    names: frozenset[str]
    """Of site and column, without blanks."""


def announced(metas: dict[str, str], page_title: str) -> Announced:
    """`page_title`: the text of `<title>`."""
    stated = squeeze(_MARKUP.sub("", metas.get("articletitle", "")))
    names = frozenset(_bare(metas[key]) for key in ("sitename", "columnname") if key in metas)
    return Announced(stated if stated and _bare(stated) not in names else None, page_title, names)


def title_as_announced(page: Lines, said: Announced) -> Title | None:
    """The lines that say what the meta `ArticleTitle` says; `None` if there are none."""
    return _line_that_says(page.lines, said.stated, names=said.names) if said.stated else None


def title_as_placed(page: Lines, said: Announced, *, above: int | None, text: int) -> Title | None:
    """The title by `<title>`, headings and place.

    `above`: the line that shows the time of publication, if known; `text`: the first line of running text.
    """
    near, heading = _heading(page, names=said.names, anchors=(text,) if above is None else (above, text))
    shown = None
    if said.page_title and not said.stated:
        shown = _line_that_says(page.lines, said.page_title, names=said.names, suffixed=True)
    if shown and (
        heading is None or not near or shown.text in heading.text or _bare(said.page_title) != _bare(shown.text)
    ):
        return shown  # a page's title that is no heading's, with nothing behind it, may as well be the site's name
    if said.stated:
        if heading is None or not near:
            return Title(said.stated)
        short, long = sorted((_bare(heading.text), _bare(said.stated)), key=len)
        return heading if short in long else Title(said.stated, heading.first, heading.end)
    line = _line_above(page.lines, above, said.names) if above is not None and not near else None
    if heading or line:
        return line or heading
    alone = _of_page_title(said.page_title)
    return Title(alone) if alone and _bare(alone) not in said.names else None


def join_title(parts: list[str]) -> str:
    """The lines of one title as one: a blank only between words of letters."""
    joined = ""
    for part in parts:
        glue = " " if joined and part and joined[-1].isascii() and part[0].isascii() else ""
        joined += glue + part
    return joined


_MOST_LINES, _LONGEST, _NEAR = 6, 300, 8
_LINKED_TITLES = frozenset({"h1", "h2"})
"""Some templates link a document's title to the document itself."""
_MARKUP = re.compile(r"<[^<>]{0,40}>")
_SEPARATORS = "_|｜—–-－·>»"
_SUFFIX = re.compile(rf"\s*[{re.escape(_SEPARATORS)}]+\s*")
_SHORTEST = 4
_NOT_A_TITLE = re.compile(
    r"\{\{|\$\{|^\W*(?:您?(?:的|所在|当前|现在)*位置|首页|网站首页|相关|附件|友情|热点|推荐|上一|下一|正文|详情|更多|打印|关闭|通知公告$|信息公开$"
    r"|政务公开$|政府信息公开$)"
)


def _bare(text: str) -> str:
    return "".join(text.split())


def _could_be(line: Line) -> bool:
    return line.seen and bool(line.text) and (line.linked * 2 <= len(line.text) or line.block.tag in _LINKED_TITLES)


def _line_that_says(
    lines: list[Line], announced: str, *, names: frozenset[str], suffixed: bool = False
) -> Title | None:
    """The line (or the lines, where it is broken) that says what the meta or the `<title>` announces.

    A `<title>` (`suffixed`) may go on with the site's name, and is looked for above the text only: below, the site's
    name stands as signature.
    """
    wanted = _bare(announced)
    for index, line in enumerate(lines):
        if suffixed and is_sentence(line) and not wanted.startswith(_bare(line.text)):
            return None
        if not line.text or line.text[0] != wanted[0] or len(line.text) > _LONGEST or not _could_be(line):
            continue
        key = _bare(line.text)
        if not wanted.startswith(key) or (key != wanted and (len(key) < _SHORTEST or key in names)):
            continue
        if key != wanted and _NOT_A_TITLE.search(key):
            continue
        end = index + 1
        parts = [line.text]
        while end < len(lines) and len(parts) < _MOST_LINES and _could_be(lines[end]):
            longer = key + _bare(lines[end].text)
            if not wanted.startswith(longer):
                break
            key = longer
            parts.append(lines[end].text)
            end += 1
        if key == wanted or (suffixed and wanted[len(key)] in _SEPARATORS):
            return Title(join_title(parts), index, end)
    return None


def _heading(page: Lines, *, names: frozenset[str], anchors: tuple[int, ...]) -> tuple[bool, Title | None]:
    """The heading right above the time of publication or the text; without one there, the page's first.

    `h1` comes before what is only named like a heading, and that before lesser headings. Whether it is near is said
    too: a heading far above may be the site's banner.
    """
    best: tuple[tuple[bool, int, int], Title] | None = None
    for element, first, end in page.headings:
        lines = [line for line in page.lines[first:end] if line.text]
        if not lines or len(lines) > _MOST_LINES or not all(map(_could_be, lines)):
            continue
        text = join_title([line.text for line in lines])
        bare = _bare(text)
        if not _SHORTEST <= len(bare) <= _LONGEST or bare in names or _NOT_A_TITLE.search(bare) or label_alone(bare):
            continue
        far = not any(0 <= anchor - end < _NEAR for anchor in anchors)
        rank = (far, _RANKS.get(str(element.tag), _NAMED), first if far else -first)
        if best is None or rank < best[0]:
            best = rank, Title(text, first, end)
    return (not best[0][0], best[1]) if best else (False, None)


_RANKS = {"h1": 0, "ucaptitle": 0, "h2": 2, "h3": 3, "h4": 4}
_NAMED = 1


def _line_above(lines: list[Line], above: int, names: frozenset[str]) -> Title | None:
    for index in range(above - 1, max(-1, above - _MOST_LINES), -1):
        line = lines[index]
        bare = _bare(line.text)
        if not _could_be(line) or not _SHORTEST < len(bare) <= _LONGEST or bare in names:
            continue
        if _NOT_A_TITLE.search(bare) or bare in LABELS or bare.endswith(("。", "：", ":")):
            return None
        return Title(line.text, index, index + 1, certain=False)
    return None


def _of_page_title(text: str) -> str | None:
    """The `<title>` without the site's name behind it; `None` if it may be the site's name alone."""
    parts = [part for part in _SUFFIX.split(text) if part]
    return parts[0] if len(parts) > 1 and len(parts[0]) > 2 * _SHORTEST else None
