"""The floor of every crawler: fetch each address and read nothing. `python -m benchmarks.crawl_floor CLIENT FILE`.

CLIENT is `requests` (16 threads, a session each) or `aiohttp` (16 at a time); FILE names the addresses, one a line.
"""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 16


def with_requests(urls: list[str]) -> None:
    """Raises `requests.RequestException`."""
    import requests

    own = threading.local()

    def fetch(url: str) -> None:
        if not hasattr(own, "session"):
            own.session = requests.Session()
        own.session.get(url).raise_for_status()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(fetch, urls))


def with_aiohttp(urls: list[str]) -> None:
    """Raises `aiohttp.ClientError`."""
    import aiohttp

    async def fetch_all() -> None:
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(connector=connector, raise_for_status=True) as session:

            async def fetch(url: str) -> None:
                async with session.get(url) as response:
                    await response.read()

            await asyncio.gather(*map(fetch, urls))

    asyncio.run(fetch_all())


if __name__ == "__main__":
    {"requests": with_requests, "aiohttp": with_aiohttp}[sys.argv[1]](Path(sys.argv[2]).read_text().split())
