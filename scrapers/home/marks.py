"""Who stands behind a site, as the foot of its home page says: codes, registrations, sponsor, contact, 找错 entry.

The kinds are those that 政府网站发展指引 (国办发〔2017〕47号) wants in the 底部功能区; 党政机关标识 is a picture that
a script of another server draws, so it is not looked for.
"""

import re
import unicodedata
from collections.abc import Iterator

from schemas.home_pages import Mark
from scrapers.pages.page import Element, Page, text_of
from scrapers.pages.private_numbers import masked
from scrapers.pages.words import visible_text
from scrapers.states.fillers import scripts_of


def find_marks(page: Page) -> dict[Mark, tuple[str, ...]]:
    """What the page shows of each kind, as shown, each once and no more than five; kinds that it lacks are absent."""
    body = page.tree.find("body")
    words = unicodedata.normalize("NFKC", visible_text(page.tree if body is None else body))
    found: dict[Mark, list[str]] = {kind: _in_words(words, pattern) for kind, pattern in _SHOWN.items()}
    found["police"] += _police_links(page.tree)
    found["contact"] += _named_links(page.tree, _CONTACT_LINK)
    found["find_error"] = list(_find_error(page))
    return {
        kind: tuple(dict.fromkeys(masked(value)[:_LONGEST] for value in values))[:_MOST]
        for kind, values in found.items()
        if values
    }


_MOST, _LONGEST = 5, 100
_SHOWN: dict[Mark, re.Pattern[str]] = {
    # Whatever stands in the code's place: that it has not ten digits is for others to see.
    "site_id_code": re.compile(r"标识码\s*[:(]?\s*((?:bm)?\d{4,20})", re.IGNORECASE),
    # 浙ICP备05012345号-1, 浙ICP备2021012345号
    "icp": re.compile(
        r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?\s*ICP\s*[备证]\s*(?:案\s*)?"
        r"(?:编?号\s*[::]?\s*)?\d{5,12}\s*号?(?:\s*-\s*\d{1,3})?)",
        re.IGNORECASE,
    ),
    # 浙公网安备 33048302000123号
    "police": re.compile(r"(\w?\s*公网安备\s*\d{8,16}\s*号?)"),
    "sponsor": re.compile(r"((?:主办|承办|主管)(?:单位|机关|部门)?\s*:?\s*[\w()]{2,40}|版权所有\s*:?\s*[\w()]{2,40})"),
    "contact": re.compile(
        r"((?:联系电话|联系方式|值班电话|咨询电话|电话|电子邮箱|邮箱|E-?mail|地址)\s*:\s*[\w@.()-]{4,60})",
        re.IGNORECASE,
    ),
}
_CONTACT_LINK = re.compile(r"^\W*联系(?:我们|方式)\W*$")
_POLICE_LINK = re.compile(r"beian\.(?:gov|mps\.gov)\.cn\S*?(?:recordcode|code)=(\d{8,16})", re.IGNORECASE)
_FIND_ERROR_WORDS = re.compile(r"网站找错")
_FIND_ERROR_ADDRESS = re.compile(r"/exposure/jiucuo|zfwzgl\.www\.gov\.cn|\bjiucuo\.(?:js|html?|png)", re.IGNORECASE)
"""Entry pages, pictures and scripts of the State Council's office (`zfwzgl.www.gov.cn/exposure/jiucuo.js`), and of who
ran them before."""


def _in_words(words: str, pattern: re.Pattern[str]) -> list[str]:
    return [" ".join(match[1].split()) for match in pattern.finditer(words)]


def _police_links(tree: Element) -> list[str]:
    """A picture with the number may stand for it: the link to the register holds it, too."""
    hrefs = (link.get("href") or "" for link in tree.iter("a"))
    return [match[1] for href in hrefs if (match := _POLICE_LINK.search(href))]


def _named_links(tree: Element, name: re.Pattern[str]) -> list[str]:
    return [words for link in tree.iter("a") if name.search(words := _words_of(link))]


def _find_error(page: Page) -> Iterator[str]:
    for node in page.tree.iter("a", "img", "script", "iframe"):
        place = " ".join(filter(None, (node.get("href"), node.get("src"), node.get("onclick"))))
        words = _words_of(node) if node.tag in ("a", "img") else ""
        if _FIND_ERROR_WORDS.search(words) or _FIND_ERROR_ADDRESS.search(place):
            yield words or place
    for code in scripts_of(page):
        if match := _FIND_ERROR_ADDRESS.search(code):
            yield match[0]


def _words_of(node: Element) -> str:
    images = (image.get("alt") or image.get("title") or "" for image in node.iter("img"))
    return " ".join(" ".join((text_of(node), node.get("title") or "", *images)).split())
