"""Pages whose list a script makes, and a client that draws them."""

import json
from functools import partial
from typing import Any

from scrapers.fetching.browser import BrowserClient
from scrapers.fetching.chromium import Chromium
from scrapers.lists.reading import examine
from scrapers.pages.platforms import load_platforms
from tests.support.quick_client import QUICK, TODAY, quick_client

ROWS = [
    {
        "title": f"关于第{number}号水库除险加固工程验收情况的公告",
        "url": f"/item/{number}.html",
        "day": f"2026-11-{number:02}",
    }
    for number in range(15, 0, -1)
]
DATA = json.dumps(ROWS, ensure_ascii=False).encode()

SHOW = """
function show(rows) {
  const line = row => `<li><a href="${row.url}">${row.title}</a><span>${row.day}</span></li>`;
  document.getElementById('rows').innerHTML =
    rows.length ? '<ul>' + rows.map(line).join('') + '</ul>' : '<p>暂无数据</p>';
}
"""
LOAD = "fetch('/data.json').then(answer => answer.json()).then(show).catch(() => show([]));"


def page(script: str, *, more: str = "", head: str = '<meta charset="utf-8">') -> bytes:
    """A normal page of a site, its list left to `script`; `more` stands beside it."""
    menu = "".join(f'<li><a href="/part{number}/">公开栏目{number}</a></li>' for number in range(8))
    return (
        f"<!DOCTYPE html><html><head>{head}<title>工程公告_云溪市水务局</title></head><body>"
        f'<div class="nav"><ul>{menu}</ul></div>'
        '<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/gcgg/">工程公告</a></div>'
        f'<div class="main"><div id="rows"></div></div>{more}<script>{script}</script></body></html>'
    ).encode()


def drawing_client(chromium: Chromium, *allowed: str, seconds: float = 20.0, **manners: Any) -> BrowserClient:
    """A client for servers on loopback that draws what it fetches."""
    read = partial(examine, platforms=load_platforms(), today=TODAY)
    politeness = QUICK.model_copy(update={"max_bytes": 2_000_000, **manners})
    client = quick_client(*allowed, **{"max_bytes": 2_000_000, "retries": 0, **manners})
    return BrowserClient(chromium, client, read=read, manners=politeness, seconds=seconds)
