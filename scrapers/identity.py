"""Which page a page says it is: the metas of 网页标签规范, then its breadcrumb, then its title.

Template placeholders (`网站名称` as a SiteName) are as good as nothing and are read as nothing.
"""

import re
from typing import cast

from lxml import etree

from schemas.entries import Identity
from scrapers.page import Element


def read_identity(tree: Element) -> Identity:
    """Site and column as the page names them; `None` for what it does not say."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name, content = (meta.get("name") or "").strip().lower(), _clean(meta.get("content"))
        if name and content and content not in _PLACEHOLDERS:
            metas.setdefault(name, content)
    title = _clean(tree.findtext(".//title"))
    return Identity(
        site_name=metas.get("sitename"),
        site_id_code=metas.get("siteidcode"),
        column_name=metas.get("columnname") or _breadcrumb(tree) or _column_of_title(title),
        title=title,
    )


_PLACEHOLDERS = frozenset({"网站名称", "网站域名", "政府网站标识码", "栏目名称", "栏目类型", "描述", "关键词", "####"})
_HERE = re.compile(r"(?:您?(?:当前|现在)(?:所在)?(?:的)?位置|您(?:所)?在的?位置|所在位置)\s*(?:是|在)?\s*[:：]?")
_ARROWS = re.compile(r"\s*(?:--+>|-+>|>+|»|›|＞+|→|/|\\|\||::)\s*")
_NOT_A_COLUMN = frozenset({"", "首页", "网站首页", "列表", "正文", "详情", "信息列表", "内容"})
_LONGEST_CRUMB = 200
_HERE_NODES = etree.XPath("//body//*[text()[contains(., '位置')]]")
_VISIBLE = etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)


def _breadcrumb(tree: Element) -> str | None:
    """The last part of 当前位置：首页 > 政务公开 > 通知公告, a closing 列表 or 正文 left out."""
    for named in cast(list[Element], _HERE_NODES(tree)):
        element: Element | None = named
        for _ in range(3):
            if element is None:
                break
            words = _clean(" ".join(cast(list[str], _VISIBLE(element)))) or ""
            trail = _ARROWS.split(_HERE.sub("", words, count=1))
            if len(words) > _LONGEST_CRUMB:
                break
            if len(trail) > 1:
                crumbs = [part.strip() for part in trail if part.strip() not in _NOT_A_COLUMN]
                return crumbs[-1] if crumbs and len(crumbs[-1]) < 40 else None
            element = element.getparent()
    return None


def _column_of_title(title: str | None) -> str | None:
    parts = re.split(r"\s*[_|—–-]+\s*", title or "")
    return parts[0] if len(parts) > 1 and 1 < len(parts[0]) < 20 else None


def _clean(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None
