"""A server whose certificate does not hold is never read all the same, and that is a finding of its own."""

from pathlib import Path

import pytest

from scrapers.errors import BadCertificate, Unreachable
from tests.support.fault_certificates import certificate
from tests.support.fault_server import LIST, Answer, running
from tests.support.quick_client import quick_client


@pytest.mark.parametrize(
    ("host", "days", "trusted", "words"),
    [
        ("127.0.0.1", 30, False, "self-signed"),
        ("127.0.0.1", -3, True, "expired"),
        ("127.0.0.2", 30, True, "not valid for '127.0.0.1'"),
    ],
    ids=["nobody vouches for it", "expired", "of another host"],
)
def test_a_certificate_that_does_not_hold_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, trusted: bool, words: str
) -> None:
    context = certificate(tmp_path, host=host, days=days)
    if trusted:
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(pages={"/list/": Answer(LIST)}, tls=context) as server:
        client = quick_client(server.server, obey_robots=False, retries=0)
        with pytest.raises(BadCertificate, match="its certificate is not valid") as raised:
            client.get(server.url("/list/").replace("http:", "https:"))
        assert words in raised.value.reason
        assert (raised.value.state, raised.value.cause) == ("bad_certificate", "not_assessable")
        assert server.seen == []


def test_a_certificate_that_holds_lets_us_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certificate(tmp_path, host="127.0.0.1", days=30)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(pages={"/list/": Answer(LIST)}, tls=context) as server:
        assert quick_client(server.server).get(server.url("/list/").replace("http:", "https:"))


def test_a_certificate_that_keeps_us_from_robots_txt_is_named_as_such(tmp_path: Path) -> None:
    with running(pages={"/list/": Answer(LIST)}, tls=certificate(tmp_path, host="127.0.0.1", days=30)) as server:
        client = quick_client(server.server)
        for _ in range(2):
            with pytest.raises(BadCertificate, match="its certificate is not valid"):
                client.get(server.url("/list/").replace("http:", "https:"))


def test_plain_speech_on_a_secure_port_is_no_secure_connection() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        client = quick_client(server.server, obey_robots=False, retries=0)
        with pytest.raises(Unreachable, match="no secure connection"):
            client.get(server.url("/list/").replace("http:", "https:"))
