"""What one listing page says about its fellow pages, as a plain value; `scrapers.paging.following` finds it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """What one listing page says about its fellow pages; `None` where it says nothing."""

    next: str | None = None
    """Absolute address of the following page; `None` on the last."""
    pages: int | None = None
    total: int | None = None
    current: int | None = None
    """This page's number, from 1."""
    first: str | None = None
    """Absolute address of the first page."""
    form: dict[str, str] | None = None
    """Fields to post to `next`, where the site turns its pages that way; `None`: `next` is simply asked for."""
    data: str | None = None
    """Absolute address of the data behind the list, where the product's file knows it."""

    @property
    def says_empty(self) -> bool:
        """The page numbers leave no room for entries that are not shown here: no entries, or a single page."""
        return self.total == 0 or (self.total is None and self.pages is not None and self.pages <= 1)

    @property
    def at_the_end(self) -> bool:
        """By its own figures this is the last page."""
        return self.pages is not None and self.current is not None and self.current >= self.pages
