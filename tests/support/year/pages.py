"""What the city's websites show at one moment, in the demonstration city's own templates."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from demo.plan import city_plan
from demo.rows import Row
from demo.values import Item as Printed
from demo.wording import paragraphs_for
from tests.support.year.world import WRITTEN, Column, Item, Look, World

RESTYLED = {
    "<body>": '<body class="v2"><div class="notice">适老化版本已上线</div>',
    'class="list"': 'class="zw-table" cellspacing="0"',
    'class="news-list"': 'class="zw-news clearfix"',
    "</body>": '<div class="share">分享到：微信 微博</div><div class="copyright">本站已支持IPv6访问</div></body>',
}
"""What a website puts in place of what when it gets a new template."""


class Answered(NamedTuple):
    """One page."""

    status: int
    body: bytes
    validated: bool
    """Its product sends ETags."""


class Pages:
    """All pages of one website."""

    def __init__(self, world: World, site: str) -> None:
        self._world = world
        self._columns = list(world.on_site(site))
        self._site = next(one for one in city_plan().sites if one.code == site)
        self._items = {item.number: item for column in self._columns for item in column.items}
        self.product = self._columns[0].product

    def answer(self, target: str, moment: datetime, night: date) -> Answered:
        """The page at `target` (path and query)."""
        if (self._site.code, night) in self._world.maintenance:
            return self._page("shared/maintenance.html", {}, moment)
        place = self.product.list_at(target)
        column = place and next((one for one in self._columns if one.folder(moment) == place[0]), None)
        if place and column:
            pages = column.pages(moment)
            if place[1] < len(pages):
                return self._list(column, pages, place[1], moment)
        article = self.product.article_at(target.partition("?")[0])
        item = article and self._items.get(article[1])
        if item and item.path(moment) == target.partition("?")[0] and (look := item.document(moment)):
            return self._article(item, look, moment)
        return self._page("shared/missing.html", {}, moment, status=404)

    def _list(self, column: Column, pages: list[list[tuple[Item, Look]]], number: int, moment: datetime) -> Answered:
        rows = pages[number]
        values = {
            "rows": [self._row(column, item, look, moment) for item, look in rows],
            "hot": self._hot(moment),
            "first": number * self.product.page_size,
            "total": sum(map(len, pages)),
            "pages": len(pages),
            "current": number,
            "dated": column.dated,
            "cards": column.kind == "动态要闻",
        }
        return self._page(f"{self.product.name}/list.html", self._about(column, moment) | values, moment)

    def _article(self, item: Item, look: Look, moment: datetime) -> Answered:
        words = paragraphs_for(look.text, agency=item.issuer, topic=item.topic, day=WRITTEN)
        values = {"article": self._row(item.home, item, look, moment), "paragraphs": words}
        page = self._page(f"{self.product.name}/article.html", self._about(item.home, moment) | values, moment)
        if item.issued is None:
            return page
        record = f"<tr><th>成文日期</th><td>{item.issued}</td></tr>\n  </table>"
        return page._replace(body=page.body.replace(b"</table>", record.encode(self.product.encoding), 1))

    def _row(self, column: Column, item: Item, look: Look, moment: datetime) -> Row:
        day = look.day if column.dated else None
        shown = (day.year, day.month, day.day) if day else None
        printed = Printed(item.index, look.title, item.topic, item.issuer, shown, item.looks[0].since, item.pinned)
        path = item.path(moment)
        # A site that writes its links in full on some days and not on others writes the same addresses.
        full = moment.day % 2 and not self.product.validators
        relative = item.url(moment) if full else path
        return Row(printed, relative=relative, address=path, site_id_code=self._site.id_code)

    def _hot(self, moment: datetime) -> list[Row]:
        """The sidebar's rows, newer than most columns; a page with an ETag does not change because of them."""
        column = self._columns[0]
        at = min(item.looks[0].since for item in column.items) if self.product.validators else moment
        return [self._row(column, item, look, moment) for item, look in column.rows(at)[:6]]

    def _about(self, column: Column, moment: datetime) -> dict[str, object]:
        agencies = {one.agency: self._agency(one.agency, moment) for one in self._columns}
        return {
            "host": "127.0.0.1",
            "column": self._column(column, moment),
            "agency": agencies[column.agency],
            "agencies": [agency for code, agency in agencies.items() if not self._is_merged(code, moment)],
            "article": None,
            "shared": False,
        }

    def _agency(self, code: str, moment: datetime) -> dict[str, object]:
        heir = self._world.merged[code][0] if self._is_merged(code, moment) else code
        own = [self._column(one, moment) for one in self._columns if one.agency == code]
        return {"code": code, "name": self._world.name(heir, moment.date()), "columns": own}

    def _is_merged(self, code: str, moment: datetime) -> bool:
        return code in self._world.merged and self._world.merged[code][1] <= moment.date()

    def _column(self, column: Column, moment: datetime) -> dict[str, str]:
        names = ("code", "name", "kind", "category")
        return {name: getattr(column, name) for name in names} | {"path": column.folder(moment), "note": column.note}

    def _page(self, template: str, values: dict[str, object], moment: datetime, status: int = 200) -> Answered:
        always = {"city": city_plan(), "site": self._site, "charset": self.product.charset, "now": moment}
        text = _templates().get_template(template).render(always | values)
        if not self.product.validators:
            count = moment.toordinal() * 137 + moment.minute
            text = text.replace("信息来源：", f"浏览次数：{count % 4999}　信息来源：")
            text = text.replace("</footer>", f"<p>您是第{count}位访问者</p></footer>")
        changed = self._world.new_template.get(self._site.code)
        if changed and changed < moment.date():
            for old, new in RESTYLED.items():
                text = text.replace(old, new)
        return Answered(status, text.encode(self.product.encoding), self.product.validators)


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("demo"), autoescape=True, undefined=StrictUndefined)
