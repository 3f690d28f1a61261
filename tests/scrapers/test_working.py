"""A server that is waited for keeps nobody from working."""

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrapers.errors import Unreachable
from scrapers.fetching.transport import Exchange, Limits, Transport
from scrapers.working import WAITING, WORKING, stay_on_one_core, use_all_cores
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


def cores() -> set[int]:
    return os.sched_getaffinity(0)


def started_here() -> set[int]:
    """The cores of a process that the calling thread starts."""
    command = [sys.executable, "-c", "import os; print(*os.sched_getaffinity(0))"]
    return {int(core) for core in subprocess.run(command, capture_output=True, check=True).stdout.split()}


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system says nothing of cores")
def test_who_takes_turns_stays_on_one_core_and_nobody_else_does() -> None:
    allowed = cores()
    with ThreadPoolExecutor(3, initializer=stay_on_one_core) as turns:
        barrier = threading.Barrier(3)

        def own() -> tuple[int, ...]:
            barrier.wait(PATIENCE)
            return tuple(cores())

        (only,) = {found.result() for found in [turns.submit(own) for _ in range(3)]}
        assert len(only) == 1
        assert set(only) <= allowed

        def freed() -> set[int]:
            use_all_cores()
            return started_here()

        assert turns.submit(freed).result() == allowed
    assert cores() == allowed


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system says nothing of cores")
def test_a_system_that_lets_nobody_choose_a_core_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    stay_on_one_core()
    use_all_cores()
