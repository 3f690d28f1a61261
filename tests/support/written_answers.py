"""An answer of our own writing to a list's script, and how it is read."""

import json
from datetime import date
from typing import Any

from scrapers.data.answers import read_data
from scrapers.data.records import Answer
from scrapers.pages.page import Page

TODAY = date(2026, 4, 1)
URL = "http://slj.example/api/list?channel=7&page=1"


def page(body: Any, url: str = URL, **headers: str) -> Page:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Page(url=url, body=text.encode(), headers=headers)


def read(body: Any, url: str = URL) -> Answer:
    answer = read_data(page(body, url), today=TODAY)
    assert answer is not None
    return answer
