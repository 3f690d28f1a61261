"""A year is watched once a test session, by whichever of its processes asks first."""

import fcntl
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.year.planting import Year
from tests.support.year.watching import Watch
from warehouse.connect import open_warehouse


@contextmanager
def watched(year: Year, folder: Path) -> Iterator[Watch]:
    """The year watched to its end on SQLite in `folder`; whoever asks meanwhile waits. To be read only."""
    folder.mkdir(exist_ok=True)
    warehouse, told = folder / "warehouse", folder / "told.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            # A process may have died over it.
            shutil.rmtree(warehouse, ignore_errors=True)
        with open_warehouse(f"sqlite:///{warehouse}/warehouse.sqlite") as opened:
            watch = Watch(year, opened, warehouse)
            if told.exists():
                watch.told, watch.asked = pickle.loads(told.read_bytes())
            else:
                watch.whole_year()
                told.write_bytes(pickle.dumps((watch.told, watch.asked)))
            fcntl.flock(lock, fcntl.LOCK_UN)
            yield watch
