"""How good a model is on films with known answers, measured through the same code that reads users' films."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import DataError
from cxrviewer.inference.card import Metric
from cxrviewer.inference.model import Segmenter
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.film_reader import FilmReader
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.class_figures import ClassAnswers, figures_of_all
from cxrviewer.training.evaluation.resampling import Rows, draw_weights, interval, means
from cxrviewer.training.metrics import dice
from cxrviewer.training.statistics.fitting import lowest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ON_CARDS = ("accuracy", "macro F1", "expected calibration error")


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

    return lowest(negative_log_likelihood, 0.2, 5.0)


def apply_temperature(probabilities: Floats, temperature: float) -> Floats:
    """Return the probabilities, (..., classes), at a temperature, given those at temperature 1."""
    powered = np.clip(probabilities, 1e-12, 1) ** (1 / temperature)
    return np.asarray(powered / powered.sum(axis=-1, keepdims=True), np.float64)


def card_metrics(figures: Mapping[str, Rows], films: int, subset: str) -> tuple[Metric, ...]:
    """Return figures for a card, with their intervals; what the films do not define is left out.

    Parameters
    ----------
    figures
        Name -> (1 + repeats,) the figure over all films, then over each resample.
    films
        How many they are.
    subset
        Which films.
    """
    bounds = {name: interval(rows) for name, rows in figures.items() if np.isfinite(rows[0])}
    return tuple(
        Metric(name=name, value=float(figures[name][0]), low=of[0], high=of[1], images=films, subset=subset)
        for name, of in bounds.items()
        if of is not None
    )


def classifier_metrics(answers: ClassifierAnswers, labels: Sequence[str], subset: str) -> tuple[Metric, ...]:
    """Return accuracy, macro F1, calibration error, and F1 and AUROC of each class, with intervals."""
    weights = draw_weights([record.group for record in answers.records])
    found = ClassAnswers(answers.probabilities, answers.reference, tuple(labels), weights)
    overall = figures_of_all(found)
    figures = {name: overall[name] for name in _ON_CARDS}
    for number, label in enumerate(labels):
        figures[f"F1 {label}"] = found.measures.f1[:, number]
        figures[f"AUROC {label} against the rest"] = found.ranked[number][0]
    return card_metrics(figures, len(found.reference), subset)


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
    weights = draw_weights([score.record.group for score in scores])
    columns = {
        "mean Dice": [score.both for score in scores],
        "mean Dice right lung": [score.right for score in scores],
        "mean Dice left lung": [score.left for score in scores],
    }
    figures = {name: means(np.array(values), weights) for name, values in columns.items()}
    return card_metrics(figures, len(scores), subset)
