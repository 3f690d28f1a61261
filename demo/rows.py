"""One item as the templates print it: its addresses, its date in the product's manner, its title cut to fit."""

from dataclasses import dataclass

from demo.values import Item


@dataclass(frozen=True, slots=True)
class Row:
    """An item on its way into a template."""

    item: Item
    relative: str
    """Address relative to the column's folder."""
    address: str
    """Address from the site's root."""
    site_id_code: str

    @property
    def title(self) -> str:
        return self.item.title

    @property
    def topic(self) -> str:
        return self.item.topic

    @property
    def issuer(self) -> str:
        return self.item.issuer

    @property
    def pinned(self) -> bool:
        return self.item.pinned

    @property
    def shown(self) -> bool:
        """Whether a date is printed."""
        return self.item.shown is not None

    @property
    def brief(self) -> str:
        """The line under a card's title."""
        return f"{self.item.issuer}围绕{self.item.topic}，回应群众关切，推动各项工作落地见效。"

    @property
    def index_no(self) -> str:
        """索引号 in the form code/year-number."""
        return f"{self.site_id_code}/{self.item.appears.year}-{self.item.number}"

    @property
    def meta_date(self) -> str:
        """PubDate of the page's metas."""
        return f"{self.date('-') or f'{self.item.appears:%Y-%m-%d}'} {self.item.appears:%H:%M}"

    def short(self, length: int) -> str:
        """The title, cut to `length` characters with an ellipsis."""
        return self.title if len(self.title) <= length else f"{self.title[:length]}..."

    def date(self, style: str) -> str:
        """The printed day as 2026-11-03 (`-`), 2026/11/3 (`/`) or 2026年11月3日 (`年`); empty if none is printed."""
        if self.item.shown is None:
            return ""
        year, month, day = self.item.shown
        match style:
            case "-":
                return f"{year}-{month:02}-{day:02}"
            case "/":
                return f"{year}/{month}/{day}"
            case _:
                return f"{year}年{month}月{day}日"
