"""What the product's file says about paging: where figures stand, how the next address is made, where the data lies."""

import html
import re
from functools import cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from schemas.platforms import Data, Figures, NumberedFiles, PageNumber, Platform, QueryParameter
from scrapers.pages.links import resolve
from scrapers.pages.page import Page
from scrapers.paging.paged import Paging
from scrapers.paging.scripts import next_group


def following_answer(
    page: Page, *, platform: Platform | None, shown: int, total: int | None = None, pages: int | None = None
) -> Paging:
    """The paging of `page`, the data behind a list: an answer holds entries, not links, so its address is counted on.

    `shown`: entries read from it; `total` and `pages`: what the answer states. Without a product that describes its
    data there is no next page, but for an answer that names it itself.
    """
    named = next_group(page.url, page.text)
    if named is not None:
        return named if shown else Paging(total=named.total)
    data = platform.data if platform is not None else None
    if data is None:
        return Paging(total=total, pages=pages)
    if total is None and data.total is not None:
        total = _figure(data.total, page.text)
    counted = _number_in(data.address).search(page.url)
    if counted is None:
        return Paging(total=total, pages=pages)
    number = int(counted.group(1))
    current = number - data.first_page + 1
    following = f"{page.url[: counted.start(1)]}{number + 1}{page.url[counted.end(1) :]}"
    more = shown > 0 and _may_go_on(data, current=current, shown=shown, total=total, pages=pages)
    return Paging(next=following if more else None, pages=pages, total=total, current=current)


def data_address(page: Page, data: Data) -> str | None:
    """Where the list of `page` has its data, if all parts of the address are found; page 1."""
    if _number_in(data.address).search(page.url) and page.text.lstrip()[:1] in ("{", "["):
        return None  # this is the data
    asked = page.url + ("#" + urlsplit(page.requested).fragment if "#" in page.requested else "")
    parts: dict[str, str] = {"page": str(data.first_page), "size": str(data.size)}
    for name, place in data.where.items():
        match = _compiled(place.pattern).search(asked if place.in_ == "address" else page.text)
        if match is None or not match.group(1):
            return None
        # What stands in the address already is an address; what stands in the page is a value to be put into one.
        parts[name] = match.group(1) if place.in_ == "address" else quote(html.unescape(match.group(1)), safe="/:")
    return resolve(page.url, data.address.format_map(parts))


def figures_of(source: str, figures: Figures) -> Paging:
    """The figures in the page's source, where the file says they stand."""
    found = {
        name: _figure(pattern, source)
        for name, pattern in (("pages", figures.pages), ("total", figures.total), ("current", figures.current))
        if pattern is not None
    }
    return Paging(pages=found.get("pages"), total=found.get("total"), current=found.get("current"))


def next_by_rule(url: str, rule: NumberedFiles | QueryParameter, *, pages: int) -> Paging | None:
    """The page after the one at `url`, of `pages` in all; `None` if the address is not of the product's form."""
    if isinstance(rule, QueryParameter):
        return _next_by_query(url, rule, pages=pages)
    split = urlsplit(url)
    path = split.path + rule.folder if rule.folder and split.path.endswith("/") else split.path
    if split.query:
        return None
    for template in (rule.then, rule.first):
        match = _file(template).fullmatch(path)
        if match is None:
            continue
        parts = match.groupdict()
        number = parts.pop("number", None)
        current = 1 if number is None else _page_of(rule.number, int(number), pages)
        if not (current == 1 if number is None else 1 < current <= pages):
            continue  # a column's own name that ends in a number
        address = {}
        for place in (1, current + 1):
            form = rule.first if place == 1 else rule.then
            places = {"name": parts.get("name") or "", "ending": parts.get("ending") or "html"}
            name = form.format(**places, number=_number_of(rule.number, place, pages)) if place <= pages else None
            complete = name is not None and ("{name}" not in form or parts.get("name") is not None)
            address[place] = (
                resolve(url, urlunsplit(("", "", parts["head"] + (name or ""), "", ""))) if complete else None
            )
        return Paging(next=address[current + 1], pages=pages, current=current, first=address.get(1))
    return None


def _next_by_query(url: str, rule: QueryParameter, *, pages: int) -> Paging | None:
    split = urlsplit(url)
    query = parse_qsl(split.query, keep_blank_values=True)
    offset = 0 if rule.number == "page" else 1
    own = next((value for name, value in query if name == rule.parameter), None)
    if own is not None and not own.isdecimal():
        return None
    current = 1 if own is None else int(own[:9]) + offset
    if not 1 <= current < pages:
        return Paging(pages=pages, current=current)
    others = [(name, value) for name, value in query if name != rule.parameter]
    following = urlencode([*others, (rule.parameter, str(current + 1 - offset))])
    return Paging(next=urlunsplit(split._replace(query=following)), pages=pages, current=current)


def _may_go_on(data: Data, *, current: int, shown: int, total: int | None, pages: int | None) -> bool:
    """Whether entries are left for another page, as far as the answer's figures and the product's size can say."""
    if data.short_is_last and data.size is not None and shown < data.size:
        return False
    if pages is not None:
        return current < pages
    if total is not None:
        return (
            current * shown < total if current == 1 else (current - 1) * max(shown, data.size or shown) + shown < total
        )
    return data.size is not None and shown >= data.size


def _page_of(rule: PageNumber, number: int, pages: int) -> int:
    return {"page": number, "page - 1": number + 1, "pages - page + 1": pages - number + 1}[rule]


def _number_of(rule: PageNumber, page: int, pages: int) -> int:
    return {"page": page, "page - 1": page - 1, "pages - page + 1": pages - page + 1}[rule]


def _figure(pattern: str, source: str) -> int | None:
    match = _compiled(pattern).search(source)
    return int(match.group(1)) if match is not None and match.group(1).isdecimal() else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _file(template: str) -> re.Pattern[str]:
    """A path that ends as `template` says; the longest name that leaves a number."""
    groups = {
        "name": "(?P<name>[^/]{1,200})",
        "number": r"(?P<number>\d{1,6})",
        "ending": "(?P<ending>s?html?|jsp|aspx?|php)",
    }
    pattern = re.escape(template)
    for name, group in groups.items():
        pattern = pattern.replace(re.escape(f"{{{name}}}"), group)
    return re.compile(f"(?P<head>.*/){pattern}")


@cache
def _number_in(template: str) -> re.Pattern[str]:
    """The page's number in an address made from `template`, found by what stands right before and behind it."""
    before, _, behind = template.partition("{page}")
    return re.compile(re.escape(before.rpartition("}")[2]) + r"(\d{1,6})" + re.escape(behind.partition("{")[0]))
