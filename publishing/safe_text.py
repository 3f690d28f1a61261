"""Text that other people's pages brought along, made harmless for the programs that will open it.

Titles and addresses come from websites. A spreadsheet runs a cell that begins like a formula, and a browser follows
`javascript:`; neither may happen with something we copied.
"""

import re
from urllib.parse import urlsplit

# Spreadsheets take these as the start of a formula, the full-width ones in Chinese and Japanese input modes
# (OWASP, CSV Injection).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def spreadsheet_text(value: str) -> str:
    """`value` for a CSV cell: what looks like a formula gets an apostrophe in front, as a spreadsheet's user would."""
    return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value


def terminal_text(value: str) -> str:
    """`value` for a terminal: nothing in it moves the cursor or turns a line round."""
    return _CONTROLS.sub("\ufffd", value)


def link(url: str) -> str | None:
    """`url` if it may become a link: an absolute http(s) address. `None` for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
