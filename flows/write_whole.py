"""Write a file as a whole or not at all: nobody ever sees half of one."""

from pathlib import Path

from flows.errors import FolderNotWritable


def write_whole(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write `text` as it stands, line ends included, through a neighbour file; folders above it are made.

    Raises `FolderNotWritable`; what stood at `path` before is then still there.
    """
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.write_text(text, encoding=encoding, newline="")
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise FolderNotWritable(
            f"{path} cannot be written: {error.strerror}; check the path, its rights, the disk"
        ) from error
