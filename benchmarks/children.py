"""Run a program as a process of its own and take what it cost from the operating system. POSIX only."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """CPU (user and system) and wall time in seconds, from the interpreter's start to its end; peak memory in MB."""

    cpu: float
    wall: float
    memory: float


def measured(module: str, *arguments: str | Path, log: Path) -> tuple[Cost, str]:
    """What `python -m module arguments` cost, and what it printed. Raises `CalledProcessError` if it failed.

    What it writes to stderr goes to `log`.

    Memory is right only while this process is the smaller one: a child counts what its parent held when it was made.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    # The cost of compiling our modules anew in each process would fall on us alone.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with log.open("ab") as errors:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment)  # noqa: S603
    assert child.stdout is not None
    with child.stdout as stdout:
        printed = stdout.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, output=printed)
    wall = time.perf_counter() - begun
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024), printed
