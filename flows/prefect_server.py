"""A Prefect server of our own on loopback: for the demonstration, for `gongkai serve`, for tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import PrefectNotThere, ServerDidNotStart

START_SECONDS = 120
"""A first start makes the server's database; on a small machine that takes most of a minute."""

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # Writing task runs and events one by one costs the server five times as much.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",  # no automations are used
}


@contextmanager
def prefect_server(home: Path, *, port: int | None = None) -> Iterator[str]:
    """Run a server that keeps its files in `home`, until the block ends; yields its API address.

    Within the block PREFECT_API_URL and PREFECT_HOME point to it: import Prefect only inside. Raises
    `ServerDidNotStart`.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = port or _free_port()
    address = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **SETTINGS, "PREFECT_HOME": str(home), "PREFECT_SERVER_UI_API_URL": address}
    environment.pop("PREFECT_API_URL", None)
    log_path = home / "server.log"
    with log_path.open("ab") as log:
        server = subprocess.Popen(  # noqa: S603  (our own interpreter)
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    before = {name: os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_LOGGING_LEVEL")}
    try:
        _wait(server, address, log_path)
        os.environ |= {"PREFECT_API_URL": address, "PREFECT_HOME": str(home), "PREFECT_LOGGING_LEVEL": "WARNING"}
        yield address
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def require_prefect(address: str) -> None:
    """Raise `PrefectNotThere` unless the server with this API address answers, in whatever way.

    Prefect itself would say so in a hundred lines, and only when the first flow has begun.
    """
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=10):  # noqa: S310  (the operator's own)
            return
    except urllib.error.HTTPError:
        return
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise PrefectNotThere(
            f"the Prefect server at {address} does not answer ({reason}); start it, "
            "or unset PREFECT_API_URL to run the night without it"
        ) from error


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310  (our own loopback address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    raise ServerDidNotStart(f"the Prefect server did not answer on {address}: {' / '.join(last)}; see {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
