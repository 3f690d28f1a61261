"""What the city's websites answer to an address: a page as bytes in the product's own encoding."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from demo.city import condition, items_visible, monitoring_point, page_items
from demo.plan import city_plan
from demo.products import PRODUCTS, Product
from demo.rows import Row
from demo.values import Agency, City, Column, Condition, Item, Site
from demo.wording import paragraphs_for

HOT_ITEMS = 6
LATEST_ITEMS = 8
STATIC_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    content_type: str
    modified: datetime | None = None
    """When the page last changed, with zone; `None`: the product does not say."""


class SitePages:
    """All pages of one website of the city."""

    def __init__(self, city: City, site: Site) -> None:
        self.city = city
        self.site = site
        self.product: Product = PRODUCTS[site.product]
        self._agencies = tuple(agency for agency in city.agencies if agency.site == site.code)
        # The first column at an address stands for it; others share it.
        self._columns: dict[str, Column] = {}
        for column in city.columns:
            if column.site == site.code:
                self._columns.setdefault(column.path, column)

    def column_at(self, target: str) -> Column | None:
        """The column whose list `target` (path and query) names; of several that share an address, the first."""
        place = self.product.list_at(target)
        return self._columns.get(place[0]) if place else None

    def answer(self, target: str, *, now: datetime, host: str) -> Answer:
        """The page at `target` (path and query) as visitors of `host` see it at `now` (with zone)."""
        if target.startswith("/static/"):
            return self._static(target.removeprefix("/static/"))
        if target == "/":
            return self._home(None, now=now, host=host)
        column = self.column_at(target)
        if column is not None:
            place = self.product.list_at(target)
            return self._list(column, place[1] if place else 0, now=now, host=host)
        article = self.product.article_at(target)
        if article is not None and article[0] in self._columns:
            return self._article(self._columns[article[0]], article[1], now=now, host=host)
        for agency in self._agencies:
            if target == self.product.agency_address(agency.code):
                return self._home(agency.code, now=now, host=host)
        return self.missing()

    def missing(self) -> Answer:
        """The page for an address that is not there."""
        return self._page("shared/missing.html", status=404)

    def maintenance(self) -> Answer:
        """The notice shown, with status 200, while the site is being worked on."""
        return self._page("shared/maintenance.html")

    def _list(self, column: Column, page: int, *, now: datetime, host: str) -> Answer:
        about = self._about(column, now=now, host=host)
        match condition(self.city, column, now.date()):
            case Condition.CHALLENGE:
                return self._page("shared/challenge.html", {"event": f"{column.agency}-{column.code}"})
            case Condition.TILES:
                topics = next(agency.topics for agency in city_plan().agencies if agency.code == column.agency)
                return self._page("yunzheng/tiles.html", about | {"topics": topics})
            case Condition.SCRIPT:
                return self._page("jinghu/script.html", about)
        items = page_items(self.city, column, now)
        pages = -(-len(items) // self.product.page_size)
        if page >= max(pages, 1):
            return self.missing()
        first = page * self.product.page_size
        return self._page(
            f"{self.product.name}/list.html",
            about
            | {
                "rows": [self._row(column, item) for item in items[first : first + self.product.page_size]],
                "hot": self._hot(now),
                "first": first,
                "total": len(items),
                "pages": pages,
                "current": page,
                "dated": not items or any(item.shown for item in items),
                "cards": column.kind == "动态要闻",
            },
            modified=self._modified(items),
        )

    def _article(self, column: Column, number: int, *, now: datetime, host: str) -> Answer:
        for item in page_items(self.city, column, now):
            if item.number == number:
                words = paragraphs_for(number, agency=item.issuer, topic=item.topic, day=item.appears.date())
                return self._page(
                    f"{self.product.name}/article.html",
                    self._about(column, now=now, host=host) | {"article": self._row(column, item), "paragraphs": words},
                    modified=self._modified((item,)),
                )
        return self.missing()

    def _home(self, agency_code: str | None, *, now: datetime, host: str) -> Answer:
        shown = tuple(agency for agency in self._agencies if agency_code in (None, agency.code))
        return self._page(
            f"{self.product.name}/home.html",
            self._about(None, now=now, host=host)
            | {
                "agency": shown[0] if agency_code else None,
                "shown_agencies": shown,
                "latest": self._latest(shown, now),
            },
        )

    def _about(self, column: Column | None, *, now: datetime, host: str) -> dict[str, object]:
        """What every template knows."""
        return {
            "host": host,
            "now": now,
            "column": column,
            "agency": self.city.agency(column.agency) if column else None,
            "agencies": self._agencies,
            "article": None,
            "shared": column is not None and column.issuer is not None,
        }

    def _hot(self, now: datetime) -> list[Row]:
        """The sidebar's items, dated and newer than most columns: decoys for whoever reads the list beside them."""
        column = self._agencies[0].columns[0]
        # A page with validators must not change because of its sidebar, so there it is made up once, before night one.
        at = monitoring_point(self.city, self.city.nights[0]) - timedelta(days=1) if self.product.validators else now
        return [self._row(column, item) for item in items_visible(column, at)[:HOT_ITEMS]]

    def _latest(self, agencies: tuple[Agency, ...], now: datetime) -> list[Row]:
        """The newest items of some agencies, for a home page."""
        dated = [
            (item.appears, column, item)
            for agency in agencies
            for column in agency.columns
            for item in items_visible(column, now)
            if item.published is not None and item.published <= now.date()
        ]
        newest = sorted(dated, key=lambda entry: (entry[0], entry[2].number), reverse=True)[:LATEST_ITEMS]
        return [self._row(column, item) for _, column, item in newest]

    def _row(self, column: Column, item: Item) -> Row:
        return Row(
            item,
            relative=f"./{self.product.article_name(item)}",
            address=self.product.article_address(column.path, item),
            site_id_code=self.site.id_code,
        )

    def _modified(self, items: tuple[Item, ...]) -> datetime | None:
        if not self.product.validators:
            return None
        opened = monitoring_point(self.city, self.city.nights[0]) - timedelta(days=60)
        return max((item.appears for item in items), default=opened)

    def _page(
        self,
        template: str,
        values: dict[str, object] | None = None,
        *,
        status: int = 200,
        modified: datetime | None = None,
    ) -> Answer:
        always = {"city": self.city, "site": self.site, "charset": self.product.charset}
        text = _templates().get_template(template).render(always | (values or {}))
        # Raises rather than replaces: a character outside the product's encoding is a mistake in the city's wording.
        return Answer(
            status=status,
            body=text.encode(self.product.encoding),
            content_type=self.product.content_type,
            modified=modified,
        )

    def _static(self, name: str) -> Answer:
        content_type = STATIC_TYPES.get(name.rpartition(".")[2])
        file = files("demo").joinpath("templates", self.product.name, name)
        if content_type is None or "/" in name or not file.is_file():
            return self.missing()
        return Answer(status=200, body=file.read_bytes(), content_type=content_type)


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("demo"), autoescape=True, undefined=StrictUndefined)
