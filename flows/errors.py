"""What can go wrong between the packages: errors of the order of things, not of pages or tables."""


class ServerDidNotStart(RuntimeError):
    """The local Prefect server was not healthy in time; its last words are in the message."""


class PrefectNotThere(RuntimeError):
    """The Prefect server that PREFECT_API_URL names does not answer. Nothing was begun."""


class FolderNotWritable(RuntimeError):
    """A file of an office folder cannot be written; the message names it and why. What it held before stays."""


class DemoEndedOtherwise(RuntimeError):
    """The demonstration's scorecards are not what the city knows to be true; the message names each difference."""


class RoundIsRunning(RuntimeError):
    """Another round of probes of the same office has not ended; the message names its process. Nothing was asked."""
