"""What we understand of single pages, without an office or a warehouse: to try an address before it is registered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from schemas.document_readings import DocumentReading
from schemas.entries import ListReading
from schemas.explanations import Explanation
from schemas.mistakes import ConfigError, Mistake
from schemas.office import Office, Politeness
from schemas.office_folder import own_platforms
from schemas.yaml_files import YamlFile
from scrapers.documents.reading import examine_document
from scrapers.errors import ScrapeError
from scrapers.fetching.browser import BrowserClient, chromium_for
from scrapers.fetching.client import Client, NotModified
from scrapers.lists.explain import explain_list
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.visit import Fetch


def read_lists(
    sources: list[str],
    *,
    base_url: str | None = None,
    office: Path | None = None,
    platform: str | None = None,
    rendered: bool = False,
) -> Iterator[ListReading]:
    """One reading per source (an address or a file), in order, also when one cannot be read: its state then says why.

    A file's own path stands in for its address unless `base_url` is given. With `office` its manners and the private
    servers it allows are used. `platform` names the product, as a column does. With `rendered` addresses are drawn in a
    browser before they are read. Raises `ConfigError` if that office's `office.yml` or a file of its `platforms/`
    cannot be used, if nobody described the product, and if `base_url` is no address.
    """
    with Desk(office, platform=platform, rendered=rendered) as desk:
        for source in sources:
            page = desk.page(source, base_url)
            reading = page if isinstance(page, ListReading) else desk.examine(page)
            yield reading.model_copy(update={"source": source})


def explain_lists(
    sources: list[str],
    *,
    base_url: str | None = None,
    office: Path | None = None,
    platform: str | None = None,
    rendered: bool = False,
) -> Iterator[Explanation]:
    """The same with the reasons: every list of the page, the one taken, and lines that override the choice."""
    with Desk(office, platform=platform, rendered=rendered) as desk:
        for source in sources:
            page = desk.page(source, base_url)
            if isinstance(page, ListReading):
                explanation = Explanation(reading=page)
            else:
                explanation = explain_list(page, platforms=desk.platforms, platform=desk.platform, today=desk.today)
            reading = explanation.reading.model_copy(update={"source": source})
            yield explanation.model_copy(update={"reading": reading})


def read_documents(
    sources: list[str], *, base_url: str | None = None, office: Path | None = None
) -> Iterator[DocumentReading]:
    """One reading of a single document per source, in order; addresses, files and `office` as for `read_lists`."""
    with Desk(office) as desk:
        for source in sources:
            page = desk.page(source, base_url)
            if isinstance(page, ListReading):
                state = {"blocked": "blocked", "not_a_list": "not_a_document"}.get(page.state, "error_page")
                reading = DocumentReading.model_validate({"source": source, "state": state, "reason": page.reason})
            else:
                reading = examine_document(page, today=desk.today)
            yield reading.model_copy(update={"source": source})


class Desk:
    """Where single pages are opened and read: the client, the browser where one is wanted, the platform files."""

    def __init__(self, office: Path | None, *, platform: str | None = None, rendered: bool = False) -> None:
        settings = YamlFile(office / "office.yml", Office).value if office else None
        manners = settings.politeness if settings else Politeness()
        zone = settings.zone if settings else _ZONE
        self.platforms = load_platforms().with_own(own_platforms(office) if office else ())
        if platform is not None and platform not in (known := sorted(each.name for each in self.platforms)):
            remedy = f"write one of: {', '.join(known)}; an office's own are known with --office"
            wrong = Mistake(file=Path("--platform"), message=f"unknown platform {platform!r}", remedy=remedy)
            raise ConfigError([wrong])
        self.platform = self.platforms.get(platform)
        # Days without a year are completed by the day in China, where it is already tomorrow when UTC is not.
        self.today = datetime.now(ZoneInfo(zone)).date()
        self._client = Client(
            manners,
            clock=lambda: datetime.now(UTC),
            allowed_private=settings.allowed_private if settings else (),
        )
        self._chromium = chromium_for(manners, zone=zone)
        self._fetch: Fetch = self._client
        if rendered:
            self._fetch = BrowserClient(self._chromium, self._client, read=self.examine, manners=manners)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._chromium.close()
        self._client.close()

    def examine(self, page: Page) -> ListReading:
        return examine(page, platforms=self.platforms, platform=self.platform, today=self.today)

    def page(self, source: str, base_url: str | None) -> Page | ListReading:
        """The page, or a reading that says why there is none. Raises `ConfigError` for a `base_url` that is none."""
        if base_url is not None and "://" not in base_url:
            wrong = f"{base_url!r} is no address"
            raise ConfigError([Mistake(file=Path("--base-url"), message=wrong, remedy="begin it with http://")])
        try:
            if "://" not in source:
                path = Path(source)
                return Page(url=base_url or path.resolve().as_uri(), body=path.read_bytes())
            answer = self._fetch.get(source)
        except ScrapeError as error:
            unseen = ("unreachable", "bad_certificate", "refused", "not_tried")
            state = error.state if error.state not in unseen else "error_page"
            return ListReading(source=source, state=state, reason=error.reason)
        except OSError as error:
            return ListReading(source=source, state="not_a_list", reason=f"cannot be read: {error.strerror}")
        assert not isinstance(answer, NotModified), "nothing was held that could be unmodified"
        return answer


_ZONE = "Asia/Shanghai"
