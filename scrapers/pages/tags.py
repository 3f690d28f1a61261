"""The tags (网页标签) that a page carries in its head: site, column and article, by the names of the standard.

Names: 政府网站网页标签规范, annex to 国办发〔2017〕47号 政府网站发展指引. Pages spell them in any case.
"""

from scrapers.pages.page import Element
from scrapers.pages.private_numbers import masked

TAGS = (
    *("SiteName", "SiteDomain", "SiteIDCode"),
    *("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url"),
)
"""In the order of the standard: of the site, of a column, of an article."""


def read_tags(tree: Element) -> dict[str, str]:
    """Name to content, as the page has them, in the standard's spelling and order; empty where a tag says nothing.

    The first of each name counts. Placeholders stay, private numbers are made unreadable.
    """
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = _SPELT.get((meta.get("name") or "").strip().lower())
        if name is not None and name not in found:
            found[name] = masked(" ".join((meta.get("content") or "").split()))[:_LONGEST]
    return {name: found[name] for name in TAGS if name in found}


_SPELT = {name.lower(): name for name in TAGS}
_LONGEST = 500
