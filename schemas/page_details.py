"""What a page carries beside what it says: its tags, the links of its own matter, numbers that belong to a person,
and of a citizen's message what became of it."""

from datetime import date
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


class MessageState(Frozen):
    """What the page of a citizen's message (留言, 咨询, 来信) says of its answer; `None`: it does not say."""

    arrived: date
    """来信时间."""
    state: Literal["answered", "unanswered"] | None = None
    """办理状态: 已办结, or 未回复, 办理中."""
    said: Text | None = None
    """The state in the page's word; 已回复 or 未回复 for the 是 or 否 of 是否回复."""
    answered: date | None = None
    """答复时间: the first, where there are several; the page names no earlier day on which another may have come."""
    closed: date | None = None
    """办结时间, 反馈时间: a day by which it was answered, and perhaps long before."""
    reply: Literal["given", "unanswered"] | None = None
    """Under 回复内容 there is something; or the words that there is nothing (暂无回复)."""
    handler: Text | None = None
    """答复单位, 办理单位."""

    @property
    def is_answered(self) -> bool:
        """Something on the page says so."""
        return self.state == "answered" or self.reply == "given" or bool(self.answered or self.closed)

    @property
    def is_unanswered(self) -> bool:
        """Something on the page says so. One that says both is for nobody to judge."""
        return "unanswered" in (self.state, self.reply)


class PageDetails(Frozen):
    """What one page carries. Nothing in it holds a private number that can be read."""

    tags: dict[str, str] = {}
    """网页标签 by their names in the standard; one that is there without content is empty."""
    links: tuple[PageLink, ...] = ()
    unfilled: tuple[str, ...] = ()
    """Headings of related matter under which no link stands, as where a script draws the links."""
    private_numbers: tuple[PrivateHit, ...] = ()
    message: MessageState | None = None
    """`None`: it does not say when a message came, so it is no message's page, or not one that can be judged."""

    @property
    def cut(self) -> bool:
        """The page may have links that were not kept."""
        return len(self.links) >= MOST_LINKS
