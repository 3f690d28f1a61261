"""Find a document's title among the lines of its page.

The title that visitors see counts. The meta `ArticleTitle` and the page's `<title>` say which line it is; without them
the page's headings do, and without those the line above the time of publication.
"""

import re
from dataclasses import dataclass

from scrapers.labels import LABELS, label_alone
from scrapers.lines import Line, Lines, is_sentence


@dataclass(frozen=True)
class Title:
    """A title and the lines it stands on: from `first` up to `end`, not included; both 0 where no line shows it."""

    text: str
    first: int = 0
    end: int = 0
    certain: bool = True
    """It is announced as the title (meta, `<title>`, heading), not only placed like one."""


def find_title(page: Lines, *, metas: dict[str, str], page_title: str, above: int | None = None) -> Title | None:
    """The document's title, or `None`. `above`: the line that shows the time of publication, if one is known."""
    stated = metas.get("articletitle")
    if stated in (metas.get("columnname"), metas.get("sitename")):
        stated = None
    names = {_bare(metas[key]) for key in ("sitename", "columnname") if key in metas}
    shown = _line_that_says(page.lines, stated, names=names) if stated else None
    if shown:
        return shown
    heading = _heading(page, names=names, above=above)
    shown = _line_that_says(page.lines, page_title, names=names, suffixed=True) if not stated and page_title else None
    if shown and (heading is None or shown.text in heading.text or _bare(page_title) != _bare(shown.text)):
        return shown  # a page's title that is no heading's, with nothing behind it, may as well be the site's name
    if stated:
        if heading and (_bare(heading.text) in _bare(stated) or _bare(stated) in _bare(heading.text)):
            return heading
        return Title(stated)
    if heading:
        return heading
    if above is not None and (line := _line_above(page.lines, above, names)):
        return line
    announced = _of_page_title(page_title)
    return Title(announced) if announced and _bare(announced) not in names else None


def join_title(parts: list[str]) -> str:
    """The lines of one title as one: a blank only between words of letters."""
    joined = ""
    for part in parts:
        glue = " " if joined and part and joined[-1].isascii() and part[0].isascii() else ""
        joined += glue + part
    return joined


_MOST_LINES, _LONGEST = 6, 300
_SEPARATORS = "_|｜—–-－·>»"
_SUFFIX = re.compile(rf"\s*[{re.escape(_SEPARATORS)}]+\s*")
_SHORTEST = 4
_NOT_A_TITLE = re.compile(
    r"^\W*(?:您?(?:的|所在|当前|现在)*位置|首页|网站首页|相关|附件|友情|热点|推荐|上一|下一|正文|详情|更多|打印|关闭|通知公告$|信息公开$"
    r"|政务公开$|政府信息公开$)"
)


def _bare(text: str) -> str:
    return "".join(text.split())


def _could_be(line: Line) -> bool:
    return line.seen and bool(line.text) and line.linked * 2 <= len(line.text)


def _line_that_says(lines: list[Line], announced: str, *, names: set[str], suffixed: bool = False) -> Title | None:
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
        if key != wanted and _NOT_A_TITLE.match(key):
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


def _heading(page: Lines, *, names: set[str], above: int | None) -> Title | None:
    """The first heading that could be a title: `h1` before what is only named like one, before lesser headings."""
    best: tuple[tuple[bool, int, int], Title] | None = None
    for element, first, end in page.headings:
        lines = [line for line in page.lines[first:end] if line.text]
        if not lines or len(lines) > _MOST_LINES or not all(map(_could_be, lines)):
            continue
        text = join_title([line.text for line in lines])
        bare = _bare(text)
        if not _SHORTEST <= len(bare) <= _LONGEST or bare in names or _NOT_A_TITLE.match(bare) or label_alone(bare):
            continue
        after = above is not None and first > above
        rank = (after, _RANKS.get(str(element.tag), _NAMED), first)
        if best is None or rank < best[0]:
            best = rank, Title(text, first, end)
    return best[1] if best else None


_RANKS = {"h1": 0, "ucaptitle": 0, "h2": 2, "h3": 3, "h4": 4}
_NAMED = 1


def _line_above(lines: list[Line], above: int, names: set[str]) -> Title | None:
    for index in range(above - 1, max(-1, above - _MOST_LINES), -1):
        line = lines[index]
        bare = _bare(line.text)
        if not _could_be(line) or not _SHORTEST < len(bare) <= _LONGEST or bare in names:
            continue
        if _NOT_A_TITLE.match(bare) or bare in LABELS or bare.endswith(("。", "：", ":")):
            return None
        return Title(line.text, index, index + 1, certain=False)
    return None


def _of_page_title(text: str) -> str | None:
    """The `<title>` without the site's name behind it; `None` if it may be the site's name alone."""
    parts = [part for part in _SUFFIX.split(text) if part]
    return parts[0] if len(parts) > 1 and len(parts[0]) > 2 * _SHORTEST else None
