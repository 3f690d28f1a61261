"""Reading lists: the whole understanding of a page against only parsing it with BeautifulSoup."""

from datetime import date

from bs4 import BeautifulSoup

from benchmarks.timing import Comparison, compare
from demo.city import build_city, monitoring_point
from demo.pages import SitePages
from demo.register import column_url
from scrapers.lists import examine
from scrapers.page import Page
from scrapers.platforms import load_platforms

LAST_NIGHT = date(2026, 11, 20)


def pages_of_the_city() -> list[Page]:
    """The first page of every column of the demonstration city that answers with one."""
    city = build_city(LAST_NIGHT)
    now = monitoring_point(city, LAST_NIGHT)
    pages = []
    for site in city.sites:
        base = {each.code: f"http://{each.code}.example" for each in city.sites}
        own = SitePages(city, site)
        for column in city.columns:
            url = column_url(city, column, base)
            if url.startswith(base[site.code]) and own.column_at(url.removeprefix(base[site.code])):
                answer = own.answer(url.removeprefix(base[site.code]), now=now, host=f"{site.code}.example")
                pages.append(Page(url=url, body=answer.body, headers={"content-type": answer.content_type}))
    return pages


def run() -> list[Comparison]:
    """Per page."""
    pages, platforms = pages_of_the_city(), load_platforms()

    def ours() -> None:
        for page in pages:
            fresh = Page(url=page.url, body=page.body, headers=page.headers)
            examine(fresh, platforms=platforms, today=LAST_NIGHT)

    def peer() -> None:
        for page in pages:
            BeautifulSoup(page.text, "html.parser")

    return [compare("read a listing page", ours, "BeautifulSoup only parses it", peer, per=len(pages))]
