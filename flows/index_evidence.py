"""Write the index of every evidence file anew, and mend what a killed process left half-written."""

from collections import Counter
from collections.abc import Iterator

from flows.errors import FolderNotWritable
from flows.opened import OpenOffice
from flows.progress import progress
from scrapers.warc.file import Mended, mend_file
from scrapers.warc.files import warc_files


def index(office: OpenOffice) -> Counter[Mended]:
    """How many files are indexed now, are at work, or are damaged; those two kinds keep the index they have.

    Raises `EvidenceError` if a file cannot be read and `FolderNotWritable` if an index cannot be written.
    """
    files = [path for _, path in warc_files(office.folder.var)]
    done: Counter[Mended] = Counter()
    going = progress("index evidence", total=len(files))
    try:
        for path in files:
            done[mend_file(path)] += 1
            going.advance(path.name)
    except OSError as error:
        raise FolderNotWritable(f"{path}: its index cannot be written: {error.strerror}") from error
    finally:
        going.close()
    return done


def summary(done: Counter[Mended]) -> Iterator[str]:
    """What was written, and what was left alone."""
    yield f"{done['indexed']} files are indexed"
    if done["at work"]:
        yield f"{done['at work']} are being written just now, and get their index at the end"
    if done["damaged"]:
        yield f"{done['damaged']} are damaged and keep the index they have: gongkai evidence verify says where"
