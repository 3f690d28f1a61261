"""Connections that look where they lead, measure what they bring, and do not wait for ever for an answer's head.

They are used within `scrapers.working.WORKING`, and let other threads work while they wait for their servers.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from heapq import heappop, heappush
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.wait import wait_for_read

from scrapers.errors import Refused
from scrapers.working import WAITING

# Of an answer's head; nearly all are a tenth of it.
_HEAD = 8_192

Guard = Callable[[str, str], bool]
"""May a connection to this server (host:port) end at this IP address?"""


class GuardedAdapter(HTTPAdapter):
    """Speaks through guarded connections, never retries by itself, knows no proxy.

    Of an answer it builds what `Transport` reads: status, headers and the stream.
    """

    def __init__(self, guard: Guard, patience: float) -> None:
        attributes = {"guard": staticmethod(guard), "patience": patience}
        plain = type("GuardedConnection", (_GuardedConnection,), attributes)
        secure = type("GuardedSecureConnection", (_GuardedSecureConnection,), attributes)
        self._pools = {
            "http": type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("GuardedSecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
        # As long as the manager keeps them open: it lets the oldest go to make room for those of other servers.
        self._of_server = WeakValueDictionary[str, HTTPConnectionPool]()
        super().__init__(pool_connections=64, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        url = str(request.url)
        server = url[: url.find("/", len("https://"))]
        pool = self._of_server.get(server)
        if pool is None:
            found = super().get_connection_with_tls_context(request, verify, proxies, cert)
            assert isinstance(found, HTTPConnectionPool)
            pool = self._of_server[server] = found
        return pool

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        return request.path_url

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.reason, response.headers = resp.status, resp.reason, resp.headers
        response.raw, response.request, response.url = resp, req, str(req.url)
        return response


class LongerThanItSaysError(http.client.HTTPException):
    """Bytes follow the announced end of the body: what we hold is the beginning of a page."""


class _MeasuredResponse(http.client.HTTPResponse):
    """Notices when more follows than Content-Length announced; http.client would pass on the first part."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._socket = sock

    def read1(self, n: int = -1) -> bytes:
        if self.fp is None or wait_for_read(self._socket, 0):
            return self._read1(n)
        with WAITING:
            return self._read1(n)

    def _read1(self, n: int) -> bytes:
        if self.fp is None or self.length is None:
            return super().read1(n)
        room = self.length if n < 0 else min(n, self.length)
        data = self.fp.read1(room)
        self.length -= len(data)
        if room and not data:
            self.close()
        elif not self.length and self._more_waits():
            self.close()
            raise LongerThanItSaysError
        return data

    def _more_waits(self) -> bool:
        timeout = self._socket.gettimeout()
        try:
            self._socket.settimeout(0)
            # Some servers end every answer with a blank line too many.
            return bool(self.fp.peek(1).strip())
        except (BlockingIOError, ssl.SSLWantReadError, ConnectionError):
            return False
        finally:
            self._socket.settimeout(timeout)


class _GuardedConnection(HTTPConnection):
    """Looks at the address it was really connected to before anything is said: a name may have changed since it was
    checked (DNS rebinding). Gives up on answers whose head drips in."""

    response_class = _MeasuredResponse
    guard: Guard
    patience: float

    def connect(self) -> None:
        with WAITING:
            super().connect()
        _look_at_peer(self)

    def getresponse(self) -> Any:
        return _in_time(self, self._answer)

    def _answer(self) -> Any:
        self.sock.settimeout(self.timeout)  # as urllib3 does before it reads
        with WAITING:
            if not _is_whole_head(self.sock.recv(_HEAD, socket.MSG_PEEK)):
                return super().getresponse()
        return super().getresponse()


class _GuardedSecureConnection(HTTPSConnection):
    response_class = _MeasuredResponse
    guard: Guard
    patience: float

    def connect(self) -> None:
        with WAITING:
            super().connect()
        _look_at_peer(self)

    def getresponse(self) -> Any:
        return _in_time(self, self._answer)

    def _answer(self) -> Any:
        # What lies in the socket is no answer yet before it is deciphered.
        with WAITING:
            return super().getresponse()


def _is_whole_head(begun: bytes) -> bool:
    """Reading it waits for nothing more: its end is there, and it is not one that only announces another (1xx)."""
    return b"\r\n\r\n" in begun and not begun[8:].lstrip().startswith(b"1")


def _look_at_peer(connection: _GuardedConnection | _GuardedSecureConnection) -> None:
    peer = str(connection.sock.getpeername()[0])
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    if not connection.guard(f"{host.lower()}:{connection.port}", peer):
        connection.close()
        raise Refused(f"{host}:{connection.port}", f"the name leads to the private address {peer}")


def _in_time(connection: _GuardedConnection | _GuardedSecureConnection, ask: Callable[[], Any]) -> Any:
    with _WATCH.over(connection.sock, connection.patience) as watched:
        try:
            answer = ask()
        except (OSError, http.client.HTTPException) as error:
            if watched.late:
                raise TimeoutError from error
            raise
    if watched.late:
        raise TimeoutError
    return answer


class _Watched:
    """One answer that is waited for."""

    __slots__ = ("late", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock: socket.socket | None = sock
        """`None` once the answer's head has come."""
        self.late = False


class _Watch:
    """Cuts connections whose time has run out: one thread for all, where a timer each would be a thread each."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, _Watched]] = []
        self._numbers = count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, sock: socket.socket, seconds: float) -> Iterator[_Watched]:
        """Cut `sock` if the block takes longer than so many seconds; then `late` is set."""
        watched = _Watched(sock)
        until = time.monotonic() + seconds
        with self._changed:
            first = not self._due or until < self._due[0][0]
            heappush(self._due, (until, next(self._numbers), watched))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="watch", daemon=True)
                self._thread.start()
            elif first:
                self._changed.notify()
        try:
            yield watched
        finally:
            with self._changed:
                watched.sock = None

    def _work(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                while self._due and self._due[0][0] <= now:
                    watched = heappop(self._due)[2]
                    if watched.sock is not None:
                        watched.late = True
                        # The plain socket's shutdown: it only wakes the reading thread and touches no TLS state. One
                        # that is closed already has woken it.
                        with suppress(OSError):
                            socket.socket.shutdown(watched.sock, socket.SHUT_RDWR)
                self._changed.wait(self._due[0][0] - now if self._due else None)


_WATCH = _Watch()
