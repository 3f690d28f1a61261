"""One thread at a time works, the others sleep until it is theirs: `with WORKING:`, and within it `with WAITING:`.

Python runs one thread at a time anyway. Threads that all want to run take the interpreter from each other at every
system call, each time on another core: a fifth of a crawl's processor time on two cores. So what takes processor time
is done in a block of `WORKING`, and one of `WAITING` lets the others on wherever a server is waited for. A block of
`WORKING` waits for nobody otherwise, takes no lock that is held while a server is waited for, and is not nested.
"""

import threading

WORKING = threading.Lock()
"""Of the whole process, as the interpreter is."""


class _Waiting:
    """`WORKING` the other way round."""

    def __enter__(self) -> None:
        WORKING.release()

    def __exit__(self, *_: object) -> None:
        WORKING.acquire()


WAITING = _Waiting()
