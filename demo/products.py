"""The three website products of the city: how each forms addresses, encodes its pages and pages its lists."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from re import Pattern

from demo.values import Item


@dataclass(frozen=True, slots=True)
class Product:
    """One website product. Pages count from 0 here, whatever the address says."""

    name: str
    encoding: str
    """What the bytes are in."""
    charset: str
    """What the page says they are in."""
    content_type: str
    page_size: int
    list_address: Callable[[str, int], str]
    """Absolute path of a list's page, from the column's folder and the page."""
    article_name: Callable[[Item], str]
    """Path of an item's page inside its column's folder."""
    list_pattern: Pattern[str]
    article_pattern: Pattern[str]
    first_page_says: int
    """The number that the first page carries in addresses, where it carries one."""
    agency_address: Callable[[str], str]
    validators: bool
    """Answers with ETag and Last-Modified, and with 304 to a visitor who has the page already."""

    def article_address(self, path: str, item: Item) -> str:
        """Absolute path of an item's page."""
        return f"/{path}/{self.article_name(item)}"

    def list_at(self, target: str) -> tuple[str, int] | None:
        """Folder and page of the list that `target` (path and query) may name; `None` if it names none."""
        match = self.list_pattern.fullmatch(target)
        if match is None:
            return None
        page = int(match["page"]) - self.first_page_says if match["page"] else 0
        return (match["path"], page) if page >= 0 else None

    def article_at(self, target: str) -> tuple[str, int] | None:
        """Folder and item number that `target` may name; `None` if it names none."""
        match = self.article_pattern.fullmatch(target)
        return (match["path"], int(match["number"])) if match else None


def _yunzheng_list(path: str, page: int) -> str:
    return f"/{path}/index_{page}.html" if page else f"/{path}/"


def _yunzheng_article(item: Item) -> str:
    return f"{item.appears:%Y%m}/t{item.appears:%Y%m%d}_{item.number}.html"


def _jinghu_list(path: str, page: int) -> str:
    return f"/{path}?page={page + 1}" if page else f"/{path}"


PRODUCTS = {
    product.name: product
    for product in (
        Product(
            name="yunzheng",
            encoding="utf-8",
            charset="utf-8",
            content_type="text/html; charset=utf-8",
            page_size=15,
            list_address=_yunzheng_list,
            article_name=_yunzheng_article,
            list_pattern=re.compile(r"/(?P<path>[\w/]+)/(?:index(?:_(?P<page>\d+))?\.html)?"),
            article_pattern=re.compile(r"/(?P<path>[\w/]+)/\d{6}/t\d{8}_(?P<number>\d+)\.html"),
            first_page_says=0,
            agency_address="/{}/".format,
            validators=False,
        ),
        # Declares gb2312 and sends GBK, and names no charset in the header: the commonest lie of older sites.
        Product(
            name="xixun",
            encoding="gbk",
            charset="gb2312",
            content_type="text/html",
            page_size=20,
            list_address=lambda path, page: f"/{path}/list-{page + 1}.html",
            article_name=lambda item: f"view-{item.number}.html",
            list_pattern=re.compile(r"/(?P<path>[\w/]+)/list-(?P<page>\d+)\.html"),
            article_pattern=re.compile(r"/(?P<path>[\w/]+)/view-(?P<number>\d+)\.html"),
            first_page_says=1,
            agency_address="/{}/index.html".format,
            validators=False,
        ),
        Product(
            name="jinghu",
            encoding="utf-8",
            charset="utf-8",
            content_type="text/html;charset=UTF-8",
            page_size=12,
            list_address=_jinghu_list,
            article_name=lambda item: f"article/{item.number}.html",
            list_pattern=re.compile(r"/(?P<path>[\w/]+)(?:\?page=(?P<page>\d+))?"),
            article_pattern=re.compile(r"/(?P<path>[\w/]+)/article/(?P<number>\d+)\.html"),
            first_page_says=1,
            agency_address="/{}".format,
            validators=True,
        ),
    )
}
