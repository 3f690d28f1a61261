"""One website product: how its pages are recognised, and where a list's parts stand. Data of `config/platforms/`."""

from pydantic import Field

from schemas.base import Code, Frozen, Text


class ListSelectors(Frozen):
    """CSS selectors that override what reading would find by itself. Empty: read without configuration."""

    rows: Text
    """One element a row of the column's own list."""
    title: Text = "a"
    """Inside a row: the element whose `title` attribute or text is the entry's title."""
    link: Text = "a[href]"
    """Inside a row: the element with the address."""
    date: Text | None = None
    """Inside a row: the element with the date; absent: the row's own text is searched."""
    empty: Text | None = None
    """On the page: what shows when the list is genuinely empty."""


class Platform(Frozen):
    """A website product. A column names one (`platform: trs`) or it is recognised from the page."""

    name: Code
    title: Text
    source: Text = Field(description="where the facts of this file were seen")
    marks: tuple[Text, ...] = ()
    """Regular expressions searched in the page's source; all must be found for the product to be recognised."""
    list: ListSelectors | None = None
    next_page: Text | None = Field(default=None, description="CSS selector of the link to the next page")
