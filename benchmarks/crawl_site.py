"""The benchmark's websites on loopback, in a process of their own: `python -m benchmarks.crawl_site COLUMNS`.

Every page is made before the first request. Once all can be asked, one line of JSON on stdout names the addresses:
`{"lists": […], "documents": […]}`. The process ends when its stdin is closed, and then says how often it answered what:
`{"200": …, "304": …}`.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Mapping
from typing import cast

from benchmarks.crawl_pages import columns_of, documents_of, pages_of, sites

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\n"
MODIFIED = "Wed, 18 Nov 2026 02:15:00 GMT"
_ALIVE = "Server: nginx\r\nDate: Thu, 19 Nov 2026 18:30:00 GMT\r\nConnection: keep-alive\r\n"
_MISSING = f"HTTP/1.1 404 Not Found\r\n{_ALIVE}Content-Length: 0\r\n\r\n".encode()


class Answers:
    """One page as it goes over the wire, whole and as 304."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        about = f"{_ALIVE}ETag: {self.etag}\r\nLast-Modified: {MODIFIED}\r\n"
        self.unchanged = f"HTTP/1.1 304 Not Modified\r\n{about}\r\n".encode()
        head = f"HTTP/1.1 200 OK\r\n{about}Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.whole = head.encode() + body


class Visitor(asyncio.Protocol):
    """One connection, kept alive. Knows GET and If-None-Match, which decides before a date does (RFC 9110, 13.2.2)."""

    def __init__(self, pages: Mapping[bytes, Answers], given: Counter[int]) -> None:
        self._pages = pages
        self._given = given
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        line, *fields = head.split(b"\r\n")
        page = self._pages.get(line.split(b" ")[1])
        if page is None:
            self._given[404] += 1
            return _MISSING
        known = next((field.split(b":", 1)[1] for field in fields if field.lower().startswith(b"if-none-match:")), b"")
        unchanged = known.strip().decode("latin-1") == page.etag
        self._given[304 if unchanged else 200] += 1
        return page.unchanged if unchanged else page.whole


async def serve(columns: int) -> None:
    """Serve `columns` lists and as many documents until stdin ends."""
    loop = asyncio.get_running_loop()
    given: Counter[int] = Counter()
    addresses: dict[str, list[str]] = {"lists": [], "documents": []}
    for site in sites(columns):
        pages = {path.encode(): Answers(body, "text/html") for path, body in pages_of(site)}
        pages[b"/robots.txt"] = Answers(ROBOTS, "text/plain")
        server = await loop.create_server(lambda pages=pages: Visitor(pages, given), "127.0.0.1", 0)  # type: ignore[misc]
        own = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        addresses["lists"] += [own + column.path for column in columns_of(site)]
        addresses["documents"] += [own + document.path for document in documents_of(site)]
    print(json.dumps(addresses), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(given))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
