"""A website whose pages a test changes from night to night."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class ChangingSite(ABC):
    """Its pages by path, and who asked for what."""

    tagged: bool = False
    """It answers 304 to who holds the page already."""
    asked: Counter[str] = field(default_factory=Counter)
    unsent: int = 0
    """Answers of 304."""
    port: int = 0

    @abstractmethod
    def page(self, path: str) -> str | None:
        """The markup; `None`: there is no such page."""


@contextmanager
def served(site: ChangingSite) -> Iterator[None]:
    """On loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            page = site.page(self.path)
            body = (page or "not here").encode()
            tag = f'"{sha256(body).hexdigest()}"'
            same = site.tagged and self.headers.get("If-None-Match") == tag
            site.unsent += same
            self.send_response(304 if same else 200 if page else 404)
            if site.tagged:
                self.send_header("ETag", tag)
            if not same:
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
