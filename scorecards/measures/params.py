"""Parameters for measures that take none: their figures stand in the register and the rule set."""

from schemas.base import Frozen


class NoParams(Frozen):
    """No parameters."""
