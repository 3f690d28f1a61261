"""Why a file cannot be read, in a sentence of either language, and what to do about it."""

from schemas.messages import Reason, say


class NotReadable(Exception):
    """A file gives no lines: empty, damaged, protected by a password, too large, scanned, of another kind."""

    def __init__(self, why: Reason, remedy: Reason) -> None:
        self.reason = say("file.not_readable", why=why, remedy=remedy)
        """Both, as officials read it."""
        self.message = why.text("en")
        self.remedy = remedy.text("en")
        super().__init__(f"{self.message}: {self.remedy}")


class OfAnotherKind(NotReadable):
    """The bytes are of no kind that is read here."""
