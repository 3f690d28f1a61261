"""What a number of a report may mean: itself; as many as are rounded to it; what 多, 余, 近, 约 leave open.

Two statements contradict only if nothing is meant by both. So 120余条 and 123条 do not, 120余条 and 118条 do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from schemas.annual_reports import CheckStatus, Figure


@dataclass(frozen=True)
class Amount:
    """A number with the least and the most it may mean."""

    value: Fraction
    low: Fraction
    high: Fraction
    about: bool = False
    """The report says itself that it is not exact."""

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.value + other.value, self.low + other.low, self.high + other.high, self.about or other.about)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.value - other.value, self.low - other.high, self.high - other.low, self.about or other.about)

    def exceeds(self, other: Amount) -> bool:
        """It is more, whatever either means."""
        return self.low > other.high


def amount(figure: Figure | None) -> Amount | None:
    """What a figure may mean; `None` where it holds no number, or is not there."""
    if figure is None or figure.value is None:
        return None
    if isinstance(figure.value, int) and not figure.approximate and not re.search("[万亿]", figure.raw):
        return exactly(figure.value)
    value = Fraction(str(figure.value))
    if not figure.approximate:
        half = _rounded_by(figure.raw, value)
        return Amount(value, value - half, value + half)
    step = _step(value)
    below = Fraction(0) if re.search("[多余]", figure.raw) else step
    return Amount(value, value - below, value + step, about=True)


def exactly(value: int | Fraction) -> Amount:
    """A number that is no statement of the report: a count of ours, the 100 of all percent."""
    number = Fraction(value)
    return Amount(number, number, number)


@dataclass(frozen=True)
class Sum:
    """A sum of figures, of which some may hold no number."""

    stated: Amount
    """Of those that do."""
    lacking: bool

    @property
    def whole(self) -> Amount | None:
        """The sum; `None` while a part of it is not reported."""
        return None if self.lacking else self.stated


def total_of(figures: Iterable[Figure | None]) -> Sum:
    """The sum of figures; one that is not there lacks, too."""
    stated, lacking = exactly(0), False
    for figure in figures:
        its = amount(figure)
        if its is None:
            lacking = True
        else:
            stated += its
    return Sum(stated, lacking)


def compared(left: Amount, right: Amount) -> CheckStatus:
    """`ok`, `approximate` or `contradiction`."""
    if left.exceeds(right) or right.exceeds(left):
        return "contradiction"
    return "ok" if left.value == right.value and not (left.about or right.about) else "approximate"


def balance(left: Sum, right: Sum) -> CheckStatus:
    """As `compared`, of sums of counts: one whose parts that are there exceed the other contradicts it already."""
    if not left.lacking and not right.lacking:
        return compared(left.stated, right.stated)
    exceeded = (left.stated.exceeds(right.stated) and not right.lacking) or (
        right.stated.exceeds(left.stated) and not left.lacking
    )
    return "contradiction" if exceeded else "not_reported"


def plain(value: Fraction) -> int | float:
    """For a finding."""
    return int(value) if value.denominator == 1 else round(float(value), 6)


def digits_after_point(raw: str) -> int:
    """How many digits after its point a number is printed with."""
    printed = _PRINTED.search(_narrow(raw))
    return len(printed["after"] or "") if printed else 0


def _rounded_by(raw: str, value: Fraction) -> Fraction:
    """Half of the last digit printed, for numbers with a point and for those in 万 or 亿; a whole number is exact."""
    printed = _PRINTED.search(_narrow(raw))
    if printed is None or not value:
        return Fraction(0)
    written = Fraction(printed[0])
    times = abs(value) / written if written else Fraction(0)
    after = len(printed["after"] or "")
    if times not in _SCALES or (times == 1 and not after):
        return Fraction(0)
    return times * Fraction(1, 2 * 10**after)


def _step(value: Fraction) -> Fraction:
    """One of the last digit that is not zero: 10 of 120, 1000 of 12000, 0.1 of 3.5."""
    if not value:
        return Fraction(1)
    step = Fraction(1)
    while (value / step).denominator != 1:
        step /= 10
    while (value / (step * 10)).denominator == 1:
        step *= 10
    return step


def _narrow(raw: str) -> str:
    return re.sub(r"[,，\s]", "", raw.translate(_WIDE))


_SCALES = (Fraction(1), Fraction(10**4), Fraction(10**8))
_PRINTED = re.compile(r"\d+(?:\.(?P<after>\d+))?")
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
