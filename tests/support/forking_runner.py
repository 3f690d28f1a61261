"""Run `gongkai` commands in processes that start at once: one parent has imported everything and forks.

A night that is to be killed sixty times must not spend ten seconds importing each time. Run as a module, it reads one
JSON list of arguments a line and answers with a JSON object when the command has begun (`pid`) and ended (`code`).
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Runner:
    """The parent process, from outside."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process = process
        self._told = folder / "told.txt"

    def run(self, *arguments: str, kill_after: float | None = None, seconds: float = 300.0) -> tuple[int, str, float]:
        """Run a command, or kill it (SIGKILL) after so many seconds if it still runs then.

        Its exit code, what it wrote to stderr, and how long it ran.
        """
        begun = time.monotonic()
        self._say([str(self._told), *arguments])
        pid = self._answer(seconds)["pid"]
        if kill_after is not None:
            readable = select.select([self._process.stdout], [], [], kill_after)[0]
            if not readable:
                # Nobody else can have got this number: its parent takes leave of it only by our answer below.
                os.kill(pid, signal.SIGKILL)
        code = self._answer(seconds)["code"]
        return code, self._told.read_text(encoding="utf-8", errors="replace"), time.monotonic() - begun

    def _say(self, words: Sequence[str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        self._process.stdin.flush()

    def _answer(self, seconds: float) -> Any:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            raise TimeoutError(f"no answer within {seconds:g} s")
        # Unbuffered, so that no second line hides in a buffer that `select` does not see.
        return json.loads(self._process.stdout.readline())


@contextmanager
def runner(folder: Path) -> Iterator[Runner]:
    """A parent for the length of the block. What its commands write goes to a file in `folder`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forking_runner"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    try:
        yield Runner(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)


def _serve() -> None:
    for name in ("expectations.run", "flows.command_line", "flows.stages", "publishing"):
        import_module(name)
    assert threading.active_count() == 1, "a fork would lose the threads that an import has started"
    for line in sys.stdin:
        told, *arguments = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _command(Path(told), arguments)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


def _command(told: Path, arguments: list[str]) -> None:
    main = import_module("flows.command_line").main
    file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(file, 2)
    sys.argv = ["gongkai", *arguments]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
