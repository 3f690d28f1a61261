"""The tags (网页标签) that a page carries in its head: site, column and article, by the names of the standard.

Names: 政府网站网页标签规范, annex to 国办发〔2017〕47号 政府网站发展指引. Pages spell them in any case.
"""

from scrapers.pages.identity import metas_of, words_of
from scrapers.pages.page import Element
from scrapers.pages.private_numbers import masked

TAGS = (
    *("SiteName", "SiteDomain", "SiteIDCode"),
    *("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url"),
)
"""In the order of the standard: of the site, of a column, of an article."""


READER = "tags-1"
"""What tags are read with; another name with every change of what is found on the same page."""


def read_tags(tree: Element) -> dict[str, str]:
    """Name to content, as the page has them, in the standard's spelling and order; empty where a tag says nothing.

    Nothing is said by an empty content, a template's mark (`{{site}}`) and the words that templates put in its place
    (`网站名称`). The first of each name that says something counts. Private numbers are made unreadable.
    """
    found: dict[str, str] = {}
    for meta in metas_of(tree):
        name = _SPELT.get((meta.get("name") or "").strip().lower())
        if name is not None and not found.get(name):
            found[name] = masked(words_of(meta.get("content")) or "")[:_LONGEST]
    return {name: found[name] for name in TAGS if name in found}


_SPELT = {name.lower(): name for name in TAGS}
_LONGEST = 500
