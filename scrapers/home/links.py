"""Where a home page leads to, each address once, with the day that a row shows beside it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from schemas.home_pages import HomeLink
from scrapers.lists.survey import Survey
from scrapers.pages.links import link_in_script, looks_like_document, resolve
from scrapers.pages.page import Element, text_of
from scrapers.rows.entries import read_entries

MOST_LINKS = 3000
"""No home page leads to more; what does must not fill the warehouse."""


def find_links(survey: Survey) -> tuple[tuple[HomeLink, ...], date | None]:
    """The page's links in its order, and the latest day shown in any row up to `survey.today`, or `None`."""
    days, newest = _days(survey)
    links: dict[str, HomeLink] = {}
    for url, text in _addresses(survey.page.tree.iter("a"), survey.base.links):
        known = links.get(url)
        if known is None:
            content = url in days or (looks_like_document(url) and _of_its_own(url, survey.page.url))
            links[url] = HomeLink(url=url, text=text, published=days.get(url), content=content)
        elif len(text) > len(known.text):  # a picture leads there before the words do
            links[url] = known.model_copy(update={"text": text})
    return tuple(islice(links.values(), MOST_LINKS)), newest


def _days(survey: Survey) -> tuple[dict[str, date], date | None]:
    """The day that each address is shown with, and the latest of all; rows without an address have days as well."""
    days: dict[str, date] = {}
    shown: list[date] = []
    for group in survey.groups:
        for entry in read_entries(group, base=survey.base, today=survey.today):
            if entry.published is not None:
                days.setdefault(entry.url, entry.published)
                if entry.published <= survey.today:
                    shown.append(entry.published)
    return days, max(shown, default=None)


def _addresses(links: Iterable[Element], base: str) -> Iterator[tuple[str, str]]:
    for link in links:
        href = link.get("href")
        url = resolve(base, href) or link_in_script(base, link.get("onclick")) or link_in_script(base, href)
        if url is not None and url.startswith(("http:", "https:")):
            yield url, _words(link)


def _of_its_own(url: str, home: str) -> bool:
    """On the site itself, or on one whose name lies below its own: `xxgk.yx.gov.cn` for `www.yx.gov.cn`."""
    there, here = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (url, home))
    return there == here or there.endswith(f".{here}")


def _words(link: Element) -> str:
    shown = " ".join(text_of(link).split())
    hint = " ".join((link.get("title") or "").split())
    if shown and not (hint and hint.startswith(shown[:4])):
        return shown[:_LONGEST]
    image = next((alt for image in link.iter("img") if (alt := image.get("alt"))), "")
    return (hint or shown or " ".join(image.split()))[:_LONGEST]


_LONGEST = 300
