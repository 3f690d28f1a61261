"""A client that never really waits, and a reader simple enough to be fooled: whatever shows rows is a list."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from schemas.entries import Entry, ListReading
from schemas.office import Politeness
from scrapers.errors import LayoutChanged
from scrapers.fetching.client import Client
from scrapers.pages.page import Page

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)

QUICK = Politeness(
    contact="gk@example.org",
    delay_seconds=0,
    connect_timeout=5,
    read_timeout=10,
    total_timeout=20,
    retries=1,
    backoff_seconds=5,
    max_bytes=200_000,
)

IMPATIENT = {"read_timeout": 0.25, "total_timeout": 0.6}
"""For servers that never answer; elsewhere a busy machine must not look like a fault."""

_ROW = re.compile(
    r'<li><a href="(?P<url>[^"]+)"[^>]*>(?P<title>[^<]+)</a>(?:<span>(?P<day>[\d-]+)</span>)?(?:<i>(?P<by>[^<]+)</i>)?'
)
_NEXT = re.compile(r'<a class="next" href="([^"]+)"')
_FIGURE = re.compile(r'data-(pages|total)="(\d+)"')
EMPTY = b"<html><body><ul class='list'><!-- nothing yet --></ul></body></html>"


def quick_client(
    *allowed: str,
    slept: list[float] | None = None,
    resolve: Callable[[str, int], Sequence[str]] | None = None,
    in_a_hurry: bool = False,
    **manners: Any,
) -> Client:
    """A client for servers on loopback; its sleeps are noted in `slept`, not slept."""
    return Client(
        QUICK.model_copy(update=manners),
        allowed_private=allowed,
        in_a_hurry=in_a_hurry,
        clock=lambda: NOW,
        sleep=(slept if slept is not None else []).append,
        random=lambda: 0.0,
        resolve=resolve,
    )


def read_any_rows(page: Page, *, platform: str | None, today: date) -> ListReading:
    """Rows as `list_page` writes them. Raises `LayoutChanged` for a page without any, unless it is `EMPTY`."""
    if page.body == EMPTY:
        return ListReading(source=page.url, state="blank", reason="nothing yet")
    entries = tuple(
        Entry(
            title=row["title"],
            url=urljoin(page.url, row["url"]),
            published=date.fromisoformat(row["day"]) if row["day"] else None,
            issuer=row["by"],
        )
        for row in _ROW.finditer(page.text)
    )
    if not entries:
        raise LayoutChanged(page.url, "no rows")
    following = _NEXT.search(page.text)
    figures = {name: int(value) for name, value in _FIGURE.findall(page.text)}
    return ListReading(
        source=page.url,
        state="list",
        items=entries,
        pages=figures.get("pages"),
        total=figures.get("total"),
        next=urljoin(page.url, following[1]) if following else None,
    )


def list_page(
    rows: Sequence[tuple[str, str | None] | tuple[str, str | None, str]],
    *,
    following: str | None = None,
    pages: int | None = None,
    total: int | None = None,
) -> bytes:
    """A listing page: rows of (address, day, issuer)."""
    lines = []
    for address, day, *issuer in rows:
        shown = f"<span>{day}</span>" if day else ""
        by = f"<i>{issuer[0]}</i>" if issuer else ""
        lines.append(f'<li><a href="{address}">关于{address}的情况通报</a>{shown}{by}</li>')
    figures = "".join(f' data-{name}="{value}"' for name, value in (("pages", pages), ("total", total)) if value)
    link = f'<a class="next" href="{following}">下一页</a>' if following else ""
    return f"<html><body><ul{figures}>{''.join(lines)}</ul>{link}</body></html>".encode()
