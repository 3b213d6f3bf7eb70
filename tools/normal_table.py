"""Make compiler/exact/normal.npy: standard normal quantiles at (i + 1/2) / 65536, i >= 32768, in units of 2**-24.

Decimal arithmetic with 40 digits throughout, so the table is the same wherever it is made: python tools/normal_table.py
"""

from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from pathlib import Path
from statistics import NormalDist

import numpy as np

getcontext().prec = 40
HALF = Decimal(1) / 2
ROOT_TWO_PI = Decimal("2.506628274631000502415765284811045253006986740609938316629923")


def density(z: Decimal) -> Decimal:
    """Standard normal density."""
    return (-z * z / 2).exp() / ROOT_TWO_PI


def distribution(z: Decimal) -> Decimal:
    """Standard normal distribution function: 1/2 + density * (z + z^3/3 + z^5/15 + ...)."""
    term = total = z
    k = 1
    while abs(term) > Decimal("1e-38"):
        k += 2
        term = term * z * z / k
        total += term
    return HALF + density(z) * total


def quantile(p: Decimal) -> Decimal:
    """Invert `distribution` by Newton's method from a start that is right to about 14 digits."""
    z = Decimal(NormalDist().inv_cdf(float(p)))
    for _ in range(2):
        z -= (distribution(z) - p) / density(z)
    return z


def main() -> None:
    """Write the table."""
    exact = [quantile((Decimal(i) + HALF) / 65536) for i in range(32768, 65536)]
    scaled = [int((z * 2**24).to_integral_value(ROUND_HALF_EVEN)) for z in exact]
    np.save(Path(__file__).parent.parent / "compiler" / "exact" / "normal.npy", np.array(scaled, dtype="<i4"))


if __name__ == "__main__":
    main()
