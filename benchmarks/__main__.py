"""`make bench`: every comparison, and the memory of the whole run."""

import resource

from benchmarks import judging, read_pages
from benchmarks.warehouse import databases, loading


def main() -> None:
    """Print one line a comparison. Behind a guard: measuring memory starts a process that imports this module."""
    print(f"{'ours':<44} {'median':>12}   {'peer':<38} {'median':>12}   peer/ours")
    for comparison in [*read_pages.run(), *judging.run()]:
        print(comparison)
    with databases(("sqlite", "postgresql")) as known:
        for database in known:
            print(loading(database, columns=1_000, entries=20, rounds=3))
    print(read_pages.memory())
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
