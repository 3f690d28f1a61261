"""When the garbage of a crawl is swept.

An outline of a page points from each part to what holds it and back, so what was made to read a page is freed by the
cyclic collector alone. Left to itself that looks for garbage in the middle of a page, when there is none, and again and
again through everything that was ever loaded: a tenth of a crawl's processor time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 50_000
"""Objects made since the last sweep at which there is one all the same: far more than a page takes."""


@contextmanager
def swept_page_by_page() -> Iterator[None]:
    """Within the block `sweep` is called after each page, and what is loaded by now is not looked through any more."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def sweep() -> None:
    """Free what the page that was just read has left."""
    gc.collect(0)
