"""Find the files a document links to: by the file's kind in the address or the link's words, or by the word 附件."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from schemas.document_readings import Attachment
from scrapers.documents.lines import Anchor, Lines, squeeze
from scrapers.pages.links import resolve
from scrapers.pages.page import Element, text_of


def read_attachments(page: Lines, *, start: int, end: int, base: str, frames: list[str]) -> tuple[Attachment, ...]:
    """The files linked between the lines `start` and `end` and those shown in frames, each address once.

    Links that a script of the document writes into the page (`document.write`) count; menus and sidebars do not.
    """
    found: dict[str, Attachment] = {}
    links = [(anchor.line, *_of_link(anchor.element)) for anchor in _between(page.anchors, start, end)]
    links += [
        (writer.line, *link) for writer in _between(page.writers, start, end) for link in _written(writer.element)
    ]
    links += [(end, source, "") for source in frames]
    for _, href, words in sorted(links, key=lambda link: link[0]):
        if not href or not (_is_file(href) or _FILE.search(words) or _ATTACHED.match(words)):
            continue
        url = resolve(base, _viewed(href))
        if url is not None and (url not in found):
            found[url] = Attachment(title=_title(words, url), url=url)
    return tuple(found.values())


_KINDS = "pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z|pptx?|rtf|txt|csv|ceb|tiff?"
_FILE = re.compile(rf"\.(?:{_KINDS})\s*(?:$|[?&#;)）\]】\s])", re.IGNORECASE)
_ATTACHED = re.compile(r"\s*[【\[(（]?附\s*件\s*(?:[\d一二三四五六七八九十]{1,3}\s*)?[】\]）)]?\s*[:：.．、\s]?\s*\S")
_VIEWER = re.compile(r"[?&](?:file|url|src|path)=([^&]+)", re.IGNORECASE)
_WRITTEN_LINK = re.compile(
    r"""<a\b[^<>]{0,300}?href\s*=\s*\\?["']([^"'\\<>+]+)\\?["'][^<>]{0,300}>([^<]{0,200})""", re.I
)
_CALLED = re.compile(rf"""['"]([^'"<>+]+\.(?:{_KINDS})(?:\?[^'"]*)?)['"]""", re.IGNORECASE)
"""A file's address handed to a function: `onclick="openFile('/upload/a.pdf')"`."""
_LONGEST_CALL = 500
_NO_NAME = re.compile(
    r"\W*(?:(?:点击|请点击|附件|文件|立即|全文|在线)*(?:下载|查看|打开|浏览|预览)(?:附件|文件|全文|此处|地址|链接)?|附件)?\W*"
)


_LONGEST_BUTTON = 60


def _names_nothing(words: str) -> bool:
    """The words are a button's (点击下载附件), whatever the file is called."""
    return len(words) < _LONGEST_BUTTON and _NO_NAME.fullmatch(words) is not None


def _between(anchors: list[Anchor], start: int, end: int) -> Iterator[Anchor]:
    return (anchor for anchor in anchors if start <= anchor.line <= end and not (anchor.aside or anchor.hidden))


def _of_link(link: Element) -> tuple[str, str]:
    words = squeeze(text_of(link))
    if _names_nothing(words):
        words = squeeze(link.get("title") or link.get("download") or "") or words
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:")):
        called = _CALLED.search(f"{href} {link.get('onclick') or ''}"[:_LONGEST_CALL])
        href = called.group(1) if called else href
    return href, words


def _written(script: Element) -> Iterator[tuple[str, str]]:
    for match in _WRITTEN_LINK.finditer(script.text or ""):
        yield match.group(1).strip(), squeeze(match.group(2))


def _is_file(href: str) -> bool:
    split = urlsplit(href) if "[" not in href else None
    return split is not None and (_FILE.search(split.path) or _FILE.search(unquote(split.query))) is not None


def _viewed(href: str) -> str:
    """The file itself where the address is that of a viewer: `viewer.html?file=/a/b.pdf`."""
    match = _VIEWER.search(href)
    inner = unquote(match.group(1)) if match else ""
    return inner if "/" in inner and _FILE.search(inner) else href


def _title(words: str, url: str) -> str:
    if words and not _names_nothing(words):
        return words
    split = urlsplit(url)
    named = re.search(rf"[?&]\w*name=([^&]+\.(?:{_KINDS}))", url, re.IGNORECASE)
    name = named.group(1) if named else split.path.rstrip("/").rpartition("/")[2]
    return squeeze(unquote(name)) or words or url
