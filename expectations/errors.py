"""What keeps a validation from giving a verdict at all."""


class ExpectationsError(Exception):
    """Base of all: the run has no result, and nothing may be published from it."""


class RunInvalid(ExpectationsError):
    """The facts do not hold every registered column or category once: judging them would hide the missing ones."""


class NotChecked(ExpectationsError):
    """Great Expectations could not evaluate an expectation; that is not the same as a failed one."""
