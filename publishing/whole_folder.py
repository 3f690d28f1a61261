"""Put a folder in place of another: a reader sees either the last one whole or the new one whole."""

import shutil
from pathlib import Path


def replace_folder(folder: Path, *, by: Path) -> None:
    """`by` becomes `folder`; both on one disk. Raises `OSError`; what stood there before is then there again."""
    retired = _retired(folder)
    if folder.exists():
        folder.rename(retired)
    try:
        by.rename(folder)
    except OSError:
        if retired.exists():
            retired.rename(folder)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def bring_back(folder: Path) -> None:
    """A process that died between the two renames left the old folder under its retired name. Raises `OSError`."""
    retired = _retired(folder)
    if not retired.exists():
        return
    if folder.exists():
        shutil.rmtree(retired)
    else:
        retired.rename(folder)


def _retired(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-retired")
