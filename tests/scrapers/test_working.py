"""A server that is waited for keeps nobody from working."""

import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrapers.errors import Unreachable
from scrapers.fetching.transport import Exchange, Limits, Transport
from scrapers.working import WAITING, WORKING
from tests.support.fault_certificates import certificate
from tests.support.fault_server import Answer, running
from tests.support.quick_client import IMPATIENT, NOW, quick_client

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"
BODY = b"<html></html>"[:12]
PATIENCE = 20.0


class SlowServer:
    """Answers one request, and stops after `first` until `go_on` is set."""

    def __init__(self, first: bytes, rest: bytes, *, tls: ssl.SSLContext | None = None) -> None:
        self.stopped, self.go_on = threading.Event(), threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._tls = tls
        self._first, self._rest = first, rest
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._listening.getsockname()[1]}/"

    def answer(self) -> None:
        with self._listening, self._listening.accept()[0] as plain:
            sock = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
            with sock:
                while not sock.recv(65_536).endswith(b"\r\n\r\n"):
                    pass
                sock.sendall(self._first)
                self.stopped.set()
                assert self.go_on.wait(PATIENCE)
                sock.sendall(self._rest)


@contextmanager
def transport() -> Iterator[Transport]:
    limits = Limits(connect=PATIENCE, read=PATIENCE, total=PATIENCE)
    made = Transport(limits=limits, guard=lambda _server, _address: True, clock=lambda: NOW)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    ("first", "rest"),
    [
        (b"", HEAD + BODY),
        (HEAD[:20], HEAD[20:] + BODY),
        (b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + BODY),
        (HEAD, BODY),
        (HEAD + BODY[:5], BODY[5:]),
    ],
    ids=["before_the_head", "in_the_head", "after_another_head", "before_the_body", "in_the_body"],
)
def test_while_one_server_is_waited_for_others_are_asked(
    first: bytes, rest: bytes, encrypted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificate(tmp_path) if encrypted else None
    if encrypted:
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
        monkeypatch.setattr("requests.adapters._preloaded_ssl_context", None, raising=False)
    slow = SlowServer(first, rest, tls=tls)
    page = Answer(b"<html>quick</html>")
    with transport() as asking, running(pages={"/": page}) as quick, ThreadPoolExecutor(3) as threads:
        served = threads.submit(slow.answer)
        waited_for = threads.submit(asking.exchange, slow.url, {})
        assert slow.stopped.wait(PATIENCE)
        try:
            answered: Exchange = threads.submit(asking.exchange, quick.url("/"), {}).result(PATIENCE)
        finally:
            slow.go_on.set()
        assert (answered.body, waited_for.result(PATIENCE).body) == (page.body, BODY)
        served.result(PATIENCE)


def test_what_was_left_for_others_is_taken_again_also_after_a_failure() -> None:
    with WORKING:
        try:
            with WAITING:
                left = not WORKING.locked()
                raise ConnectionResetError
        except ConnectionResetError:
            taken_again = WORKING.locked()
    assert left
    assert taken_again
    assert not WORKING.locked()


@pytest.mark.parametrize(
    "fault", ["hang_before_headers", "dripping_headers", "hang_mid_body", "reset_mid_body", "not_http"]
)
def test_whatever_a_server_does_nothing_stays_locked(fault: str) -> None:
    with running() as server:
        client = quick_client(server.server, **IMPATIENT)
        with pytest.raises(Unreachable):
            client.get(server.fault(fault))
    assert not WORKING.locked()
