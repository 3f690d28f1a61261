"""The peer: a Scrapy spider whose selectors were written by hand for these very pages, into JSON lines.

`python -m benchmarks.crawl_scrapy LISTS OUT [--follow] [--cache FOLDER]`: LISTS names the lists, one a line; with
`--follow` the documents they lead to are read too. Scrapy's own settings but for what stands in `settings`.
"""

import argparse
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse, Response

_DAY = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})")
_IN_ADDRESS = re.compile(r"/t(\d{4})(\d\d)(\d\d)_")
_PAGES = re.compile(r"createPageHTML\((\d+)")


class Disclosure(Spider):
    """Reads lists and documents of one layout."""

    name = "disclosure"

    def __init__(self, lists: list[str], *, follow: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lists = lists
        self._follow = follow
        self._seen: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """Every list once."""
        for url in self._lists:
            yield Request(url)

    def parse(self, response: Response) -> Iterator[Any]:
        """One list: what it is, then its rows, then the documents nobody has asked for yet."""
        assert isinstance(response, HtmlResponse)
        pages = _PAGES.search(response.text)
        yield {
            "list": response.url,
            "site_name": response.css('meta[name="SiteName"]::attr(content)').get(),
            "site_id_code": response.css('meta[name="SiteIDCode"]::attr(content)').get(),
            "column_name": response.css('meta[name="ColumnName"]::attr(content)').get(),
            "title": response.css("title::text").get(),
            "pages": int(pages.group(1)) if pages else None,
        }
        for row in response.css("ul.gl_list li"):
            url = response.urljoin(row.css("a::attr(href)").get(""))
            raw = row.css("span::text").get("")
            yield {
                "list": response.url,
                "url": url,
                "title": row.css("a::attr(title)").get(),
                "published": _day(raw),
                "published_raw": raw,
            }
            # A set beside Scrapy's own filter, which would make a request of every row first.
            if self._follow and url not in self._seen:
                self._seen.add(url)
                yield Request(url, callback=self.document)

    def document(self, response: Response) -> Iterator[Any]:
        """One document."""
        assert isinstance(response, HtmlResponse)
        shown = "".join(response.css("div.xl_xx ::text").getall())
        meta = response.css('meta[name="PubDate"]::attr(content)').get()
        address = _IN_ADDRESS.search(response.url)
        issued = _beside(response, "成文日期")
        yield {
            "url": response.url,
            "title": response.css("h1.xl_tit::text").get(),
            "published": _day(shown),
            "meta": meta,
            "in_address": "-".join(address.groups()) if address else None,
            "issued": _day(issued or ""),
            "index_no": _beside(response, "索"),
            "doc_no": _beside(response, "文"),
            "issuer": _beside(response, "发布机构"),
            "category": _beside(response, "主题"),
            "validity": _beside(response, "有"),
            "attachments": [
                {"title": link.css("::text").get(), "url": response.urljoin(link.attrib["href"])}
                for link in response.css("div.fj a")
            ],
            "text": "\n".join(
                "".join(paragraph.css("::text").getall()).strip() for paragraph in response.css("div.TRS_UEDITOR p")
            ),
        }


def settings(out: Path, cache: Path | None) -> dict[str, Any]:
    """No throttle is Scrapy's own default; sixteen requests also where all hosts are this machine; no debug log."""
    return {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
        "FEEDS": {str(out): {"format": "jsonlines", "encoding": "utf-8", "overwrite": True}},
        "HTTPCACHE_ENABLED": cache is not None,
        "HTTPCACHE_DIR": str(cache),
        "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
    }


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    return date(*map(int, found.groups())) if found else None


def _beside(response: HtmlResponse, label: str) -> str | None:
    return response.xpath(f'//td[@class="tit"][starts-with(., "{label}")]/following-sibling::td[1]/text()').get()


def main() -> None:
    """Run the spider in this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--follow", action="store_true")
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args()
    process = CrawlerProcess(settings(given.out, given.cache))
    process.crawl(Disclosure, lists=given.lists.read_text().split(), follow=given.follow)
    process.start()


if __name__ == "__main__":
    main()
