"""What an office's pages are read with, and the name under which that is remembered beside each reading."""

import hashlib
from datetime import date
from importlib.metadata import version

from schemas.agencies import Column
from schemas.document_readings import DocumentReading
from schemas.entries import ListReading
from schemas.home_pages import HomeReading
from schemas.office_folder import OfficeFolder, own_platforms
from schemas.own_pages import OwnPageReading
from schemas.page_details import PageDetails
from scrapers.data.answers import data_kind
from scrapers.documents.details import read_details
from scrapers.documents.own_page import read_own_page
from scrapers.documents.reading import examine_document
from scrapers.home.reading import read_home
from scrapers.lists.reading import read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.pages.tags import read_tags
from scrapers.working import WORKING


class Reader:
    """This program with the website products that an office knows, its own ones included.

    One page is read at a time: threads would not read two any sooner, and each would hold its half-read page meanwhile.
    """

    def __init__(self, folder: OfficeFolder) -> None:
        self.platforms = load_platforms().with_own(own_platforms(folder.path))
        self.caps = {product.name: product.cap for product in self.platforms if product.cap is not None}
        """By product, the most entries it hands out of one list."""
        self._said = hashlib.sha256(version("gongkai").encode())
        for product in self.platforms:
            self._said.update(product.model_dump_json().encode())

    def read(
        self, page: Page, *, platform: str | None, today: date, tags: dict[str, dict[str, str]] | None = None
    ) -> ListReading:
        """One listing page; raises `ScrapeError`. `tags` takes those of the first page read, by its address."""
        with WORKING:
            if tags is not None and not tags and data_kind(page.text) is None:
                tags[page.url] = read_tags(page.tree)
            return read_list(page, platforms=self.platforms, platform=self.platforms.get(platform), today=today)

    def document(self, page: Page, *, today: date) -> DocumentReading:
        """One document's page, whatever is on it."""
        with WORKING:
            return examine_document(page, today=today)

    def home(self, page: Page, *, today: date) -> HomeReading:
        """A site's home page."""
        with WORKING:
            return read_home(page, today=today)

    def details(self, page: Page, reading: DocumentReading, *, today: date) -> PageDetails:
        """What a document's page carries beside what it says."""
        with WORKING:
            return read_details(page, reading, today=today)

    def own_page(self, page: Page, *, today: date) -> OwnPageReading:
        """A column's own page that is no list."""
        with WORKING:
            return read_own_page(page, today=today)

    @property
    def name(self) -> str:
        """What the reading of a page that is no column's rests on beside it: this program and the products' files."""
        return self._said.hexdigest()[:16]

    def name_for(self, column: Column) -> str:
        """What a reading rests on beside the page: this program, the products' files, how the column is registered."""
        digest = self._said.copy()
        digest.update(f"{column.name} {column.platform} {column.issuer} {column.rendered}".encode())
        return digest.hexdigest()[:16]
