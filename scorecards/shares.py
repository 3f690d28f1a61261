"""Points in parts: whole cents that sum to the whole exactly."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def split(points: Decimal, parts: int) -> list[Decimal]:
    """`points` in `parts` shares of whole cents that sum to it exactly; the first ones carry what is left over."""
    return split_by(points, [1] * parts)


def split_by(points: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """`points` in shares proportional to positive `weights`, as whole cents; the first ones carry what is left over."""
    cents = int((points / CENT).to_integral_value(ROUND_HALF_UP))
    whole = sum(weights)
    shares = [cents * weight // whole for weight in weights]
    left = cents - sum(shares)
    return [(share + (number < left)) * CENT for number, share in enumerate(shares)]


def in_proportion(points: Decimal, part: int, whole: int) -> Decimal:
    """`points` times `part` by `whole`, to the cent, half up."""
    return (points * part / whole).quantize(CENT, ROUND_HALF_UP)


def percent_of(score: Decimal, most: Decimal) -> Decimal:
    """The quotient in percent, to two decimals, half up. What is printed is also what bars are held against."""
    return (score / most * 100).quantize(CENT, ROUND_HALF_UP)
