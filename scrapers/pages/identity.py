"""Which page a page says it is (metas of 网页标签规范, then breadcrumb, then title), and whether it is still that page.

Template placeholders (`网站名称` as a SiteName) are as good as nothing and are read as nothing.
"""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from schemas.entries import Identity
from scrapers.pages.breadcrumbs import column_of, read_trail
from scrapers.pages.page import Element


def read_identity(tree: Element, *, markup: str | None = None) -> Identity:
    """Site and column as the page names them; `None` for what it does not say.

    `markup` is the text `tree` was made of, if it is at hand: the breadcrumb is found in it at once.
    """
    metas: dict[str, str] = {}
    for meta in metas_of(tree):
        name = (meta.get("name") or "").strip().lower()
        if name in _METAS and name not in metas and (content := words_of(meta.get("content"))):
            metas[name] = content
    element = tree.find("head/title")
    if element is None:
        element = next(tree.iter("title"), None)
    title = None if element is None else _clean("".join(map(str, element.itertext())))
    trail = read_trail(etree.tostring(tree, encoding="unicode") if markup is None else markup)
    site = metas.get("sitename")
    return Identity(
        site_name=site,
        site_id_code=_id_code(metas.get("siteidcode")),
        column_name=metas.get("columnname") or column_of(trail) or _column_of_title(title, site),
        title=title,
        breadcrumb=trail,
    )


def metas_of(tree: Element) -> Iterator[Element]:
    """The page's meta elements, in order."""
    head = tree.find("head")
    if head is None or head.find("meta") is None:
        head = tree  # text before the head, a stray byte order mark: parsers move the head's content into the body
    return head.iter("meta")


def identity_change(found: Identity, *, earlier: Identity | None, registered_name: str) -> str | None:
    """Why this is no longer the page we were told to watch, in English; `None` if nothing says so.

    `earlier` is what earlier readable visits of the same address found; without it nothing can have changed. A page is
    another one if it names another site or another column than before. What it does not say proves nothing, and these
    are the same name: blanks, width and case, 门户网站 or 首页 at its end, one name within the other, a new name under
    the same site id code, a column name that fits the register's, or one that stood in the other visit's trail.
    """
    if earlier is None:
        return None
    return _another_site(found, earlier) or _another_column(found, earlier, registered_name)


_METAS = frozenset({"sitename", "siteidcode", "columnname"})
_PLACEHOLDERS = frozenset(
    {"网站名称", "站点名称", "政府网站名称", "网站域名", "政府网站标识码", "网站标识码", "站点标识码", "栏目名称"}
    | {"栏目名", "栏目类型", "描述", "关键词", "标题", "暂无", "无", "空", "null", "none", "undefined", "nan", "test"}
)
_TEMPLATE = re.compile(r"[{}<>]|\$[\w(]|%\w+%|\[!--|^\W+$")


def words_of(text: str | None) -> str | None:
    """What a tag's content says, blanks squeezed; `None` for nothing, a template's mark or its placeholder."""
    words = _clean(text)
    if words is None or words.lower() in _PLACEHOLDERS or _TEMPLATE.search(words):
        return None
    return words


_ID_CODE = re.compile(r"(?<![0-9A-Za-z])(?:bm\d{8}|\d{10})(?![0-9A-Za-z])", re.IGNORECASE)
"""政府网站标识码: ten digits, or `bm` and eight for a ministry's site."""


def _id_code(text: str | None) -> str | None:
    """The code itself where words stand around it; what has not a code's form stays as the page says it."""
    if text is None:
        return None
    match = _ID_CODE.search(unicodedata.normalize("NFKC", text))
    code = match.group().lower() if match else text
    return None if set(code) <= {"0"} else code


_TITLE_CUT = re.compile(r"\s*(?:[_|｜—–-]|&gt;|>|»)+\s*")
_AGENCY = re.compile(r"(?:局|委|委员会|政府|办公室|厅|院|中心|网|网站|平台|门户|镇|街道|区|县|市)$")


def _column_of_title(title: str | None, site: str | None) -> str | None:
    """通知公告 in 通知公告_某市水利局, and in 某市水利局-通知公告."""
    parts = [part for part in _TITLE_CUT.split(title or "") if part]
    if len(parts) < 2:
        return None
    first = parts[0]
    if first == site or (_AGENCY.search(first) and not _AGENCY.search(parts[-1])):
        first = parts[-1]
    return first if 1 < len(first) < 20 and first not in ("首页", "网站首页") else None


def _clean(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _another_site(found: Identity, earlier: Identity) -> str | None:
    codes = [_id_code(identity.site_id_code) for identity in (found, earlier)]
    if all(code and _ID_CODE.fullmatch(code) for code in codes):
        if codes[0] == codes[1]:
            return None
        return f"the page now carries site id code {codes[0]}, earlier visits saw {codes[1]}"
    now, before = _site(found.site_name), _site(earlier.site_name)
    if not now or not before or _within(now, before):
        return None
    return f"the page now belongs to {found.site_name!r}, earlier visits saw {earlier.site_name!r}"


def _another_column(found: Identity, earlier: Identity, registered_name: str) -> str | None:
    now, before = _column(found), _column(earlier)
    if not now or not before or _within(now, before) or _fits(now, _plain(registered_name)):
        return None
    if _stands_in(now, earlier) or _stands_in(before, found):
        return None
    return f"the page now calls itself {found.column_name!r}, earlier visits saw {earlier.column_name!r}"


def _stands_in(name: str, identity: Identity) -> bool:
    """The other visit shows this name too, in its trail or title: only the place it is read from differs."""
    places = (*identity.breadcrumb, identity.title or "")
    return any(name in _plain(place) for place in places)


_LONGEST_NAME = 200
_NOISE = re.compile(r"[\W_]+")
_SITE_ENDS = re.compile(r"(?:(?:门户|官方|政务|政府信息)?网站?|官网|首页|主站|门户|欢迎您)++$")
_SITE_BEGINS = re.compile(r"^(?:欢迎(?:您)?(?:访问|光临)|中国)")
_COLUMN_ENDS = re.compile(r"(?:首页|列表页?|栏目|频道|更多|第\d+页)++$")


def _plain(name: str | None) -> str:
    """Width, case, blanks and punctuation taken out."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", (name or "")[:_LONGEST_NAME]).casefold())


def _site(name: str | None) -> str:
    plain = _plain(name)
    return _SITE_BEGINS.sub("", _SITE_ENDS.sub("", plain)) or plain


def _column(identity: Identity) -> str:
    """The column's name without the site's behind it (通知公告-某市水利局)."""
    plain = _plain(identity.column_name)
    site = _plain(identity.site_name)
    if site and plain != site:
        plain = plain.removesuffix(site)
    return _COLUMN_ENDS.sub("", plain) or plain


def _within(one: str, other: str) -> bool:
    return one in other or other in one


def _fits(name: str, registered: str) -> bool:
    """The same words in another order count (公告公示 for 通知公告): three in five characters of the shorter name."""
    if not name or not registered:
        return not registered
    if _within(name, registered):
        return True
    shared = set(name) & set(registered)
    return len(shared) >= 0.6 * min(len(set(name)), len(set(registered)))
