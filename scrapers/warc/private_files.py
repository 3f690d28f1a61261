"""Folders and files that only their owner may read: a page may hold what its agency has meanwhile taken down."""

import os
from pathlib import Path


def private_folders(top: Path, folder: Path) -> None:
    """Make `folder` and what lies between it and `top`, each on the disk when this returns. Raises `OSError`."""
    top.mkdir(parents=True, exist_ok=True)
    missing = [part for part in (folder, *folder.parents) if part != top and part.is_relative_to(top)]
    for part in reversed(missing):
        if not part.is_dir():
            part.mkdir(mode=0o700, exist_ok=True)
            sync_folder(part.parent)


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises `OSError`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """A new name in `folder` survives a power failure from now on. Raises `OSError`."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
