"""The bar that a picture must meet against its reference."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LARGEST, OVER_ONE = 2, 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures are apart.

    Attributes
    ----------
    largest
        In grey levels.
    over_one, over_two
        Share of the samples that differ by more than one, or two, levels.
    """

    largest: int
    over_one: float
    over_two: float

    @property
    def meets_the_bar(self) -> bool:
        """At most two grey levels everywhere and at most one in 95 % of the pixels."""
        return self.largest <= LARGEST and self.over_one <= OVER_ONE


def difference(ours: npt.NDArray[np.uint8], theirs: npt.NDArray[np.uint8]) -> Difference:
    """Compare two pictures, which must be of one shape."""
    assert ours.shape == theirs.shape, f"{ours.shape} and {theirs.shape}"
    apart = np.abs(ours.astype(int) - theirs)
    return Difference(int(apart.max()), float((apart > 1).mean()), float((apart > 2).mean()))
