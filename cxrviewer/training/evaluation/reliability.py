"""How far a trained model may be believed: known films, operating points and uncertain bands for its card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.card import FEATURES_FILE, Card, InputContract, Label, NoveltyRule
from cxrviewer.inference.gate import FRONTAL, MIRRORED
from cxrviewer.inference.novelty import KnownFilms, fit_known_films, pooled, save_known_films
from cxrviewer.inference.package import ModelPackage, file_sha256
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.preprocessing.film import Film
from cxrviewer.inference.probabilities import class_probabilities
from cxrviewer.inference.sessions import Session, open_session
from cxrviewer.training.data_set.film_stack import Pictures
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.gate.examples import as_other_makers
from cxrviewer.training.statistics.fitting import isotonic

BATCH = 32
MOST_KNOWN_FILMS = 2000
USUAL_SHARE, GATE_USUAL_SHARE = 0.997, 0.999  # what is unusual is noted of a classifier; a gate refuses it
RELIABLE_SHARE = 0.6
MISSED_SHARE = 0.05
PASSED_SHARE = 0.995
MIRRORED_NOTED_SHARE = 0.02
MADE = "half of them as other makers would give them"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a network says of prepared films.

    Attributes
    ----------
    probabilities
        (films, classes) float32, at the card's temperature.
    features
        (films, channels) float32, pooled.
    """

    probabilities: FloatMap
    features: FloatMap


def _batches(pictures: Pictures, card: Card) -> Iterator[FloatMap]:
    """Give prepared films in batches, through the card's last stages."""
    for start in range(0, len(pictures), BATCH):
        grids = pictures[start : start + BATCH].astype(np.float32) / 255
        yield np.stack([_finished(grid, card.input) for grid in grids])


def _finished(grid: FloatMap, contract: InputContract) -> FloatMap:
    """Make the network's channels of a film on its grid, (rows, columns) in [0, 1]."""
    film = Film(grid, contract.grid)
    picture = reduce(lambda film, stage: stage.apply(film), contract.last_stages, film).picture
    return np.asarray(picture.reshape(contract.channels, *contract.grid), np.float32)


def answers(session: Session, card: Card, pictures: Pictures) -> Answers:
    """Return what the network says of films on its grid, (films, side, side) uint8, contrast stretched."""
    said = [session.run(batch) for batch in _batches(pictures, card)]
    logits = np.concatenate([one.logits for one in said])
    return Answers(
        class_probabilities(logits, card),
        np.concatenate([pooled(one) for one in said]),
    )


def operating_threshold(positive: npt.NDArray[np.bool_], probability: Floats) -> float:
    """Return the probability with the highest sensitivity + specificity (Youden 1950).

    Parameters
    ----------
    positive
        (films,) whether the film has the class; both kinds must occur.
    probability
        (films,) of the class.
    """
    candidates = np.unique(probability)
    sensitivity = 1 - np.searchsorted(np.sort(probability[positive]), candidates) / positive.sum()
    specificity = np.searchsorted(np.sort(probability[~positive]), candidates) / (~positive).sum()
    return float(candidates[int((sensitivity + specificity).argmax())])


def uncertain_band(
    positive: npt.NDArray[np.bool_], predicted: npt.NDArray[np.bool_], probability: Floats
) -> tuple[float, float]:
    """Return the band in which a class is neither to be asserted nor excluded.

    Parameters
    ----------
    positive
        (films,) whether the film has the class.
    predicted
        (films,) whether the class is the likeliest.
    probability
        (films,) of the class.

    Returns
    -------
    low
        Below it lie `MISSED_SHARE` of the films that have the class.
    high
        The smallest probability at which `RELIABLE_SHARE` of the answers of this class are right, by isotonic
        regression (Zadrozny and Elkan 2002); 1 where there is none.
    """
    low = float(np.quantile(probability[positive], MISSED_SHARE))
    asked = probability[predicted]
    if not len(asked):
        return low, 1.0
    right = isotonic(asked, positive[predicted])
    reliable = asked[right >= RELIABLE_SHARE]
    high = float(reliable.min()) if len(reliable) else 1.0
    return min(low, high), high


def classifier_labels(labels: Sequence[Label], probabilities: FloatMap, reference: Ints) -> tuple[Label, ...]:
    """Return the labels with the operating points that validation films give."""
    values, predicted = probabilities.astype(np.float64), probabilities.argmax(axis=1)
    films = f"{len(reference)} validation films"
    changed = []
    for number, label in enumerate(labels):
        positive, probability = reference == number, values[:, number]
        threshold = operating_threshold(positive, probability)
        low, high = uncertain_band(positive, predicted == number, probability)
        changed.append(
            label.model_copy(
                update={
                    "threshold": threshold,
                    "threshold_origin": f"highest sensitivity + specificity on {films}",
                    "uncertain_low": min(low, threshold),
                    "uncertain_high": max(high, threshold),
                    "uncertain_origin": (
                        f"on {films}: at most {MISSED_SHARE:.0%} of this class lie below; at the upper end "
                        f"{RELIABLE_SHARE:.0%} of the answers of this class are right"
                    ),
                }
            )
        )
    return tuple(changed)


def gate_labels(labels: Sequence[Label], probabilities: FloatMap) -> tuple[Label, ...]:
    """Return a gate's labels with the thresholds that frontal training films give, (films, labels)."""
    names = [label.name for label in labels]
    frontal, mirrored = (probabilities[:, names.index(name)] for name in (FRONTAL, MIRRORED))
    films = f"{len(probabilities)} frontal training films, {MADE}"
    updates = {
        FRONTAL: {
            "threshold": float(min(0.9, np.quantile(frontal + mirrored, 1 - PASSED_SHARE))),
            "threshold_origin": f"{PASSED_SHARE:.1%} of {films} pass; upright and mirrored count together",
        },
        MIRRORED: {
            "threshold": float(np.quantile(mirrored, 1 - MIRRORED_NOTED_SHARE)),
            "threshold_origin": f"noted of {MIRRORED_NOTED_SHARE:.0%} of {films}",
        },
    }
    return tuple(label.model_copy(update=updates.get(label.name, {})) for label in labels)


def _known_pictures(card: Card, training: PreparedFilms) -> npt.NDArray[np.uint8]:
    """Return the films that a network is to know; a gate the frontal ones, also as other makers give them."""
    numbers = np.arange(len(training.records))
    if card.task == "gate":
        numbers = numbers[training.targets == card.label_names.index(FRONTAL)]
    chosen = np.unique(np.linspace(0, len(numbers) - 1, MOST_KNOWN_FILMS).astype(np.intp))
    pictures = np.asarray(training.pictures[numbers[chosen]])
    return np.concatenate([pictures, as_other_makers(pictures)]) if card.task == "gate" else pictures


def made_reliable(package: ModelPackage, training: PreparedFilms, validation: PreparedFilms) -> Card:
    """Write the features of known films into a package and return its card with all that follows.

    The limits of a gate follow from training films, so that its figures on validation films are fair; those
    of a classifier, which is far surer of its training films, from validation films.

    Parameters
    ----------
    package
        A classifier or a gate, calibrated.
    training, validation
        Films prepared for it.
    """
    card, session = package.card, open_session(package, "cpu")
    said = answers(session, card, _known_pictures(card, training))
    known = fit_known_films(said.features)
    save_known_films(known, package.folder / FEATURES_FILE)
    if card.task == "gate":
        labels = gate_labels(card.labels, said.probabilities)
        rule = _novelty_rule(known, said, GATE_USUAL_SHARE, f"training films, {MADE},")
    else:
        said = answers(session, card, validation.pictures)
        labels = classifier_labels(card.labels, said.probabilities, np.asarray(validation.targets, np.int64))
        rule = _novelty_rule(known, said, USUAL_SHARE, "validation films")
    files = {**card.files, FEATURES_FILE: file_sha256(package.folder / FEATURES_FILE)}
    return Card.model_validate(
        {
            **card.model_dump(),
            "labels": [label.model_dump() for label in labels],
            "novelty": rule,
            "files": files,
        }
    )


def _novelty_rule(known: KnownFilms, said: Answers, share: float, films: str) -> NoveltyRule:
    """Return the distance below which the given share of the films lies."""
    scores = [known.score(features) for features in said.features]
    return NoveltyRule(
        threshold=float(np.quantile(scores, share)),
        threshold_origin=f"{share:.1%} of {len(scores)} {films} lie below",
    )
