"""How often a crawl looks for garbage.

What was made to read a page names nothing that names it back, and is gone as soon as the page is done with. Python's
cyclic collector finds nothing there; by its own settings it looks all the same, in the middle of every page and again
and again through everything that was ever loaded: a tenth of a crawl's processor time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000
"""Objects more than there were at which it looks: far more than reading a page takes."""


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Within the block the collector looks seldom, and not at what is loaded by now."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
