"""What to send with a conditional request for one page, and which stored body a "not modified" then stands for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PageValidators:
    """The validators of one page as its server sent them, and the answer they came with."""

    url: str
    """The address the answer came from."""
    sha256: str
    record: str
    """Where the answer is kept: `<file>#<offset>` of a WARC file, relative to the office's `var/`."""
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None
