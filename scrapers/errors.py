"""Everything that can go wrong between an address and its entries. Catch `ScrapeError` to go on with the next column.

Each message holds the address and what failed. Each class names the state it leaves the column in and whose fault the
blindness is: no class here ever means that an agency failed its duty.
"""

from typing import ClassVar, Literal
from urllib.parse import urlsplit, urlunsplit

from schemas.results import UnknownCause


class ScrapeError(Exception):
    """A column could not be read."""

    state: ClassVar[
        Literal[
            "unreachable",
            "bad_certificate",
            "refused",
            "not_tried",
            "needs_data",
            "blocked",
            "error_page",
            "redirect",
            "not_a_list",
        ]
    ]
    cause: ClassVar[UnknownCause] = "our_failure"
    worth_a_second_try: ClassVar[bool] = False
    """A failure that may be gone in twenty minutes; the crawl comes back to it in the same night."""

    def __init__(self, url: str, reason: str) -> None:
        url = without_credentials(url)
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class Unreachable(ScrapeError):
    """No answer, a broken answer, or an HTTP error status, after all retries."""

    state: ClassVar[Literal["unreachable", "bad_certificate"]] = "unreachable"
    worth_a_second_try = True


class BadCertificate(Unreachable):
    """The server's certificate is expired, another host's, or vouched for by nobody: what it would send is not read.

    Visitors are warned off too; whose fault it is (the site's, or of something between it and us) a person sees.
    """

    state = "bad_certificate"
    cause: ClassVar[UnknownCause] = "not_assessable"
    worth_a_second_try = False


class LeftAlone(ScrapeError):
    """We did not ask, for the server's sake: its budget for the night is spent, it is not its hour, it kept failing or
    showing challenges, or it asked for a long rest."""

    state = "not_tried"
    worth_a_second_try = True


class Gone(Unreachable):
    """The server says that there is no such page (404) or no longer one (410)."""


class Refused(ScrapeError):
    """We did not ask: robots.txt forbids it, or the address is none we may visit (private range, not http)."""

    state = "refused"


class TooLarge(Unreachable):
    """The body passed the size limit; nothing of it is used."""

    worth_a_second_try = False


class Blocked(ScrapeError):
    """A firewall's or challenge page stood in place of the list (WAF shell, CAPTCHA, 访问频繁)."""

    state = "blocked"
    worth_a_second_try = True


class ErrorPage(ScrapeError):
    """An error or maintenance notice with status 200 (soft 404, 网站维护, a saved CDN error)."""

    state = "error_page"
    worth_a_second_try = True


class Redirected(ScrapeError):
    """A stub sends the visitor elsewhere, or the address now ends at the home page or at another column."""

    state = "redirect"


class NeedsData(ScrapeError):
    """The list is filled by a script from data we do not hold; what visitors see cannot be judged from the page."""

    state = "needs_data"
    cause: ClassVar[UnknownCause] = "not_assessable"


class NotRendered(NeedsData):
    """A page that only a browser can show was not drawn, or not surely as its visitors see it."""

    cause = "our_failure"


class LayoutChanged(ScrapeError):
    """Nothing on the page looks like the column's list. An event for us, never an empty list."""

    state = "not_a_list"


class EvidenceError(Exception):
    """A response could not be stored, or a stored one cannot be trusted. Not a `ScrapeError`: without evidence no
    column can be judged, so a crawl that cannot write stops."""


class ServersNotKept(EvidenceError):
    """What we must remember about servers could not be written: a crawl that may hurt them stops as well."""


def without_credentials(url: str) -> str:
    """The address without a user name and password; they are nobody's business in a log."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2] if "@" in url else url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url
