"""What one listing page says: its entries, its identity, and whether it could be read at all."""

from datetime import date
from typing import Literal

from schemas.base import Frozen, Text

ReadingState = Literal[
    "list", "blank", "blank_with_note", "needs_data", "blocked", "error_page", "redirect", "not_a_list"
]
"""`list`: entries were read. `blank`: the list is there and genuinely empty; `blank_with_note`: the page says why.
`needs_data`: a script fills the list, we hold no data. `blocked`: a firewall's or challenge page. `error_page`: an
error shown to the visitor, whatever its status code. `redirect`: a stub that sends the visitor on. `not_a_list`: none
of these, so we do not understand the page."""

READABLE: frozenset[ReadingState] = frozenset({"list", "blank", "blank_with_note"})
"""The states in which we know what the page says; in every other one the column is unknown, never blank."""


DateSource = Literal["row", "column", "label", "title", "hint", "data"]
"""Where a row's day was read: anywhere in the `row`, in the table `column` headed 发布日期, beside a `label` such as
发布时间, at the edge of the `title`, in the link's `hint` (`@title`), or in a field of the `data` behind the page."""


class Entry(Frozen):
    """One row of a list, as the page shows it."""

    title: Text
    url: Text
    """Absolute address without fragment. A row whose document has no address has the list page's, with a text fragment
    (`#:~:text=…`) that shows the row; it tells such rows apart."""
    published: date | None = None
    """The day shown in the row; `None` if none is shown or it is impossible."""
    published_raw: str | None = None
    """The characters the date was read from."""
    published_from: DateSource | None = None
    """Where they stood; `None` without a date."""
    year_inferred: bool = False
    """The row shows month and day only; the year is the latest that does not put the day after the reading."""
    issuer: str | None = None
    """发布机构, where the list shows one."""


class Identity(Frozen):
    """Which page the page itself says it is (metas of 网页标签规范, breadcrumb, title)."""

    site_name: str | None = None
    site_id_code: str | None = None
    column_name: str | None = None
    title: str | None = None
    breadcrumb: tuple[str, ...] = ()
    """Where the page says it stands, from 首页 to the column, as shown (当前位置：首页 > 政务公开 > 通知公告)."""


class ListReading(Frozen):
    """One listing page, understood. `items` is empty unless `state` is `list`."""

    source: str
    state: ReadingState
    reason: str = ""
    """Why this state: the words on the page, or what was looked for and not found (English)."""
    items: tuple[Entry, ...] = ()
    newest: date | None = None
    oldest: date | None = None
    pages: int | None = None
    """Pages of this list as the page states them; `None` if it does not."""
    total: int | None = None
    """Entries of this list as the page states them; `None` if it does not."""
    next: str | None = None
    """Absolute address of the page after this one; `None` on the last."""
    next_form: dict[str, str] | None = None
    """Fields to send to `next` by POST, where the site turns pages that way (`__doPostBack`); `None`: a plain GET."""
    data: str | None = None
    """Absolute address of the data a script fills the list from, where the product's file knows it (`needs_data`)."""
    product: str | None = None
    """Name of the website product (a file in `config/platforms/`), if recognised."""
    identity: Identity = Identity()
