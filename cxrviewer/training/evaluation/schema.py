"""What an evaluation comes to: the records of `metrics.json` and of a comparison."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.evaluation.interval_rule import FEWEST_FILMS, PERCENT, REPEATS, SEED
from cxrviewer.training.evaluation.status import Status

SCHEMA_VERSION: Final = 1


class Record(BaseModel):
    """A frozen record; of a later version fields that are not known are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Figure(Record):
    """One figure with its 95 % interval (bootstrap over groups); null where the films do not define it."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    films: int


class Intervals(Record):
    """How every interval is made: percentiles of the figure over resamples of whole groups.

    Attributes
    ----------
    method
        Efron and Tibshirani 1993, chapter 13, on clusters (chapter 8).
    percent
        That an interval holds.
    resamples, seed
        How many there are, and of their drawing.
    fewest_films
        Of fewer films no interval is given.
    """

    method: Literal["percentile bootstrap over patients or groups"] = (
        "percentile bootstrap over patients or groups"
    )
    percent: int = PERCENT
    resamples: int = REPEATS
    seed: int = SEED
    fewest_films: int = FEWEST_FILMS


class EvaluatedModel(Record):
    """What was measured."""

    name: str
    version: str
    task: Literal["classify", "patches", "segment"]
    reads: str
    architecture: str
    preset: str
    labels: tuple[str, ...]
    titles: tuple[str, ...]
    weights_sha256: str


class EvaluatedData(Record):
    """What it was measured on.

    Attributes
    ----------
    name
        Of the folder or the manifest.
    subset
        Which side of the model's own split, or "all".
    sha256
        Of the sorted hashes of the films that are measured: equal for the same films.
    films, groups
        How many there are, and of how many patients.
    answered, abstained, failed
        What became of them.
    measured
        On how many the figures rest: all that the model says something of.
    """

    name: str
    subset: str
    sha256: str
    films: int
    groups: int
    answered: int
    abstained: int
    failed: int
    measured: int


class Unusable(Record):
    """A film that has no figure, or that the program gives no answer for."""

    file: str
    status: Status
    reason: str


class OperatingFigures(Record):
    """A class called present from the card's threshold on, against the rest."""

    threshold: float
    origin: str
    sensitivity: Figure
    specificity: Figure
    positive_predictive_value: Figure
    negative_predictive_value: Figure


class Curve(Record):
    """Points of the ROC and the precision-recall curve, at most 200, from the highest score down."""

    false_positive_rate: tuple[float, ...]
    recall: tuple[float, ...]
    precision: tuple[float, ...]


class ClassFigures(Record):
    """One class against the rest."""

    name: str
    title: str
    films: int
    precision: Figure
    recall: Figure
    f1: Figure
    auroc: Figure
    average_precision: Figure
    operating_point: OperatingFigures | None
    curve: Curve | None


class Confusion(Record):
    """Counts of films: a row for each class, a column for each answer."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class CalibrationBin(Record):
    """Answers whose confidence lies in a bin; null where there are none."""

    low: float
    high: float
    films: int
    confidence: float | None
    accuracy: float | None


class ClassView(Record):
    """The same probabilities in coarser classes."""

    name: str
    confusion: Confusion
    figures: tuple[Figure, ...]


class PairFigure(Record):
    """One class against one other, among the films of these two alone."""

    positive: str
    negative: str
    auroc: Figure


class Stratum(Record):
    """The figures of a part of the films; of a classifier also which classes occur in it, and their pairs."""

    by: Literal["source", "age group", "view"]
    name: str
    films: int
    classes: tuple[str, ...] = ()
    figures: tuple[Figure, ...]
    pairs: tuple[PairFigure, ...] = ()


class CamShares(Record):
    """Share of the Grad-CAM of the predicted class in the lungs.

    Attributes
    ----------
    films
        With a map and lungs.
    median, quartiles
        Over the films.
    histogram
        Films by share, in ten equal steps from 0 to 1.
    by_class
        Predicted class -> median.
    ratio
        Median over the films of the share by what chance reaches; 1 of a model that looks anywhere.
    film_area
        Median share of the film that is lung.
    frame_area
        Median share of the part that the network sees that is lung: the share that chance reaches.
    ratio_by_class, films_by_class
        Predicted class -> median ratio, and number of films.
    """

    films: int
    median: Figure
    quartiles: tuple[float, float]
    histogram: tuple[int, ...]
    by_class: dict[str, float]
    ratio: Figure | None = None
    film_area: Figure | None = None
    frame_area: Figure | None = None
    ratio_by_class: dict[str, float] = Field(default_factory=dict)
    films_by_class: dict[str, int] = Field(default_factory=dict)


class Control(Record):
    """The films changed: a model that goes by the lungs is lost without them and does well with them alone.

    Attributes
    ----------
    name
        "unchanged", "lungs blanked" or "outside blanked".
    difference
        Of the macro F1 to the unchanged films, paired.
    """

    name: str
    accuracy: Figure
    macro_f1: Figure
    difference: Figure | None


class Controls(Record):
    """All of them on the same films, with what guessing would reach."""

    films: int
    rows: tuple[Control, ...]
    chance_macro_f1: float
    sentence: str


class ClassEvaluation(Record):
    """A classifier's figures."""

    figures: tuple[Figure, ...]
    answered_figures: tuple[Figure, ...]
    classes: tuple[ClassFigures, ...]
    confusion: Confusion
    calibration: tuple[CalibrationBin, ...]
    views: tuple[ClassView, ...]
    pairs: tuple[PairFigure, ...] = ()
    strata: tuple[Stratum, ...]
    gradcam: CamShares | None
    controls: Controls | None
    worst: tuple[str, ...]


class LungFigures(Record):
    """How outlines fit: means over the films, and the Dice that 5 % of the films fall below."""

    lung: Literal["both", "right", "left"]
    dice: Figure
    iou: Figure
    hd95_px: Figure
    hd95_mm: Figure
    dice_fifth_percentile: float


class LungEvaluation(Record):
    """A segmentation's figures."""

    lungs: tuple[LungFigures, ...]
    swapped: int
    missing: int
    histogram: tuple[int, ...]
    strata: tuple[Stratum, ...]
    worst: tuple[str, ...]


class TrainingCurves(Record):
    """Loss and score of the training, epoch by epoch, where its log lies beside the package."""

    epochs: tuple[int, ...]
    loss: tuple[float, ...]
    validation_loss: tuple[float | None, ...]
    score: tuple[float, ...]
    score_name: str


class Evaluation(Record):
    """`metrics.json`."""

    schema_version: Literal[1] = SCHEMA_VERSION
    not_for_clinical_use: str = NOT_FOR_CLINICAL_USE
    program_version: str
    created: str
    model: EvaluatedModel
    data: EvaluatedData
    seconds: float
    films_per_s: float
    intervals: Intervals = Intervals()
    notes: tuple[str, ...]
    unusable: tuple[Unusable, ...]
    classes: ClassEvaluation | None = None
    lungs: LungEvaluation | None = None
    training: TrainingCurves | None = None


def evaluation_schema() -> dict[str, object]:
    """Return the JSON schema of `metrics.json`; `docs/evaluation-schema.json` is made of it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Evaluation.model_json_schema(mode="serialization"),
    }
