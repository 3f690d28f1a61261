"""What can go wrong between a finished night and the files people open. Catch `PublishingError`."""


class PublishingError(Exception):
    """The night was not published; the website of the night before is still in place. The message says what to do."""


class CannotWrite(PublishingError):
    """The disk is full, the folder is not ours to write, or something else stands in its place."""


class UnfitForPublication(PublishingError):
    """The night itself cannot be shown: a code that is no safe file name, or parts of two different nights."""
