"""One attempt to open a site's home page, and whether a citizen would have seen it.

What counts against a site must be its own: where only we may have been turned away, or where we failed ourselves, the
outcome says so. Robots rules are for robots that read on from page to page; a probe asks for what any citizen opens,
one address an hour, and under our own name.
"""

import errno
import http.client
import ssl
from collections.abc import Iterable

from schemas.office import Politeness, Site
from schemas.probes import PROBE_SECONDS, Probe, ProbeOutcome
from scrapers.errors import Blocked, Redirected, ScrapeError, TooLarge, Unreachable
from scrapers.fetching.addresses import NameNotFound
from scrapers.fetching.client import Client, NotModified, Trace
from scrapers.fetching.transport import Exchange, Unfinished
from scrapers.states.page_state import what_stands_in_its_place

# Firewalls before public sites turn programs away with these; 412 and 405 are never a home page's own answer to GET.
_TURNED_AWAY = frozenset({400, 403, 405, 406, 412, 418, 429, 468, 493})
# OpenSSL's X509_V_ERR_*: a root or intermediate that we do not know. Browsers may, or fetch what the server left
# out; something between the site and us may be speaking in its place. An expired one is the site's own.
_UNKNOWN_ISSUER = frozenset({2, 19, 20, 21})
# What our own machine says when it has no network, no free socket, or may not use it.
_OUR_MACHINE = frozenset(
    {errno.ENETDOWN, errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.EPERM}
)


def manners(office: Politeness, *, seconds: float = PROBE_SECONDS) -> Politeness:
    """The office's manners for a probe: `seconds` for an answer, one attempt, no robots rules."""
    limits = {"connect_timeout": seconds, "read_timeout": seconds, "total_timeout": seconds}
    return office.model_copy(update={**limits, "retries": 0, "obey_robots": False})


def probe(site: Site, *, client: Client, seconds: float = PROBE_SECONDS) -> tuple[Probe, Exchange | None]:
    """Ask once for the home page of `site` with a client of these `manners`; the answer itself too, if one came."""
    trace, at = Trace(), client.now()
    try:
        page = client.get(site.home, trace=trace)
    except ScrapeError as error:
        answer = _answer(trace)
        outcome, reason = _failure(error, answer), error.reason
    else:
        answer = _answer(trace)
        assert not isinstance(page, NotModified)
        stands = what_stands_in_its_place(page)
        outcome, reason = "answered", ""
        if trace.seconds > seconds:
            outcome, reason = "failed", f"the page came after {trace.seconds:.1f} s; the limit is {seconds:g} s"
        elif stands is not None and stands.state in ("blocked", "error_page"):
            outcome, reason = "blocked" if stands.state == "blocked" else "failed", stands.reason
    result = Probe(
        host=site.host,
        url=site.home,
        probed_at=at,
        outcome=outcome,
        status=answer.status if answer else None,
        seconds=round(trace.seconds, 3),
        reason=reason,
    )
    return result, answer


def online(client: Client, canary: Iterable[str]) -> tuple[bool, str]:
    """Whether our own network works, and what the last silent address said. An empty canary list never says no."""
    silence = ""
    for url in canary:
        try:
            client.require_answer(url)
        except ScrapeError as error:
            silence = f"{url}: {error.reason}"
        else:
            return True, ""
    return not silence, silence


def _answer(trace: Trace) -> Exchange | None:
    """The last answer, unless another request followed it in vain."""
    whole = trace.exchanges[-1] if trace.exchanges else None
    return whole if trace.requests == len(trace.exchanges) else None


def _failure(error: ScrapeError, answer: Exchange | None) -> ProbeOutcome:
    """What an attempt without a page says of the site. In doubt nothing."""
    match error:
        case Blocked():
            return "blocked"
        case Redirected():
            return "answered"  # `home` is no front page and leads to it: the server has spoken
        case NameNotFound():
            return "failed"
        case TooLarge() | Unfinished():
            return "not_asked"
        case Unreachable() if _is_malformed(error.__cause__) or any(map(_is_ours, _causes(error))):
            return "not_asked"
        case Unreachable() if answer is not None and _may_be_meant_for_us(answer):
            return "blocked"
        case Unreachable():
            return "failed"
    return "not_asked"  # no request was made: our own guard, our budget


def _is_malformed(cause: BaseException | None) -> bool:
    """An address that cannot be asked for, a body that cannot be decompressed: a browser may be less strict."""
    return isinstance(cause, ValueError) and not isinstance(cause, ssl.SSLError)


def _is_ours(cause: BaseException) -> bool:
    """Our machine, our resolver, or a check of ours that browsers do not make."""
    if isinstance(cause, NameNotFound):
        return cause.temporary
    if isinstance(cause, http.client.HTTPException):  # more headers, or more bytes, than we take
        return not isinstance(cause, http.client.BadStatusLine | http.client.IncompleteRead)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return getattr(cause, "verify_code", None) in _UNKNOWN_ISSUER
    return isinstance(cause, OSError) and cause.errno in _OUR_MACHINE


def _may_be_meant_for_us(answer: Exchange) -> bool:
    """Refused, sent round in circles, or given an empty page: firewalls do so with programs, not with citizens."""
    return answer.status in _TURNED_AWAY or answer.status < 400


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found
