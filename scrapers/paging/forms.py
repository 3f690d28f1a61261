"""Pages turned by a script: a form that is posted (ASP.NET's `__doPostBack`), a form with a page number in it, or an
address that a small function of the page puts together.

The form is sent as a browser would send it after the click: all its fields, with the ones that the script sets. Only
functions whose whole work is written in the page are understood; nothing is executed.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from schemas.platforms import PostedForm
from scrapers.pages.links import resolve
from scrapers.pages.page import Element, Page, text_of


class Turn(NamedTuple):
    """What a click asks for: `address`, with `form` posted to it if there is one."""

    address: str
    form: dict[str, str] | None = None


WEB_FORMS = PostedForm(kind="form", function="__doPostBack", fields=("__EVENTTARGET", "__EVENTARGUMENT"))
"""What every page of ASP.NET WebForms does, whatever product was built with it."""


def turned_by_call(page: Page, link: Element, call: str, *, code: str, rule: PostedForm | None) -> Turn | None:
    """What clicking `link` asks for, whose script says `call`; `None` if that cannot be told.

    `code`: the page's own scripts, in which the called function may stand. `rule`: the product's way, if it has one.
    """
    match = _CALL.search(call)
    if match is None:
        return None
    name, arguments = match.group(1), [a or b or c for a, b, c in _ARGUMENT.findall(match.group(2))]
    for known in (WEB_FORMS, rule):
        if known is not None and name == known.function and len(arguments) >= len(known.fields):
            form = _form_around(page, link)
            return _sent(page, form, dict(zip(known.fields, arguments, strict=False))) if form is not None else None
    return _by_function(page, link, name, arguments, code)


def turned_by_number(page: Page, *, number: int) -> Turn | None:
    """Page `number` as the form 转到第 [ ] 页 asks for it; `None` unless there is exactly one such form."""
    fields = [node for node in page.tree.iter("input") if _is_page_field(node)]
    if len(fields) != 1:
        return None
    form = next(fields[0].iterancestors("form"), None)
    if form is None or "(" in (form.get("onsubmit") or ""):
        return None  # a script decides what becomes of the number
    return _sent(page, form, {fields[0].get("name") or "": str(number)})


_CALL = re.compile(r"([\w$.]{1,60})\s{0,5}\(([^()]{0,500})\)")
_ARGUMENT = re.compile(r"""'([^']{0,300})'|"([^"]{0,300})"|(-?\d{1,9})""")


def _form_around(page: Page, link: Element) -> Element | None:
    """The form the link stands in, or the page's only one with a WebForms state."""
    form = next(link.iterancestors("form"), None)
    if form is not None:
        return form
    state = page.tree.find(".//input[@name='__VIEWSTATE']")
    return next(state.iterancestors("form"), None) if state is not None else None


def _sent(page: Page, form: Element, values: Mapping[str, str]) -> Turn | None:
    action = form.get("action")
    address = resolve(page.url, action) if (action or "").strip() else page.url
    if address is None:
        return None
    fields = {**_fields(form), **values}
    if (form.get("method") or "get").strip().lower() == "post":
        return Turn(address, fields)
    return Turn(f"{address.partition('?')[0]}?{urlencode(fields)}")


def _fields(form: Element) -> dict[str, str]:
    """What a browser sends of the form as it stands (HTML, 4.10.22.4), but for buttons and files."""
    fields: dict[str, str] = {}
    for node in form.iter("input", "select", "textarea"):
        name, kind = node.get("name"), (node.get("type") or "text").lower()
        if not name or node.get("disabled") is not None:
            continue
        if node.tag == "textarea":
            fields[name] = node.text or ""
        elif node.tag == "select":
            options = list(node.iter("option"))
            chosen = next(
                (option for option in options if option.get("selected") is not None), next(iter(options), None)
            )
            if chosen is not None:
                value = chosen.get("value")
                fields[name] = text_of(chosen).strip() if value is None else value
        elif kind in ("checkbox", "radio"):
            if node.get("checked") is not None:
                fields[name] = node.get("value") or "on"
        elif kind not in ("submit", "button", "image", "reset", "file"):
            fields[name] = node.get("value") or ""
    return fields


_BODY = 1500
"""Characters of a function that are looked at."""
_LOCATION = re.compile(r"(?:\blocation(?:\.href)?\s{0,5}=(?!=)|\blocation\.(?:replace|assign)\s{0,5}\()([^;\n]{1,500})")
_SET = re.compile(
    r"""(?:getElementById\(\s{0,3}['"]([\w$:.-]{1,80})['"]\s{0,3}\)|\$\(\s{0,3}['"]#([\w$:.-]{1,80})['"]\s{0,3}\)|\.([\w$]{1,80}))"""
    r"""\.(?:value\s{0,5}=(?!=)\s{0,5}(\w{1,60})|val\(\s{0,3}(\w{1,60})\s{0,3}\))"""
)
_PIECE = re.compile(r"""\s{0,5}(?:'([^']{0,400})'|"([^"]{0,400})"|\(?\s{0,3}(\w{1,60})\s{0,3}\)?)\s{0,5}(\+|$)""")


def _by_function(page: Page, link: Element, name: str, arguments: list[str], code: str) -> Turn | None:
    """`function toPage(n) { location.href = "list.jsp?page=" + n; }`, or one that fills a field and submits."""
    defined = re.search(rf"\bfunction\s{{1,5}}{re.escape(name)}\s{{0,5}}\(([^()]{{0,200}})\)\s{{0,5}}\{{", code)
    if defined is None:
        return None
    body = _until_closed(code[defined.end() : defined.end() + _BODY])
    if body is None:
        return None
    parameters = [parameter.strip() for parameter in defined.group(1).split(",")]
    values = dict(zip(parameters, arguments, strict=False))
    places = _LOCATION.findall(body)
    if len(places) == 1 and "submit" not in body:
        address = _joined(places[0].strip().removesuffix(")"), values)
        resolved = resolve(page.url, address) if address is not None else None
        return Turn(resolved) if resolved is not None else None
    filled = {a or b or c: values[d or e] for a, b, c, d, e in _SET.findall(body) if (d or e) in values}
    if places or not filled or "submit" not in body:
        return None
    return _submitted(page, link, filled)


def _submitted(page: Page, link: Element, filled: Mapping[str, str]) -> Turn | None:
    """The form that holds the filled fields, named by `name` or `id`."""
    named = {}
    form: Element | None = None
    for key, value in filled.items():
        field = next((node for node in page.tree.iter("input") if key in (node.get("id"), node.get("name"))), None)
        if field is None:
            return None
        form = next(field.iterancestors("form"), None)
        named[field.get("name") or key] = value
    return _sent(page, form, named) if form is not None else None


def _joined(expression: str, values: Mapping[str, str]) -> str | None:
    """A sum of literals and of the function's own parameters; `None` if anything else is in it."""
    text, place = "", 0
    while place < len(expression):
        piece = _PIECE.match(expression, place)
        if piece is None:
            return None
        single, double, variable, _ = piece.groups()
        part = values.get(variable) if variable else single or double or ""
        if part is None:
            return None
        text, place = text + part, piece.end()
    return text or None


def _until_closed(code: str) -> str | None:
    """The function's body up to its closing brace; `None` if it is longer than what is looked at."""
    depth = 1
    for match in re.finditer(r"[{}]", code):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return code[: match.start()]
    return None


def _is_page_field(node: Element) -> bool:
    if not node.get("name") or (node.get("type") or "text").lower() not in ("text", "number"):
        return False
    box = node.getparent()
    words = text_of(box) if box is not None else ""
    return len(words) < 200 and "页" in words and any(word in words for word in ("转", "跳", "到第"))
