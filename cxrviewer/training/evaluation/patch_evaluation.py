"""How good a classifier of patches is by film, measured through the code that reads users' films."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.patch_reading import read_patches
from cxrviewer.analysis.patches import PatchError
from cxrviewer.display import render_unit
from cxrviewer.inference.card import Metric
from cxrviewer.inference.model import Classifier
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.patch_films import FindLungs
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.class_measures import confusion, measures
from cxrviewer.training.evaluation.measuring import (
    ClassifierAnswers,
    Floats,
    Ints,
    apply_temperature,
    card_metrics,
    classifier_metrics,
)
from cxrviewer.training.evaluation.resampling import draw_weights, means
from cxrviewer.training.statistics.fitting import lowest

MEASURED_PATCHES = 25  # of a film


@dataclass(frozen=True, slots=True, eq=False)
class PatchedAnswers:
    """The answers for the patches of films of known label.

    Attributes
    ----------
    records
        The films that have plausible lungs.
    answers
        (films, patches, classes) float64 probabilities.
    reference
        (films,) int64 class numbers.
    cam_peaks
        (films,) float64: highest value of the predicted class's merged map, in units of the card's scale.
    refused
        The films without plausible lungs.
    """

    records: tuple[FilmRecord, ...]
    answers: Floats
    reference: Ints
    cam_peaks: Floats
    refused: tuple[FilmRecord, ...]


def classify_patches(
    classifier: Classifier,
    records: Sequence[FilmRecord],
    find_lungs: FindLungs,
    context: JobContext,
    patches: int = MEASURED_PATCHES,
) -> PatchedAnswers:
    """Read every film and classify patches of its lungs.

    Raises
    ------
    CxrviewerError
        If a film cannot be read.
    """
    labels = classifier.package.card.label_names
    kept, refused, answers, peaks = [], [], [], []
    for number, record in enumerate(records):
        context.progress(number / len(records), f"film {number + 1} of {len(records)}")
        image = read_image(record.path)
        unit = render_unit(image)
        try:
            reading = read_patches(
                classifier, unit, find_lungs(record, unit), image.source.key, patches, JobContext()
            )
        except PatchError:
            refused.append(record)
            continue
        kept.append(record)
        answers.append(reading.answers)
        predicted = next(one for one in reading.heatmaps if one.label == reading.prediction)
        peaks.append(np.nanmax(predicted.values))
    reference = np.array([labels.index(record.label) for record in kept], np.int64)
    return PatchedAnswers(
        tuple(kept),
        np.array(answers, np.float64).reshape(len(kept), patches, len(labels)),
        reference,
        np.array(peaks, np.float64),
        tuple(refused),
    )


def fit_patch_temperature(answers: Floats, reference: Ints) -> float:
    """Return the temperature of the patches that makes the mean probabilities of the films likeliest.

    Parameters
    ----------
    answers
        (films, patches, classes) probabilities at temperature 1.
    reference
        (films,) class numbers.
    """
    films = np.arange(len(reference))

    def negative_log_likelihood(temperature: float) -> float:
        chosen = apply_temperature(answers, temperature).mean(axis=1)[films, reference]
        return float(-np.log(np.clip(chosen, 1e-12, 1)).mean())

    return lowest(negative_log_likelihood, 0.1, 5.0)


def votes(answers: Floats) -> Ints:
    """Return the class of most patches of each film; of several, that of the highest mean probability."""
    voted = answers.argmax(axis=2)
    counts = np.stack([(voted == label).sum(axis=1) for label in range(answers.shape[2])], axis=1)
    return np.asarray((counts + 0.5 * answers.mean(axis=1)).argmax(axis=1), np.int64)


def patch_metrics(found: PatchedAnswers, labels: Sequence[str], subset: str) -> tuple[Metric, ...]:
    """Return the figures of the mean probability, of the majority vote, and how many films could be read."""
    whole = ClassifierAnswers(found.records, found.answers.mean(axis=1), found.reference, found.cam_peaks)
    weights = draw_weights([record.group for record in found.records])
    voted = measures(confusion(weights, found.reference, votes(found.answers), len(labels)))
    by_vote = {
        "accuracy of the majority vote": voted.accuracy,
        "macro F1 of the majority vote": voted.macro_f1,
    }
    everyone = (*found.records, *found.refused)
    fit: npt.NDArray[np.float64] = np.repeat([1.0, 0.0], [len(found.records), len(found.refused)])
    plausible = means(fit, draw_weights([record.group for record in everyone]))
    return (
        *classifier_metrics(whole, labels, subset),
        *card_metrics(by_vote, len(found.records), subset),
        *card_metrics({"share of films with plausible lungs": plausible}, len(everyone), subset),
    )
