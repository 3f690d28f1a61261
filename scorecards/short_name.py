"""A name for one item among the lines of a column: short, and the same every night."""

from hashlib import sha256


def short_name(column: str, *what: str) -> str:
    """The column's code and eight hexadecimal digits that stand for `what`."""
    return f"{column}/{sha256(' '.join(what).encode()).hexdigest()[:8]}"
