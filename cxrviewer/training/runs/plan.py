"""How the user wants a data set to be understood and divided."""

from dataclasses import dataclass
from typing import Final

from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions
from cxrviewer.training.data_set.splits import SplitPlan


@dataclass(frozen=True, slots=True)
class DataPlan:
    """How the user wants a data set to be understood and divided.

    Attributes
    ----------
    options
        Where labels and patients are found.
    folds, fold, held_out_source
        See `SplitPlan`; share and seed are the preset's.
    drop_duplicates
        Whether all but one of the films of a picture are left out, see `without_copies`; else such films on
        two sides of the split are refused.
    """

    options: DataOptions = AS_IT_IS
    folds: int = 0
    fold: int = 1
    held_out_source: str = ""
    drop_duplicates: bool = False

    def split(self, validation_share: float, seed: int) -> SplitPlan:
        """Return the plan of the split."""
        return SplitPlan(validation_share, seed, self.folds, self.fold, self.held_out_source)


USUAL: Final = DataPlan()
"""A split by the preset's share and seed."""
