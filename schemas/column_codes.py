"""Short stable codes for columns, from their names: 工作动态 becomes `gzdt`. Derived once, then kept in the file."""

import re
from collections.abc import Collection

from pypinyin import Style, lazy_pinyin


def derive_code(name: str, *, taken: Collection[str]) -> str:
    """The initials of the name's characters, its ASCII words kept; a number follows where the code is taken."""
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=lambda text: f"-{text}-")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", "".join(parts)).strip("-").lower()[:60].rstrip("-") or "column"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code
