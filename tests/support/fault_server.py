"""A web server on loopback that misbehaves on demand: every HTTP fault class that was seen on real sites.

Each fault stands at `/<fault>/index.html`, and where a body is sent at all it holds a readable list, so that a reader
of half pages or of error pages would be caught. Pages of a test's own are given as `pages`.
"""

import contextlib
import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

RobotsMode = Literal["missing", "allows", "forbids", "slow", "answers 500", "hangs", "leads away"]

ROWS = "".join(
    f'<li><a href="/item/{number}.html" title="第{number}号事项办理情况说明">第{number}号事项办理情况说明</a>'
    f"<span>2026-11-{number:02}</span></li>\n"
    for number in range(20, 0, -1)
)
LIST = f'<html><head><title>工作动态</title></head><body><ul class="list">\n{ROWS}</ul></body></html>'.encode()

BOMB_SIZE = 4_000_000


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    method: str = "GET"
    sent: bytes = b""
    """The request's own body."""


class FaultServer:
    """A running server. `pages` maps a path (with its query) to an answer, or to a function that gives one.

    `port` 0 is any free one.
    """

    def __init__(
        self,
        *,
        robots: RobotsMode = "missing",
        pages: dict[str, Answer | Callable[[Seen], Answer]] | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.robots = robots
        self.pages = pages or {}
        self.seen: list[Seen] = []
        self.elsewhere = "http://127.0.0.1:9/"
        """Where the fault `redirect_to_another_private_server` leads."""
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Visitor, self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def server(self) -> str:
        """host:port"""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.server}{path}"

    def fault(self, name: str) -> str:
        """Address of the page with this fault."""
        assert name in FAULTS, name
        return self.url(f"/{name}/index.html")

    def asked(self, path: str) -> int:
        """How often this path was asked for."""
        return sum(seen.path == path for seen in self.seen)

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def running(
    *,
    robots: RobotsMode = "missing",
    pages: dict[str, Answer | Callable[[Seen], Answer]] | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[FaultServer]:
    """A server for the length of the block."""
    server = FaultServer(robots=robots, pages=pages, tls=tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], visitor: type[BaseHTTPRequestHandler], faults: FaultServer) -> None:
        super().__init__(address, visitor)
        self.faults = faults

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many of these faults are about."""


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        faults = self.server.faults
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = Seen(self.path, {name.lower(): value for name, value in self.headers.items()}, self.command, sent)
        faults.seen.append(seen)
        if self.path == "/robots.txt":
            self.give_robots(faults)
            return
        page = faults.pages.get(self.path)
        if page is not None:
            self.give(page(seen) if callable(page) else page)
            return
        fault = FAULTS.get(self.path.split("/")[1])
        if fault is None:
            self.give(Answer(b"no such page", status=404))
        else:
            fault(self)

    def do_POST(self) -> None:
        self.do_GET()

    def do_HEAD(self) -> None:
        """Many servers refuse what they show to GET."""
        self.server.faults.seen.append(Seen(self.path, {}, self.command))
        self.send_response_only(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def give_robots(self, faults: FaultServer) -> None:
        match faults.robots:
            case "missing":
                self.give(Answer(b"no such page", status=404))
            case "allows":
                self.give(Answer(b"User-agent: *\nDisallow: /secret/\n"))
            case "forbids":
                self.give(Answer(b"User-agent: *\nDisallow: /\n"))
            case "slow":
                self.give(Answer(b"User-agent: *\nCrawl-delay: 7\n"))
            case "answers 500":
                self.give(Answer(LIST, status=500))
            case "hangs":
                faults.stopping.wait(5)
                self.close_connection = True
            case "leads away":
                self.give(Answer(status=302, headers={"Location": faults.elsewhere}))

    def give(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(answer.body))}
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if answer.status != 304:
            self.wfile.write(answer.body)

    def head(self, *lines: str) -> None:
        """Status 200 and these header lines, without more."""
        self.wfile.write("\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", "")).encode())
        self.wfile.flush()

    def hang_up(self) -> None:
        self.close_connection = True

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def drip(self, data: bytes) -> None:
        for byte in data:
            if self.server.faults.stopping.wait(0.03):
                break
            self.wfile.write(bytes([byte]))
        self.hang_up()

    def log_message(self, *args: object) -> None:
        """Tests read `FaultServer.seen`."""


def _reset_before_headers(visitor: _Visitor) -> None:
    visitor.reset()


def _reset_mid_body(visitor: _Visitor) -> None:
    visitor.head(f"Content-Length: {len(LIST)}")
    visitor.wfile.write(LIST[:900])
    visitor.reset()


def _hang_before_headers(visitor: _Visitor) -> None:
    visitor.server.faults.stopping.wait(5)
    visitor.hang_up()


def _hang_mid_body(visitor: _Visitor) -> None:
    visitor.head(f"Content-Length: {len(LIST)}")
    visitor.wfile.write(LIST[:900])
    visitor.server.faults.stopping.wait(5)
    visitor.hang_up()


def _dripping_body(visitor: _Visitor) -> None:
    visitor.head(f"Content-Length: {len(LIST)}")
    visitor.drip(LIST)


def _dripping_headers(visitor: _Visitor) -> None:
    visitor.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"X-Wait: a little longer, please\r\n" * 20)


def _endless_chunks(visitor: _Visitor) -> None:
    visitor.head("Transfer-Encoding: chunked")
    visitor.wfile.write(b"%x\r\n%s\r\n" % (len(LIST), LIST))
    visitor.hang_up()


def _connection_closed_mid_page(visitor: _Visitor) -> None:
    visitor.head("Connection: close")
    visitor.wfile.write(LIST[:900])
    visitor.hang_up()


def _content_length_too_long(visitor: _Visitor) -> None:
    visitor.head(f"Content-Length: {len(LIST) + 500}")
    visitor.wfile.write(LIST)
    visitor.hang_up()


def _content_length_too_short(visitor: _Visitor) -> None:
    visitor.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n" + LIST)


def _truncated_gzip(visitor: _Visitor) -> None:
    body = gzip.compress(LIST)[:-60]
    visitor.give(Answer(body, headers={"Content-Encoding": "gzip"}))


def _not_gzip_at_all(visitor: _Visitor) -> None:
    visitor.give(Answer(LIST, headers={"Content-Encoding": "gzip"}))


def _unknown_compression(visitor: _Visitor) -> None:
    visitor.give(Answer(LIST, headers={"Content-Encoding": "br"}))


def _gzip_bomb(visitor: _Visitor) -> None:
    visitor.give(Answer(gzip.compress(LIST + b" " * BOMB_SIZE), headers={"Content-Encoding": "gzip"}))


def _too_large_and_says_so(visitor: _Visitor) -> None:
    visitor.head("Content-Length: 90000000")
    visitor.hang_up()


def _too_large_in_chunks(visitor: _Visitor) -> None:
    visitor.head("Transfer-Encoding: chunked")
    with contextlib.suppress(OSError):
        for _ in range(400):
            visitor.wfile.write(b"%x\r\n%s\r\n" % (65_536, b" " * 65_536))
    visitor.hang_up()


def _redirect_loop(visitor: _Visitor) -> None:
    visitor.give(Answer(status=301, headers={"Location": visitor.path}))


def _redirect_to_home(visitor: _Visitor) -> None:
    visitor.give(Answer(LIST, status=302, headers={"Location": "/"}))


def _redirect_to_another_private_server(visitor: _Visitor) -> None:
    visitor.give(Answer(status=302, headers={"Location": visitor.server.faults.elsewhere}))


def _redirect_to_metadata(visitor: _Visitor) -> None:
    visitor.give(Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}))


def _redirect_to_a_file(visitor: _Visitor) -> None:
    visitor.give(Answer(status=302, headers={"Location": "file:///etc/hostname"}))


def _redirect_to_nonsense(visitor: _Visitor) -> None:
    visitor.give(Answer(status=302, headers={"Location": "http://[::1"}))


def _too_many_headers(visitor: _Visitor) -> None:
    visitor.head(*(f"X-Filler-{number}: {number}" for number in range(500)), f"Content-Length: {len(LIST)}")
    visitor.wfile.write(LIST)


def _header_without_end(visitor: _Visitor) -> None:
    visitor.head("X-Filler: " + "x" * 200_000, f"Content-Length: {len(LIST)}")
    visitor.wfile.write(LIST)


def _not_http(visitor: _Visitor) -> None:
    visitor.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n" + LIST)
    visitor.hang_up()


def _status(status: int, body: bytes = LIST, **headers: str) -> "Callable[[_Visitor], None]":
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda visitor: visitor.give(Answer(body, status=status, headers=named))


_COOKIE_SCRIPT = "<html><body><script>document.cookie='{}=1;path=/';location.reload();</script></body></html>"

FAULTS: "dict[str, Callable[[_Visitor], None]]" = {
    "reset_before_headers": _reset_before_headers,
    "reset_mid_body": _reset_mid_body,
    "hang_before_headers": _hang_before_headers,
    "hang_mid_body": _hang_mid_body,
    "dripping_body": _dripping_body,
    "dripping_headers": _dripping_headers,
    "endless_chunks": _endless_chunks,
    "connection_closed_mid_page": _connection_closed_mid_page,
    "content_length_too_long": _content_length_too_long,
    "content_length_too_short": _content_length_too_short,
    "truncated_gzip": _truncated_gzip,
    "not_gzip_at_all": _not_gzip_at_all,
    "unknown_compression": _unknown_compression,
    "gzip_bomb": _gzip_bomb,
    "too_large_and_says_so": _too_large_and_says_so,
    "too_large_in_chunks": _too_large_in_chunks,
    "redirect_loop": _redirect_loop,
    "redirect_to_home": _redirect_to_home,
    "redirect_to_another_private_server": _redirect_to_another_private_server,
    "redirect_to_metadata": _redirect_to_metadata,
    "redirect_to_a_file": _redirect_to_a_file,
    "redirect_to_nonsense": _redirect_to_nonsense,
    "too_many_headers": _too_many_headers,
    "header_without_end": _header_without_end,
    "not_http": _not_http,
    "no_content": _status(204, b""),
    "empty_page": _status(200, b""),
    "blanks_only": _status(200, b" \r\n\r\n"),
    "unasked_304": _status(304, b""),
    "forbidden": _status(403),
    "firewall": _status(403, "<html><body>您的访问已被网站防火墙拦截</body></html>".encode()),
    "method_not_allowed_firewall": _status(405, "<html><body>由于您的请求疑似攻击行为</body></html>".encode()),
    "script_challenge": _status(412, b"<html><script>$_ts=window['$_ts'];</script></html>"),
    "cookie_challenge": _status(521, _COOKIE_SCRIPT.format("__jsl_clearance").encode()),
    "nameless_cookie_challenge": _status(521, _COOKIE_SCRIPT.format("x").encode()),
    "gone": _status(404),
    "too_many_requests": _status(429),
    "too_many_requests_come_back": _status(429, Retry_After="11"),
    "too_many_requests_come_back_tomorrow": _status(429, Retry_After="86400"),
    "broken_inside": _status(500),
    "origin_unknown": _status(520),
    "origin_down": _status(521),
    "maintenance": _status(503, "<html><body>网站升级改版中</body></html>".encode()),
    "gateway_timeout": _status(504),
}
"""Every fault a server can show, by name."""

SLOW_FAULTS = frozenset({"hang_before_headers", "hang_mid_body", "dripping_body", "dripping_headers"})
"""Those that end only when the client's patience does."""
