"""How good a model is on films with known answers, measured through the same code that reads users' films."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from cxrviewer.display import render_unit
from cxrviewer.errors import DataError
from cxrviewer.inference.card import Metric
from cxrviewer.inference.model import Segmenter
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.film_reader import FilmReader
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.metrics import (
    auroc,
    bootstrap_interval,
    class_f1,
    dice,
    expected_calibration_error,
    macro_f1,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.intp]
Figure = Callable[[Indices], float]


@dataclass(frozen=True, slots=True, eq=False)
class ClassifierAnswers:
    """A classifier's answers on films of known label.

    Attributes
    ----------
    records
        The films.
    probabilities
        (films, classes) float64.
    reference
        (films,) int64 class numbers.
    cam_peaks
        (films,) float64: highest Grad-CAM value of the predicted class, in units of the logit per position.
    """

    records: tuple[FilmRecord, ...]
    probabilities: Floats
    reference: Ints
    cam_peaks: Floats


def classify_films(
    reader: FilmReader, records: Sequence[FilmRecord], context: JobContext
) -> ClassifierAnswers:
    """Read every film and classify it.

    Raises
    ------
    CxrviewerError
        If a film cannot be read.
    """
    labels = reader.classifier.package.card.label_names
    probabilities, peaks = [], []
    for number, record in enumerate(records):
        context.progress(number / len(records), f"film {number + 1} of {len(records)}")
        reading = reader.read(record.path)
        probabilities.append(reading.probabilities)
        peaks.append(reading.cams[int(reading.probabilities.argmax())].max())
    reference = np.array([labels.index(record.label) for record in records], np.int64)
    return ClassifierAnswers(
        tuple(records), np.array(probabilities, np.float64), reference, np.array(peaks, np.float64)
    )


def fit_temperature(probabilities: Floats, reference: Ints) -> float:
    """Return the temperature that minimises the negative log-likelihood (Guo et al. 2017, section 4.2).

    Parameters
    ----------
    probabilities
        (films, classes) at temperature 1.
    reference
        (films,) class numbers.
    """
    logits = np.log(np.clip(probabilities, 1e-12, 1))

    def negative_log_likelihood(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(reference)), reference]).mean())

    return float(minimize_scalar(negative_log_likelihood, bounds=(0.2, 5.0), method="bounded").x)


def apply_temperature(probabilities: Floats, temperature: float) -> Floats:
    """Return the probabilities, (..., classes), at a temperature, given those at temperature 1."""
    powered = np.clip(probabilities, 1e-12, 1) ** (1 / temperature)
    return np.asarray(powered / powered.sum(axis=-1, keepdims=True), np.float64)


def _class_f1(predicted: Ints, reference: Ints, label: int, chosen: Indices) -> float:
    """Return the F1 of one class on the chosen films."""
    return class_f1(reference[chosen], predicted[chosen], label)


def _auroc_against_rest(probabilities: Floats, reference: Ints, label: int, chosen: Indices) -> float:
    """Return the AUROC of one class against the others on the chosen films; no number without both."""
    return auroc(reference[chosen] == label, probabilities[chosen, label])


def measured(
    figures: Mapping[str, Figure], groups: Sequence[str], subset: str, repeats: int
) -> tuple[Metric, ...]:
    """Return the figures over all films with their intervals; what the films do not define is left out."""
    measured = []
    for name, figure in figures.items():
        value = figure(np.arange(len(groups)))
        if math.isfinite(value):
            low, high = bootstrap_interval(figure, groups, repeats)
            measured.append(
                Metric(name=name, value=value, low=low, high=high, images=len(groups), subset=subset)
            )
    return tuple(measured)


def classifier_metrics(answers: ClassifierAnswers, labels: Sequence[str], subset: str) -> tuple[Metric, ...]:
    """Return accuracy, macro F1, calibration error, and F1 and AUROC of each class, with intervals."""
    probabilities, reference = answers.probabilities, answers.reference
    predicted = probabilities.argmax(axis=1)
    figures: dict[str, Figure] = {
        "accuracy": lambda i: float((predicted[i] == reference[i]).mean()),
        "macro F1": lambda i: macro_f1(reference[i], predicted[i]),
        "expected calibration error": lambda i: expected_calibration_error(probabilities[i], reference[i]),
    }
    for number, label in enumerate(labels):
        figures[f"F1 {label}"] = partial(_class_f1, predicted, reference, number)
        figures[f"AUROC {label} against the rest"] = partial(
            _auroc_against_rest, probabilities, reference, number
        )
    groups = [record.group for record in answers.records]
    return measured(figures, groups, subset, 200)


@dataclass(frozen=True, slots=True)
class LungScore:
    """Dice of one film in its own geometry: both lungs together, right, left."""

    record: FilmRecord
    both: float
    right: float
    left: float


def score_lungs(
    segmenter: Segmenter, records: Sequence[FilmRecord], context: JobContext
) -> tuple[LungScore, ...]:
    """Segment every film and compare with its mask; pixels that the annotators left open do not count."""
    scores = []
    for number, record in enumerate(records):
        context.progress(number / len(records), f"film {number + 1} of {len(records)}")
        given = segmenter.segment(render_unit(read_image(record.path)))
        wanted = read_mask(record)
        if given.shape != wanted.shape:
            raise DataError(f"{record.mask}: has another size than its film {record.path.name}")
        given = np.where(wanted == 3, 0, given)
        wanted = np.where(wanted == 3, 0, wanted)
        scores.append(
            LungScore(
                record,
                dice(given > 0, wanted > 0),
                dice(given == 1, wanted == 1),
                dice(given == 2, wanted == 2),
            )
        )
    return tuple(scores)


def lung_metrics(scores: Sequence[LungScore], subset: str) -> tuple[Metric, ...]:
    """Return the mean Dice of both lungs, the right and the left, with intervals."""
    columns = {
        "mean Dice": np.array([score.both for score in scores]),
        "mean Dice right lung": np.array([score.right for score in scores]),
        "mean Dice left lung": np.array([score.left for score in scores]),
    }
    groups = [score.record.group for score in scores]
    figures = {name: partial(_mean, values) for name, values in columns.items()}
    return measured(figures, groups, subset, 500)


def _mean(values: Floats, chosen: Indices) -> float:
    """Return the mean over the chosen films."""
    return float(values[chosen].mean())
