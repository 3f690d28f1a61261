"""The system's Chromium: where it is, and one of our own running while a crawl needs it.

It is started at the first page that wants it, in a thread with an event loop of its own, and has no network: whatever
a page asks for is fetched by our client, with all its guards, and handed over (`scrapers.fetching.drawing`).
Playwright's blocking interface is bound to one thread and waits without end for a script that does not end; the
asynchronous one can be given a time limit at every step, and draws pages of several servers side by side.
"""

import asyncio
import contextlib
import os
import shutil
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scrapers.working import use_all_cores

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright

R = TypeVar("R")

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_APPLICATIONS = Path("/Applications")
_PLACES = (
    _APPLICATIONS / "Chromium.app/Contents/MacOS/Chromium",
    _APPLICATIONS / "Google Chrome.app/Contents/MacOS/Google Chrome",
)
_START, _STOP = 40.0, 15.0
"""Seconds for the browser to start and to end; a cold disk needs many."""
_SIDE_BY_SIDE = 2
"""Pages drawn at once; each takes 100 to 200 MB."""
_ARGUMENTS = (
    # No name is ever looked up and no address reached by the browser itself: every request is answered by our client.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# Nobody listens on the discard port; were it otherwise, the rule above keeps the browser from finding it.
_NOWHERE = "http://127.0.0.1:9"


class BrowserFailed(RuntimeError):
    """The browser could not be started, broke down, or did not answer in time."""


def find_chromium() -> str | None:
    """Path of a Chromium on this machine, of none but `$GONGKAI_CHROMIUM` if that is set; `None` if there is none."""
    if named := os.environ.get("GONGKAI_CHROMIUM"):
        return named if Path(named).is_file() else None
    candidates = [*(shutil.which(name) for name in _NAMES), *map(str, _PLACES)]
    return next((path for path in candidates if path and Path(path).is_file()), None)


def what_is_missing() -> str | None:
    """What must be installed before a page can be drawn, in words; `None` if nothing."""
    if find_spec("playwright") is None:
        return "the Python package playwright is not installed (pip install playwright, in the program's .venv)"
    if find_chromium() is None:
        if named := os.environ.get("GONGKAI_CHROMIUM"):
            return f"GONGKAI_CHROMIUM names {named}, and there is no such file"
        return "no Chromium was found (apt-get install chromium, or name one in GONGKAI_CHROMIUM)"
    return None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    # Who asks for a page may be kept on one core, and a browser started here would be as well.
    use_all_cores()
    loop.run_forever()


class Chromium:
    """One browser process, started at the first page. Safe to share between threads; `close` ends it.

    `user_agent` is what scripts are told, `zone` the time zone in which they show times.
    """

    def __init__(self, *, user_agent: str, zone: str) -> None:
        self._user_agent = user_agent
        self._zone = zone
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = asyncio.Lock()
        self._room = asyncio.Semaphore(_SIDE_BY_SIDE)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def draw(self, work: Callable[["BrowserContext", str], Awaitable[R]], *, seconds: float) -> R:
        """What `work` makes of a fresh context, which keeps nothing of an earlier one; with the browser's name.

        Raises `BrowserFailed` if the browser cannot be used or `work` takes longer than `seconds`, and what `work`
        raises.
        """
        missing = what_is_missing()
        if missing:
            raise BrowserFailed(missing)
        return asyncio.run_coroutine_threadsafe(self._draw(work, seconds), self._running()).result()

    def close(self) -> None:
        """End the browser, if it was ever started."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_default_executor(ThreadPoolExecutor(8, thread_name_prefix="page-part"))
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
            return self._loop

    async def _draw(self, work: Callable[["BrowserContext", str], Awaitable[R]], seconds: float) -> R:
        from playwright.async_api import Error  # noqa: PLC0415  (only who draws pages needs it installed)

        async with self._room:
            context = None
            try:
                async with asyncio.timeout(_START):
                    browser = await self._started()
                    context = await browser.new_context(
                        user_agent=self._user_agent,
                        locale="zh-CN",
                        timezone_id=self._zone,
                        viewport={"width": 1280, "height": 1024},
                        service_workers="block",
                        accept_downloads=False,
                    )
                async with asyncio.timeout(seconds):
                    return await work(context, f"Chromium {browser.version}")
            except TimeoutError:
                doing = "start" if context is None else "come to an end with the page"
                raise BrowserFailed(
                    f"the browser did not {doing} within {seconds if context else _START:g} s"
                ) from None
            except Error as error:
                raise BrowserFailed(f"the browser failed: {error.message.splitlines()[0][:200]}") from error
            finally:
                if context is not None:
                    await self._put_away(context)

    async def _started(self) -> "Browser":
        """The running browser; a new one if the last one broke down."""
        from playwright.async_api import async_playwright  # noqa: PLC0415  (as above)

        async with self._starting:
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            if self._browser is None or not self._browser.is_connected():
                self._browser = await self._playwright.chromium.launch(
                    executable_path=find_chromium(),
                    args=list(_ARGUMENTS),
                    proxy={"server": _NOWHERE},
                    # Root cannot use Chromium's sandbox; everybody else shall.
                    chromium_sandbox=hasattr(os, "geteuid") and os.geteuid() != 0,
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            return self._browser

    async def _put_away(self, context: "BrowserContext") -> None:
        """Close a page's context; a browser that cannot even do that is ended, and the next page gets a new one."""
        from playwright.async_api import Error  # noqa: PLC0415  (as above)

        try:
            async with asyncio.timeout(_STOP):
                await context.close()
        except (TimeoutError, Error):
            broken, self._browser = self._browser, None
            if broken is not None:
                with contextlib.suppress(TimeoutError, Error):
                    async with asyncio.timeout(_STOP):
                        await broken.close()

    async def _stop(self) -> None:
        from playwright.async_api import Error  # noqa: PLC0415  (as above)

        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        with contextlib.suppress(TimeoutError, Error):
            async with asyncio.timeout(_STOP):
                if browser is not None:
                    await browser.close()
        # The driver ends what is left of its browser when it ends itself.
        with contextlib.suppress(TimeoutError, Error):
            async with asyncio.timeout(_STOP):
                if playwright is not None:
                    await playwright.stop()
