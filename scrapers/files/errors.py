"""Why a file cannot be read, in a sentence, and what to do about it."""


class NotReadable(Exception):
    """A file gives no lines: empty, damaged, protected by a password, too large, scanned, of another kind."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}: {remedy}")
        self.message = message
        self.remedy = remedy


class OfAnotherKind(NotReadable):
    """The bytes are of no kind that is read here."""
