"""Signs that a page's list is not in the page: a template, an application drawn by a script, a request, a frame.

What a script may fill is not empty. So these signs do two things: they name what the reading lacks (`needs_data`), and
they keep words such as 暂无数据, which many scripts replace once their data is there, from counting as evidence.
"""

import re
from collections.abc import Iterator

from scrapers.pages.outline import is_hidden
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.words import Line, is_out_of_sight, visible_text


def template_in(page: Page, lines: list[Line]) -> str | None:
    """A client-side template or its placeholders: rows are made in the browser."""
    markup = page.text
    if "{{" in markup or "<%" in markup or "${" in markup:
        if any(_PLACEHOLDER.search(line.text) for line in lines):
            return _FROM_TEMPLATE
        for script in page.tree.iter("script"):
            if _TEMPLATE_TYPES.search(script.get("type") or "") and _MARKED.search(script.text or ""):
                return _FROM_TEMPLATE
        for element in page.tree.iter("template"):
            if _MARKED.search(text_of(element)):
                return _FROM_TEMPLATE
    if any(name in markup for name in _BOUND):
        for node in page.tree.iter():
            if isinstance(node.tag, str) and not _BOUND_SET.isdisjoint(node.attrib):
                return _FROM_TEMPLATE
    return None


def frame_in(root: Element) -> str | None:
    """A frame in the page's content."""
    for frame in root.iter("iframe"):
        source = (frame.get("src") or "").strip()
        size = {(frame.get(side) or "").removesuffix("px") for side in ("width", "height")}
        if source and not source.startswith(("javascript:", "about:", "#")) and not size & {"0", "1"}:
            holder = frame.getparent()
            if is_hidden(frame) or (holder is not None and is_out_of_sight(holder)):
                continue
            return f"the content stands in a frame: {source[:200]}"
    return None


def application_in(root: Element, *, links: int) -> str | None:
    """The empty element into which a script draws the whole page."""
    for node in root.iter("div"):
        if node.get("id") in _APPLICATIONS and (links < _FEW_LINKS or not visible_text(node)):
            return _DRAWN
    return None


def request_in(page: Page, *, links: int) -> str | None:
    """A script that asks for data and writes what comes, or a page of scripts alone."""
    for code in scripts_of(page):
        if _FILLS.search(code) or (_ASKS.search(code) and (_WRITES.search(code) or "list" in code.lower())):
            return _FETCHED
    for script in page.tree.iter("script"):
        if script.get("querydata") or (script.get("src") and script.get("url")):
            return _FETCHED  # a builder of page parts: what to ask for and where stands in its own tag
    if links == 0 and next(page.tree.iter("script"), None) is not None:
        return _DRAWN
    return None


def stands_in_application(node: Element) -> bool:
    """A script that draws the page may replace what stands here."""
    return any(above.get("id") in _APPLICATIONS for above in (node, *node.iterancestors()))


def is_named_in_script(node: Element, page: Page, *, above: int = 2) -> bool:
    """A script on the page names the element, or one that holds it, so it may be filled or replaced after loading."""
    names: set[str] = set()
    for level, element in enumerate((node, *node.iterancestors())):
        if level > above or element.tag in ("body", "html"):
            break
        names |= {name for name in (element.get("id") or "", *(element.get("class") or "").split()) if len(name) > 1}
    if not names or len(names) > _MOST_NAMES:
        return bool(names)
    quoted = re.compile("[\"'`][#.]?(?:" + "|".join(map(re.escape, sorted(names))) + r")\b[^\"'`]{0,20}[\"'`]")
    return any(quoted.search(code) for code in scripts_of(page))


def scripts_of(page: Page) -> Iterator[str]:
    """The code of the page's own scripts, very long ones cut."""
    for script in page.tree.iter("script"):
        if code := script.text:
            yield code[:_MOST_CODE]


_FETCHED = "a script fetches data for the page; the list is not in it"
_FROM_TEMPLATE = "a script fills the list from a template; the data is not in the page"
_DRAWN = "the page is drawn by a script; it holds no list"
_FEW_LINKS, _MOST_NAMES, _MOST_CODE = 3, 40, 300_000
_APPLICATIONS = frozenset({"app", "root", "__nuxt", "__next", "__layout", "main-app", "vue-app"})
_TEMPLATE_TYPES = re.compile(r"template|tmpl|handlebars|mustache|text/html|x-jquery|x-jsrender", re.IGNORECASE)
_MARKED = re.compile(r"\{\{|<%|\$\{")
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\$\{[^{}]{1,100}\}|<%=?[^%]{0,100}%>|\[!--[\w.]{1,100}--\]|\{\$\w[\w.]{0,100}\}"
)
_BOUND = ("v-for", "ng-repeat", "v-html", ":key", "x-for", "wx:for", "v-text", "ms-for", "ms-repeat")
_BOUND_SET = frozenset((*_BOUND, "data-ng-repeat", "v-bind:key"))
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\b|\bfetch\s*\(|\baxios\b|XMLHttpRequest|\.load\s*\(",
    re.IGNORECASE,
)
_FILLS = re.compile(
    r"dataproxy|\.jpage\s*\(|\.(?:datagrid|bootstrapTable|jqGrid|DataTable)\s*\(|\bflow\.load\s*\(|\btable\.render\s*\(",
    re.IGNORECASE,
)
"""Calls of plug-ins that ask for rows and draw them."""
_WRITES = re.compile(r"\.(?:html|append|innerHTML)\b|insertAdjacentHTML|document\.write", re.IGNORECASE)
