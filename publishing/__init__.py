"""What people see: website, workbook, list of problems. Reads scorecards, changes nothing."""

from publishing.errors import PublishingError
from publishing.night import Night
from publishing.release import Published, publish

__all__ = ["Night", "Published", "PublishingError", "publish"]
