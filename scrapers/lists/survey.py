"""What a page shows before one of its lists is chosen: its name, its paging, and every group of rows on it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from schemas.entries import Identity
from schemas.platforms import Platform
from scrapers.pages.identity import read_identity
from scrapers.pages.links import base_of
from scrapers.pages.outline import Outline
from scrapers.pages.page import Element, Page
from scrapers.paging.following import Paging, following_pages
from scrapers.paging.marks import paging_elements
from scrapers.rows.choice import Candidate, Choice
from scrapers.rows.entries import Base, read_entries
from scrapers.rows.groups import Group, find_groups


@dataclass(frozen=True)
class Survey:
    """One page looked over. Each part is made when it is first asked for. `today` completes days without a year."""

    page: Page
    product: Platform | None
    today: date

    @cached_property
    def identity(self) -> Identity:
        return read_identity(self.page.tree, markup=self.page.text)

    @cached_property
    def paging(self) -> Paging:
        return following_pages(self.page, platform=self.product)

    @cached_property
    def base(self) -> Base:
        """What addresses on the page are relative to."""
        return Base(base_of(self.page.tree, self.page.url), self.paging.first or self.page.url)

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.page.tree)

    @cached_property
    def marks(self) -> list[Element]:
        """Where the page draws page numbers."""
        return paging_elements(self.outline, self.page.tree)

    @cached_property
    def groups(self) -> list[Group]:
        """Every group of rows, in document order."""
        return find_groups(self.outline)

    @cached_property
    def choice(self) -> Choice:
        """Weighs the page's own groups."""
        return self._choice(self.outline, self.marks)

    @cached_property
    def chosen(self) -> Candidate | None:
        """The group that looks most like the column's list."""
        return self.choice.best(self.groups)

    def chosen_in(self, fragment: Element) -> Candidate | None:
        """The same for markup hidden in the page's source."""
        outline = Outline(fragment)
        return self._choice(outline, []).best(find_groups(outline))

    def _choice(self, outline: Outline, marks: list[Element]) -> Choice:
        return Choice(
            outline,
            read=partial(read_entries, base=self.base, today=self.today),
            url=self.page.url,
            column=self.identity.column_name,
            marks=marks,
        )
