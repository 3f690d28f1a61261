"""Everything that can go wrong between an address and its entries. Catch `ScrapeError` to go on with the next column.

Each message holds the address and what failed. Each class names the state it leaves the column in and whose fault the
blindness is: no class here ever means that an agency failed its duty.
"""

from typing import ClassVar, Literal

from schemas.results import UnknownCause


class ScrapeError(Exception):
    """A column could not be read."""

    state: ClassVar[Literal["unreachable", "refused", "needs_data", "blocked", "error_page", "redirect", "not_a_list"]]
    cause: ClassVar[UnknownCause] = "our_failure"
    worth_a_second_try: ClassVar[bool] = False
    """A failure that may be gone in twenty minutes; the crawl comes back to it in the same night."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class Unreachable(ScrapeError):
    """No answer, a broken answer, or an HTTP error status, after all retries."""

    state = "unreachable"
    worth_a_second_try = True


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
