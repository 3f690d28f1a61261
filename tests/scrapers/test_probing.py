"""One look at a site's home page: what counts against the site is its own, what may be ours counts for nothing."""

import errno
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from schemas.office import Politeness, Site
from schemas.probes import Probe
from scrapers.fetching.client import Client
from scrapers.probing import manners, online, probe
from tests.support.fault_certificates import certificate
from tests.support.fault_server import LIST, Answer, FaultServer, Seen, closed_port, running
from tests.support.quick_client import NOW

SECONDS = 0.6
"""Stands for the fifteen; a test waits no longer for servers that never answer."""
ENOUGH = 20.0
"""For servers that do answer: a busy machine must not look like a fault."""

FAILED = (
    "reset_before_headers", "reset_mid_body", "endless_chunks", "content_length_too_long", "not_http", "gone",
    "broken_inside", "maintenance", "gateway_timeout",
)  # fmt: skip
TOO_SLOW = ("hang_before_headers", "hang_mid_body", "dripping_body", "dripping_headers")
BLOCKED = (
    "forbidden", "firewall", "method_not_allowed_firewall", "script_challenge", "cookie_challenge",
    "nameless_cookie_challenge", "too_many_requests", "too_many_requests_come_back",
    "too_many_requests_come_back_tomorrow", "empty_page", "blanks_only", "redirect_loop",
)  # fmt: skip
NOT_ASKED = (
    "redirect_to_a_file", "connection_closed_mid_page", "not_gzip_at_all",
    "unknown_compression", "gzip_bomb", "too_large_and_says_so", "too_large_in_chunks", "content_length_too_short",
    "too_many_headers",
)  # fmt: skip


def look(url: str, *allowed: str, seconds: float = ENOUGH, **client: Any) -> Probe:
    """The probe of a site whose home page stands at `url`."""
    asked = Client(
        manners(Politeness(contact="gk@example.org", delay_seconds=0, max_bytes=200_000), seconds=seconds),
        clock=lambda: NOW,
        allowed_private=allowed,
        **client,
    )
    try:
        return probe(Site(host="www.yunxi.example", home=url), client=asked, seconds=seconds)[0]
    finally:
        asked.close()


def outcome_of(server: FaultServer, fault: str, *, seconds: float = ENOUGH) -> tuple[str, str]:
    done = look(server.fault(fault), server.server, seconds=seconds)
    return done.outcome, done.reason


def test_a_whole_page_is_an_answer() -> None:
    with running(pages={"/": Answer(LIST)}) as server:
        done = look(server.url("/"), server.server)
        assert (done.outcome, done.status, done.reason) == ("answered", 200, "")
        assert done.probed_at == NOW
        assert 0 < done.seconds < ENOUGH
        assert [seen.path for seen in server.seen] == ["/"], "one request, and none for robots.txt"
        assert server.seen[0].headers["user-agent"].endswith("(+gk@example.org)")


def test_a_home_page_is_opened_though_robots_may_not_read_the_site() -> None:
    with running(robots="forbids", pages={"/": Answer(LIST)}) as server:
        assert look(server.url("/"), server.server).outcome == "answered"


def test_redirects_are_followed_to_the_page() -> None:
    pages = {"/": Answer(status=302, headers={"Location": "/portal/"}), "/portal/": Answer(LIST)}
    with running(pages=pages) as server:
        assert look(server.url("/"), server.server).outcome == "answered"
        assert look(server.fault("redirect_to_home"), server.server).outcome == "answered"


@pytest.mark.parametrize("fault", FAILED)
def test_what_no_citizen_can_open_has_failed_at_the_first_attempt(fault: str) -> None:
    with running() as server:
        outcome, reason = outcome_of(server, fault)
        assert outcome == "failed", reason
        assert reason
        assert len(server.seen) == 1


@pytest.mark.parametrize("fault", TOO_SLOW)
def test_an_answer_that_does_not_end_in_time_has_failed(fault: str) -> None:
    with running() as server:
        assert outcome_of(server, fault, seconds=SECONDS)[0] == "failed"


@pytest.mark.parametrize("fault", BLOCKED)
def test_who_may_turn_only_us_away_has_not_failed(fault: str) -> None:
    with running() as server:
        outcome, reason = outcome_of(server, fault)
        assert outcome == "blocked", reason
        assert reason


@pytest.mark.parametrize("fault", NOT_ASKED)
def test_what_our_own_strictness_refuses_does_not_count(fault: str) -> None:
    with running() as server:
        outcome, reason = outcome_of(server, fault)
        assert outcome == "not_asked", reason
        assert reason


def test_notices_sent_as_pages_are_told_apart() -> None:
    challenge = "<html><head><title>安全验证</title></head><body><p>请完成安全验证后继续访问</p></body></html>"
    upkeep = "<html><head><title>系统维护</title></head><body><p>网站正在维护，请稍后访问</p></body></html>"
    pages = {"/challenge/": Answer(challenge.encode()), "/upkeep/": Answer(upkeep.encode())}
    with running(pages=pages) as server:
        assert look(server.url("/challenge/"), server.server).outcome == "blocked"
        assert look(server.url("/upkeep/"), server.server).outcome == "failed"


def test_nobody_at_home_and_no_such_name_have_failed() -> None:
    port = closed_port()
    assert look(f"http://127.0.0.1:{port}/", f"127.0.0.1:{port}").outcome == "failed"

    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert look("http://www.yunxi.example/", resolve=unknown).outcome == "failed"


def test_a_resolver_that_does_not_answer_is_our_trouble() -> None:
    def silent(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    done = look("http://www.yunxi.example/", resolve=silent)
    assert (done.outcome, done.status) == ("not_asked", None)


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EMFILE, errno.EADDRNOTAVAIL])
def test_a_machine_without_a_network_accuses_nobody(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, "no way out")

    monkeypatch.setattr(socket.socket, "connect", fail)
    port = closed_port()
    assert look(f"http://127.0.0.1:{port}/", f"127.0.0.1:{port}").outcome == "not_asked"


@pytest.mark.parametrize(
    ("host", "days", "trusted"),
    [("127.0.0.1", 30, False), ("127.0.0.1", -3, True), ("127.0.0.2", 30, True)],
    ids=["its own word for it", "expired", "of another host"],
)
def test_a_certificate_that_holds_for_no_browser_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, trusted: bool
) -> None:
    context = certificate(tmp_path, host=host, days=days)
    if trusted:
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(pages={"/": Answer(LIST)}, tls=context) as server:
        done = look(server.url("/").replace("http:", "https:"), server.server)
    assert (done.outcome, done.status) == ("failed", None)
    assert "its certificate is not valid" in done.reason


def test_an_issuer_that_only_we_may_not_know_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that leaves out the intermediate certificate: browsers fetch it, we do not."""

    def fail(*_: Any, **__: Any) -> None:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed: unable to get local issuer certificate")
        error.verify_code = 20
        raise error

    monkeypatch.setattr(socket.socket, "connect", fail)
    port = closed_port()
    assert look(f"https://127.0.0.1:{port}/", f"127.0.0.1:{port}").outcome == "not_asked"


def test_a_private_address_is_not_asked() -> None:
    with running() as server:
        done = look(server.url("/"))
        assert (done.outcome, done.seconds) == ("not_asked", 0)
        assert not server.seen


def test_a_home_page_that_leads_to_a_private_address_is_not_followed() -> None:
    with running(pages={"/": Answer(status=302, headers={"Location": "http://127.0.0.1:9/"})}) as server:
        assert look(server.url("/"), server.server).outcome == "not_asked"


def test_a_page_that_took_longer_than_the_limit_over_all_redirects_has_failed() -> None:
    def wait(seen: Seen) -> Answer:
        server.stopping.wait(0.35)
        return {"/": Answer(status=302, headers={"Location": "/b/"}), "/b/": Answer(LIST)}[seen.path]

    with running(pages={"/": wait, "/b/": wait}) as server:
        done = look(server.url("/"), server.server, seconds=SECONDS)
        assert (done.outcome, done.status) == ("failed", 200)
        assert "the limit is 0.6 s" in done.reason


def test_the_canary_list_decides_whether_our_network_works() -> None:
    with running() as server:
        client = Client(manners(Politeness()), clock=lambda: NOW, allowed_private=[server.server])
        silent = f"http://127.0.0.1:{closed_port()}/"
        assert online(client, []) == (True, "")
        assert online(client, [silent, server.url("/")]) == (True, "")
        works, said = online(client, [silent])
        assert not works
        assert silent in said
        client.close()


def test_a_probe_keeps_the_offices_other_manners() -> None:
    own = Politeness(contact="gk@example.org", delay_seconds=7.0, max_bytes=5)
    changed = {"connect_timeout", "read_timeout", "total_timeout", "retries", "obey_robots"}
    assert manners(own).model_dump(exclude=changed) == own.model_dump(exclude=changed)
