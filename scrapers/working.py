"""One thread at a time works, the others sleep until it is theirs: `with WORKING:`, and within it `with WAITING:`.

Python runs one thread at a time anyway. Threads that all want to run take the interpreter from each other at every
system call, each time on another core: a fifth of a crawl's processor time on two cores. So what takes processor time
is done in a block of `WORKING`, and one of `WAITING` lets the others on wherever a server is waited for. A block of
`WORKING` waits for nobody otherwise, takes no lock that is held while a server is waited for, and is not nested.

The threads stay on one core: each finds there what the one before it had at hand. Woken on whichever core is idle, they
would send the work to and fro between cold caches, another eighth of the processor time.
"""

import os
import threading
from contextlib import suppress

WORKING = threading.Lock()
"""Of the whole process, as the interpreter is."""


class _Waiting:
    """`WORKING` the other way round."""

    def __enter__(self) -> None:
        WORKING.release()

    def __exit__(self, *_: object) -> None:
        WORKING.acquire()


WAITING = _Waiting()

_ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
"""The cores that this process was given; nothing where a system has no such thing."""


def stay_on_one_core() -> None:
    """Keep the calling thread, and what it starts from now on, on the one core of all threads that take turns."""
    if _ALLOWED:
        # Which one differs from process to process, so that two of them hardly ever share it.
        _move_to({sorted(_ALLOWED)[os.getpid() % len(_ALLOWED)]})


def use_all_cores() -> None:
    """The other way round, for what takes no turns."""
    if _ALLOWED:
        _move_to(_ALLOWED)


def _move_to(cores: set[int]) -> None:
    # A core can be taken away, and a container may not let us choose: it is only slower then.
    with suppress(OSError):
        os.sched_setaffinity(0, cores)
