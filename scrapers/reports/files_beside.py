"""Which files beside a page hold the annual report that the page only names."""

import re
from urllib.parse import urlsplit

from schemas.document_readings import Attachment, DocumentReading


def is_titled_report(title: str) -> bool:
    """As columns list annual disclosure reports: 信息公开工作年度报告, 信息公开年报."""
    return _TITLE.search(title) is not None


def files_of_report(reading: DocumentReading) -> tuple[Attachment, ...]:
    """Of a page that is titled as a report and has hardly any text: its files of a readable kind, the first few, from
    its own server. None for every other page."""
    if not is_titled_report(reading.title or "") or len(reading.text or "") > _FEWEST_OF_A_REPORT:
        return ()
    own = urlsplit(reading.source).netloc
    readable = (file for file in reading.attachments if _READABLE.search(urlsplit(file.url).path))
    return tuple(file for file in readable if urlsplit(file.url).netloc == own)[:_MOST_FILES]


_TITLE = re.compile(r"信息公开\w{0,6}(?:年度)?\w{0,4}报告|信息公开年报")
_READABLE = re.compile(r"\.(?:docx?|pdf|txt|wps)$", re.IGNORECASE)
_FEWEST_OF_A_REPORT = 400
"""Characters; the shortest reports of townships have more."""
_MOST_FILES = 3
