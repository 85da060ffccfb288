"""What the analysis says of an image: frozen records that carry the model and settings they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cxrviewer.study.abstention import Abstention, Cause, Quality
from cxrviewer.study.class_names import class_words
from cxrviewer.study.heat_map import HeatMap
from cxrviewer.study.image import PixelSpacing
from cxrviewer.study.model_reference import ModelReference
from cxrviewer.study.patch_reading import PatchReading

BACKGROUND, RIGHT_LUNG, LEFT_LUNG = 0, 1, 2

NOT_FOR_CLINICAL_USE = "Not for clinical use: research software, not a medical device."


@dataclass(frozen=True, slots=True, eq=False)
class LungMask:
    """Right and left lung in the image's own geometry.

    Attributes
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 the patient's right lung, 2 the patient's left lung.
    model
        Where it comes from; one without weights where the user has drawn it.
    edited
        Whether the user has corrected what the model gave.
    """

    labels: npt.NDArray[np.uint8]
    model: ModelReference
    edited: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether no model gave it: the user has drawn it from nothing."""
        return not self.model.sha256


@dataclass(frozen=True, slots=True)
class LungArea:
    """Size of one lung in the image.

    Attributes
    ----------
    lung
        "right" or "left".
    area_px
        Pixels.
    area_mm2
        Square millimetres in the plane that `spacing` holds for; None without calibration.
    spacing
        The calibration used.
    """

    lung: str
    area_px: int
    area_mm2: float | None
    spacing: PixelSpacing | None


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Where the probability of a class begins to speak for it.

    Attributes
    ----------
    threshold
        From here on the class is called present against the rest.
    low, high
        The uncertain band: below, the class is as good as excluded; from its upper end on, an answer of this
        class is as reliable as the model's card asks.
    origin
        Where the three come from.
    """

    threshold: float
    low: float
    high: float
    origin: str


@dataclass(frozen=True, slots=True)
class Novelty:
    """How far a film lies from those that a model has learnt from.

    Attributes
    ----------
    score
        Mahalanobis distance of the pooled features per channel; about 1 for a usual film.
    limit
        Beyond it the film is called unlike the training films.
    """

    score: float
    limit: float

    @property
    def unusual(self) -> bool:
        """Whether the film is unlike the training films."""
        return self.score > self.limit


@dataclass(frozen=True, slots=True)
class Classification:
    """Probabilities over the labels of a classifier.

    Attributes
    ----------
    probabilities
        Label name -> probability; they sum to 1.
    grouped
        The coarser view of the same probabilities (three classes), likewise; empty if the model has none.
    model
        Where they come from.
    operating_points
        Label name -> its operating point, as far as the model's card has them.
    novelty
        Of the film to the model; None where the model cannot tell.
    """

    probabilities: Mapping[str, float]
    grouped: Mapping[str, float]
    model: ModelReference
    operating_points: Mapping[str, OperatingPoint] = field(default_factory=dict)
    novelty: Novelty | None = None

    @property
    def prediction(self) -> str:
        """The label of the highest probability."""
        return max(self.probabilities, key=self.probabilities.__getitem__)

    @property
    def uncertain_between(self) -> tuple[str, ...]:
        """The two likeliest labels where the first does not reach the upper end of its band; else none."""
        point = self.operating_points.get(self.prediction)
        if point is None or self.probabilities[self.prediction] >= point.high:
            return ()
        ordered = sorted(self.probabilities, key=self.probabilities.__getitem__, reverse=True)
        return tuple(ordered[:2])


@dataclass(frozen=True, slots=True)
class TextureSettings:
    """How a co-occurrence matrix was made.

    Attributes
    ----------
    levels
        Grey levels after quantising, 2 to 256.
    distance
        Pixels between the two of a pair.
    angles_deg
        Directions that are summed or averaged over.
    symmetric
        Whether each pair counts in both directions.
    convention
        "haralick1973": the textbook features; "lascu2021": the nine of Lascu (2021) as best made out.
    quantisation
        How grey values became levels, in words.
    """

    levels: int = 32
    distance: int = 1
    angles_deg: tuple[int, ...] = (0, 45, 90, 135)
    symmetric: bool = True
    convention: str = "haralick1973"
    quantisation: str = "equal steps over the display range of the film"

    def measures_like(self, other: "TextureSettings") -> bool:
        """Tell whether both are the same but for what the grey levels are of, which the image decides."""
        return replace(self, quantisation=other.quantisation) == other

    @property
    def words(self) -> str:
        """All of them in one line, as exports carry them with each readout."""
        angles = ", ".join(map(str, self.angles_deg))
        counted = "symmetric" if self.symmetric else "not symmetric"
        return (
            f"{self.levels} levels ({self.quantisation}), distance {self.distance} px,"
            f" angles {angles} degrees, {counted}, {self.convention}"
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an analysis is made with: two of one recipe and one image say the same.

    Attributes
    ----------
    models
        Name, version and SHA-256 of the card of each; the card holds the hash of the weights.
    texture
        How texture is measured.
    passed_over
        Chosen models that could not be used, in whose place others stand: the result says so.
    """

    models: tuple[tuple[str, str, str], ...]
    texture: TextureSettings
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextureReadout:
    """Features of the masked co-occurrence matrix of one region.

    Attributes
    ----------
    region
        "both lungs", "right lung", "left lung" or the name of a region of interest.
    features
        Feature name -> value, the mean over the angles.
    pairs
        Pairs that were counted, over all angles.
    settings
        How it was measured.
    ranges
        Feature name -> largest less smallest value over the angles.
    """

    region: str
    features: Mapping[str, float]
    pairs: int
    settings: TextureSettings
    ranges: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class TextureMap:
    """One co-occurrence feature in a window that slides over the film.

    Attributes
    ----------
    feature
        "contrast", "entropy" or "homogeneity".
    values
        (grid rows, grid columns) float32, as in a readout of the window; not a number where too little of
        the window lies in the region.
    extent
        Left, top, right and bottom edge of the grid in the image's pixel coordinates, in which the top left
        pixel covers 0 to 1; each cell is around the middle of its window.
    window, step
        Side of the window and distance between neighbouring windows, pixels.
    settings
        How the matrices were made.
    """

    feature: str
    values: npt.NDArray[np.float32]
    extent: tuple[float, float, float, float]
    window: int
    step: int
    settings: TextureSettings


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything that the analysis says of one image.

    Attributes
    ----------
    image_key
        `ImageSource.key` of the image.
    lungs
        The mask.
    areas
        Right, then left.
    classification
        Probabilities; None where no classifier for this kind of image is installed.
    heatmaps
        One per class, in the order of the labels.
    texture
        One per region that is large enough.
    timings_s
        Stage -> seconds of wall time.
    notices
        Sentences that must stand beside the result.
    texture_lascu2021
        As `texture`, by the convention lascu2021.
    quality
        What was checked before the models were believed; None where nothing was.
    patches
        What a classifier of patches says of the film; None as long as it was not asked.
    """

    image_key: str
    lungs: LungMask
    areas: tuple[LungArea, ...]
    classification: Classification | None
    heatmaps: tuple[HeatMap, ...]
    texture: tuple[TextureReadout, ...]
    timings_s: Mapping[str, float]
    notices: tuple[str, ...] = ()
    texture_lascu2021: tuple[TextureReadout, ...] = ()
    quality: Quality | None = None
    patches: PatchReading | None = None

    @property
    def abstention(self) -> Abstention | None:
        """Why the models give no answer; None where they do."""
        if self.quality is not None and self.quality.refused:
            return Abstention(Cause.GATE, self.quality.reason)
        found = self.classification
        if found is None:
            return None
        if found.novelty is not None and found.novelty.unusual:
            return Abstention(Cause.NOVELTY, _unlike(found.novelty))
        between = found.uncertain_between
        if not between:
            return None
        names = " and ".join(map(class_words, between))
        return Abstention(Cause.UNCERTAIN, f"uncertain between {names}", between)


def _unlike(novelty: Novelty) -> str:
    """Return in words that the model has not learnt from such films."""
    numbers = f"distance {novelty.score:.2f}, limit {novelty.limit:.2f}"
    return f"unlike the films that the model has learnt from ({numbers})"
