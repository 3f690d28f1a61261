"""What a page carries beside what it says: its tags, the links of its own matter, numbers that belong to a person."""

from typing import Literal

from schemas.base import Frozen, Text

PrivateKind = Literal["identity", "mobile", "card"]
"""身份证号, 手机号, 银行卡号."""


MOST_LINKS = 200
"""Of a page with more of them the first are kept."""
Called = Literal["account", "contact", "code"]
"""What a number is taken for that has the form of a person's: an organisation's account (对公账户), a telephone for
citizens (咨询电话), another kind of number (统一社会信用代码, 项目编号, or nothing says that it is a card's)."""


class PageLink(Frozen):
    """A link that belongs to a document."""

    url: Text
    """Absolute, without fragment."""
    text: str
    """Empty where an image is the link."""
    place: Literal["text", "related"]
    """`text`: between the document's title and its end; `related`: under a heading such as 相关解读 or 相关文件."""


class PrivateHit(Frozen):
    """A number on a page that has the form and the check digits of one that belongs to a person."""

    kind: PrivateKind
    masked: Text
    """Its first and last digits, the others made unreadable: `3301**********1234`."""
    place: Literal["title", "text", "table", "attachment"]
    """In the document's title, its running text, a row of a table, or the name of a file it links to."""
    line: int
    """Of the main text, counted from 1; of the files, which one; 1 in a title."""
    beside: Called | None = None
    """`None`: it stands as a person's, without doubt."""


class PageDetails(Frozen):
    """What one page carries. Nothing in it holds a private number that can be read."""

    tags: dict[str, str] = {}
    """网页标签 by their names in the standard; one that is there without content is empty."""
    links: tuple[PageLink, ...] = ()
    unfilled: tuple[str, ...] = ()
    """Headings of related matter under which no link stands, as where a script draws the links."""
    private_numbers: tuple[PrivateHit, ...] = ()

    @property
    def cut(self) -> bool:
        """The page may have links that were not kept."""
        return len(self.links) >= MOST_LINKS
