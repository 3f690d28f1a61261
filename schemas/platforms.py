"""One website product: how its pages are recognised, where a list's parts stand, how its pages follow each other, and
where a list that a script draws has its data. Data of `config/platforms/`.

Nothing here need be said that the page says itself: links, calls with figures and posted forms are read without a file.
"""

import re
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from schemas.base import Code, Frozen, Text


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def _with_one_group(value: str) -> str:
    groups = re.compile(_expression(value)).groups
    if groups != 1:
        raise ValueError(f"{value!r} has {groups} groups; put exactly one pair of brackets around what is wanted")
    return value


def _selector(value: str) -> str:
    import soupsieve  # noqa: PLC0415  (few products have selectors, and it is slow to import)

    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"{value!r} is no CSS selector: {str(error).splitlines()[0]}") from error
    return value


Expression = Annotated[Text, AfterValidator(_expression)]
"""A regular expression."""
Capture = Annotated[Text, AfterValidator(_with_one_group)]
"""A regular expression with exactly one group: what it takes is the value."""


Selector = Annotated[Text, AfterValidator(_selector)]
"""A CSS selector, as in a style sheet."""


class Shape(Frozen):
    """A mark that cannot be written out: a regular expression, tried only on pages in which `near` stands as text.

    The plain text is what keeps recognising fast: looking for it costs next to nothing.
    """

    pattern: Expression
    near: Text


class AnyOf(Frozen):
    """One of several marks is enough."""

    any: tuple["Mark", ...] = Field(min_length=1)


def _kind_of_mark(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    return "any" if isinstance(value, AnyOf) or (isinstance(value, dict) and "any" in value) else "shape"


Mark = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Shape, Tag("shape")] | Annotated[AnyOf, Tag("any")],
    Discriminator(_kind_of_mark),
]
"""What shows the product in the page's source: plain text as it stands there, a shape, or one of several."""


class ListSelectors(Frozen):
    """CSS selectors that override what reading would find by itself. Empty: read without configuration."""

    rows: Selector
    """One element a row of the column's own list."""
    title: Selector = "a"
    """Inside a row: the element whose `title` attribute or text is the entry's title."""
    link: Selector = "a[href]"
    """Inside a row: the element with the address."""
    date: Selector | None = None
    """Inside a row: the element with the date; absent: the row's own text is searched."""
    empty: Selector | None = None
    """On the page: what shows when the list is genuinely empty."""


class Figures(Frozen):
    """Where the page's source writes its figures, if not in words or in a call that is known anyway."""

    pages: Capture | None = None
    total: Capture | None = None
    current: Capture | None = None
    """This page's number, from 1."""


PageNumber = Literal["page", "page - 1", "pages - page + 1"]
"""Which number stands in the address of a page: its own from 1, its own from 0, or counted back from the last page
(the list grows at its end, and the last page is always number 1)."""


class NumberedFiles(Frozen):
    """Pages are files with a number in their names: `list.htm`, then `list/12.htm`, `list/11.htm`, …

    `{name}` is the same in both forms, `{ending}` is html, htm, shtml or the like, `{number}` is `number`.
    """

    kind: Literal["files"]
    first: Text
    """The first page: `{name}.{ending}`."""
    then: Text
    """Every other page: `{name}_{number}.{ending}`."""
    number: PageNumber
    folder: Text | None = None
    """The file that an address ending in `/` stands for; absent: nothing is built for such addresses."""

    @model_validator(mode="after")
    def _has_its_places(self) -> Self:
        _only_places(self.first, {"name", "ending"})
        _only_places(self.then, {"name", "ending", "number"})
        if "number" not in _places(self.then):
            raise ValueError(f"then: {self.then!r} has no {{number}}, so every page would be the same")
        return self


class QueryParameter(Frozen):
    """Pages differ in one parameter of the address: `list.jsp?page=2`. The other parameters stay."""

    kind: Literal["query"]
    parameter: Text
    number: Literal["page", "page - 1"] = "page"


class PostedForm(Frozen):
    """Pages are turned by posting the page's form, as ASP.NET WebForms does: `function('Pager1','2')` puts its
    arguments into `fields`, and the whole form goes to the server."""

    kind: Literal["form"]
    function: Annotated[Text, Field(pattern=r"^[\w$.]+$")]
    fields: tuple[Text, ...] = Field(min_length=1)
    """Names of the fields that take the call's arguments, in their order."""


PagingRule = Annotated[NumberedFiles | QueryParameter | PostedForm, Field(discriminator="kind")]


class Place(Frozen):
    """Where one part of a data address is read."""

    in_: Literal["page", "address"] = Field(alias="in")
    """In the page's source, or in the address the page was asked for (with its `#fragment`)."""
    pattern: Capture


class Data(Frozen):
    """The data behind a list that a script draws.

    `address` is absolute, or relative to the page, with places in braces: `{page}` is the page's number, `{size}` is
    `size`, every other one is named in `where`. If one of them is not found, the page has no data address.
    """

    address: Text
    where: dict[str, Place] = {}
    first_page: Annotated[int, Field(ge=0, le=1)] = 1
    """Number of the first page."""
    size: Annotated[int, Field(gt=0)] | None = None
    """Entries on a full page."""
    short_is_last: bool = False
    """A page with fewer than `size` entries is the last one, whatever total is stated."""
    total: Capture | None = None
    """In the answer: entries of the whole list, where reading the answer does not find them by itself."""

    @model_validator(mode="after")
    def _has_its_places(self) -> Self:
        places = _places(self.address)
        _only_places(self.address, {"page", "size", *self.where})
        if unused := self.where.keys() - places:
            raise ValueError(
                f"where: {', '.join(sorted(unused))} does not stand in the address; leave it out or put it in"
            )
        if "size" in places and self.size is None:
            raise ValueError("address: {size} needs `size`, the number of entries on a full page")
        if self.short_is_last and self.size is None:
            raise ValueError("short_is_last needs `size`, the number of entries on a full page")
        return self


class Platform(Frozen):
    """A website product. A column names one (`platform: trs`) or it is recognised from the page."""

    name: Code
    title: Text
    source: Text = Field(description="where the facts of this file were seen")
    marks: tuple[Mark, ...] = ()
    """All of them must stand in the page's source for the product to be recognised; without any it never is."""
    general: bool = False
    """A technique that many products use: recognised only on pages that bear no product's marks."""
    list: ListSelectors | None = None
    next_page: Selector | None = Field(default=None, description="CSS selector of the link to the next page")
    figures: Figures | None = None
    paging: PagingRule | None = None
    """How the next page's address is made, for pages that do not link to it."""
    data: Data | None = None
    cap: Annotated[int, Field(gt=0)] | None = None
    """The most entries the product ever hands out of one list: a list with exactly so many may be longer."""


def _places(template: str) -> set[str]:
    """The names in braces. Raises `ValueError` for braces that do not pair."""
    try:
        return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise ValueError(f"{template!r}: {error}; write a brace that is no place twice") from error


def _only_places(template: str, known: set[str]) -> None:
    strange = _places(template) - known
    if strange:
        names = ", ".join(f"{{{name}}}" for name in sorted(strange))
        allowed = ", ".join(f"{{{name}}}" for name in sorted(known))
        raise ValueError(f"{template!r}: {names} is unknown here; use {allowed}")
