"""What patches of the lungs say of an image, each by itself and all together."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.study.heat_map import HeatMap
from cxrviewer.study.model_reference import ModelReference


@dataclass(frozen=True, slots=True)
class PatchSettings:
    """How patches were drawn from a film.

    Attributes
    ----------
    seed
        What the random centres follow from: `ImageSource.key` of the image.
    side
        Of a patch, in pixels of the film after its lungs were brought to `lung_rows` pixels of height.
    lung_rows
        See `side`.
    detail_rows
        Finer detail than that of lungs so many pixels high was taken away.
    masked
        Whether everything but the lungs and a rim around them was black.
    """

    seed: str
    side: int
    lung_rows: int
    detail_rows: int
    masked: bool

    @property
    def words(self) -> str:
        """All of them but the seed in one line."""
        around = "black around the lungs" if self.masked else "with what lies around the lungs"
        return (
            f"patches of {self.side} px of lungs {self.lung_rows} px high, detail of lungs"
            f" {self.detail_rows} px high, {around}"
        )


@dataclass(frozen=True, slots=True)
class PatchRecipe:
    """What a reading by patches is made with; the seed is the image's key, so it goes without saying.

    Attributes
    ----------
    model
        Name, version and SHA-256 of the card.
    lungs
        SHA-256 of the labels in which the patches lie.
    number
        Patches; None for any number.
    """

    model: tuple[str, str, str]
    lungs: str
    number: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PatchReading:
    """What a classifier of patches says of a film (paper B): every patch votes, and all answers are averaged.

    Attributes
    ----------
    votes
        Label -> patches whose highest probability it has.
    probabilities
        Label -> mean probability over the patches; they sum to 1.
    deviations
        Label -> standard deviation of the probability over the patches.
    grouped
        The coarser view of the mean probabilities (three classes); empty if the model has none.
    centres
        (patches, 2) float64: x and y in the image's pixel coordinates, in the order drawn.
    answers
        (patches, labels) float32: the probabilities of each.
    patch_px
        Side of a patch in pixels of the image.
    heatmaps
        One per class: the Grad-CAM of all patches, each weighted by its probability of the class, over the
        number of patches that cover the place; no number where none does.
    settings, model
        Where it comes from.
    """

    votes: Mapping[str, int]
    probabilities: Mapping[str, float]
    deviations: Mapping[str, float]
    grouped: Mapping[str, float]
    centres: npt.NDArray[np.float64]
    answers: npt.NDArray[np.float32]
    patch_px: float
    heatmaps: tuple[HeatMap, ...]
    settings: PatchSettings
    model: ModelReference

    @property
    def number(self) -> int:
        """How many patches were read."""
        return len(self.answers)

    @property
    def shares(self) -> dict[str, float]:
        """Label -> share of the votes; they sum to 1."""
        return {label: votes / self.number for label, votes in self.votes.items()}

    @property
    def prediction(self) -> str:
        """The label of most votes; of several with as many, the one of the highest mean probability."""
        return max(self.votes, key=lambda label: (self.votes[label], self.probabilities[label]))

    def heatmap(self, label: str | None) -> HeatMap | None:
        """Return the merged map of a class, of the predicted one if None; None where there is none."""
        wanted = label or self.prediction
        return next((one for one in self.heatmaps if one.label == wanted), None)

    @property
    def entropy_bits(self) -> float:
        """Shannon entropy of the votes: 0 where all patches agree, log2 of the classes where none do."""
        return sum(-share * math.log2(share) for share in self.shares.values() if share)
