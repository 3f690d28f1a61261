"""The two bases every model builds on: frozen, and a misspelt key is an error."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints


class Frozen(BaseModel):
    """A value: cannot be changed, refuses keys it does not know."""

    # A program pays for the models it uses, when it first does: a crawl has no use for most of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
"""A short stable identifier: ASCII letters, digits, `_`, `-`, `.`."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text that is really there: never empty, no blanks at its ends."""

Moment = AwareDatetime
"""A point in time with its zone; a time without a zone is refused."""
