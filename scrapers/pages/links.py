"""Links on a page: made absolute, cleaned, and compared with the address of the column they stand in."""

import re
from functools import lru_cache
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from scrapers.pages.page import Element


def base_of(tree: Element, url: str) -> str:
    """What the links of the page at `url` are relative to: its `<base href>`, else its own address."""
    element = tree.find(".//base[@href]")
    return (resolve(url, element.get("href")) if element is not None else None) or url


def resolve(base: str, href: str | None) -> str | None:
    """`href` as an absolute address without fragment; `None` if it leads nowhere (`javascript:`, `#`, empty)."""
    if not href or href.startswith(("#", "javascript:")):
        return None
    plain = _PLAIN.fullmatch(href)
    if plain:
        return _place(base, plain[1]) + plain[2]
    href = re.sub(r"[\t\r\n]", "", href).strip()
    if not href or href.startswith("#") or not _LEADS_SOMEWHERE.match(href):
        return None
    try:
        absolute = urldefrag(urljoin(base, href)).url
        split = urlsplit(absolute)
        host = split.hostname
    except ValueError:
        return None  # a bracketed host that is none, `http://[/`
    if split.scheme not in ("http", "https", "file", "") or (split.scheme.startswith("http") and not host):
        return None
    return quote(absolute, safe="%/:=&?~#+!$,;'@()*[]-._|")


_PLAIN = re.compile(
    r"(/|(?:\.\./)*|\./)(?!\?)((?:[A-Za-z0-9_-][\w.-]*/)*(?:[A-Za-z0-9_-][\w.-]*)?(?:\?[\w=&.-]+)?)", re.ASCII
)
"""A path without anything that needs thought: most links of most lists. By hand they take a tenth of the time."""


@lru_cache(maxsize=1024)
def _place(base: str, lead: str) -> str:
    """What stands before a plain path: the server for `/`, the page's folder, or as many above it as `../` say."""
    return urljoin(base, "/" if lead == "/" else lead or ".")


def link_in_script(base: str, script: str | None) -> str | None:
    """The address an `onclick` opens, if it is written out there."""
    match = _IN_SCRIPT.search(script or "")
    return resolve(base, match.group(1) or match.group(2)) if match else None


def place_on_page(url: str, title: str) -> str:
    """Where to find a row that has no address of its own: the list page, scrolled to the row's words.

    The fragment is a text directive (https://wicg.github.io/scroll-to-text-fragment/): browsers show the row, and two
    rows without a link stay two entries.
    """
    words = _UNSAFE.sub(lambda match: "%" + match[0].encode().hex("%").upper(), title)
    return f"{urldefrag(url).url}#:~:text={words}"


_UNSAFE = re.compile(r"[^A-Za-z0-9_.~-]+")


def folder(url: str) -> str:
    """The path of `url` up to its last slash."""
    return urlsplit(url).path.rpartition("/")[0] + "/"


def is_below(url: str, column: str) -> bool:
    """The address lies in the column's own folder (or in one below it), on the same host."""
    place = _folder_of_host(column)
    return place is not None and url.partition("://")[2].startswith(place)


@lru_cache(maxsize=256)
def _folder_of_host(column: str) -> str | None:
    here = folder(column)
    return None if here == "/" else urlsplit(column).netloc + here


def is_index(url: str) -> bool:
    """The address is a folder's front page, or a place on one: of a column, not of a document."""
    path, _, fragment = url.partition("#")
    return bool(fragment) or ("?" not in path and _INDEX.search(path) is not None)


def looks_like_document(url: str) -> bool:
    """The address has the shape of one document (`t20210512_955312.html`, `?id=7`), not of a column or a home page."""
    place = url.partition("://")[2].partition("#")[0]
    path, _, query = place.partition("?")
    if not query and _INDEX.search(path):
        return False
    within = place[place.find("/") :] if "/" in place else ""
    return any(sign.search(within) for sign in _DOCUMENT)


def is_home(url: str) -> bool:
    """The address is a site's front door."""
    split = urlsplit(url)
    return not split.query and re.fullmatch(r"/?(?:(?:index|default|main)\.\w+)?", split.path) is not None


def same_site(one: str, other: str) -> bool:
    """Both addresses are of one site: the same host, with or without `www.`, whatever scheme."""
    first, second = ((urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other))
    return first == second


def same_column(asked: str, got: str) -> bool:
    """A redirect from `asked` to `got` still shows the same column: only host, scheme or a folder above it changed."""
    first, second = urlsplit(asked), urlsplit(got)
    if first.query and first.query == second.query:
        return True
    if first.query and second.query:
        return False
    return _own_name(first.path) == _own_name(second.path) != ""


_LEADS_SOMEWHERE = re.compile(r"https?:|//|[^:]*$|[^:/?#]*[/?#]", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"(?:window\.open|location\.replace|\bopen|goto)\s*\(\s*['\"]([^'\"]+)['\"]|location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:(?:index|default|main)(?:\.[a-z]+)?)?$", re.IGNORECASE)
_DOCUMENT = (
    re.compile(r"/\d{6,}"),
    re.compile(r"[12](?:(?<=1)9|(?<=2)0)\d{2}[-/]?[01]\d"),
    re.compile(
        r"t(?:19|20)\d{6}_\d+|content_\d+|art_\d+|post_\d+|[0-9a-f]{16,}|\d{4,}\.\w+(?:$|\?)"
        r"|[?&](?:id|infoid|infoguid|articleid|aid|nid|newsid)=",
        re.IGNORECASE,
    ),
)
"""The first two are what most have, and quickly found."""


def _own_name(path: str) -> str:
    """The last telling part of a path: `/a/gzdt/index.html` -> `gzdt`, `/list/12.html` -> `12.html`."""
    return _INDEX.sub("", path).rstrip("/").rpartition("/")[2].lower()
