"""Write a file as a whole or not at all: nobody ever sees half of one."""

from pathlib import Path

from flows.errors import FolderNotWritable


def write_whole(path: Path, content: str | bytes, *, encoding: str = "utf-8") -> None:
    """Write `content` as it stands, line ends included, through a neighbour file; folders above it are made.

    Raises `FolderNotWritable`; what stood at `path` before is then still there.
    """
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise FolderNotWritable(
            f"{path} cannot be written: {error.strerror}; check the path, its rights, the disk"
        ) from error
