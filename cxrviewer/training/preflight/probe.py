"""Whether the classes can be told without seeing the lungs: a small classifier on what should say nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.preflight.facts import FilmFacts
from cxrviewer.training.statistics.logistic import fit_logistic, leading_components, standardised

MOST_FILMS = 3000
"""Films that the probe looks at, at most."""

FAR_ABOVE_CHANCE = 0.2
"""Share of the way from chance to certainty that the interval must lie beyond to be called far better."""

_SIDE = 32
_RIM = 4  # of 32 pixels
_FOLDS = 5
_FEATURES = 64
_PENALTY = 10.0
_REPETITIONS = 500
_SEED = 7

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.str_]


class Probe(BaseModel):
    """How well a logistic regression tells what should not be told from a part of the film.

    Attributes
    ----------
    part
        "whole film", "borders" or "lungs blanked".
    target
        "class" or "source".
    films, values
        How many films, and classes or sources.
    balanced_accuracy, low, high
        Mean recall over five folds that keep patients together; its 95 % interval (bootstrap of patients).
    chance
        What guessing gives.
    far_above_chance
        Whether the interval lies beyond `FAR_ABOVE_CHANCE` of the way to 1.
    """

    model_config = ConfigDict(frozen=True)

    part: str
    target: str
    films: int
    values: int
    balanced_accuracy: float
    low: float
    high: float
    chance: float
    far_above_chance: bool


def _small(film: FilmFacts) -> Floats:
    """Return the film at 32 x 32, 0 to 1."""
    return np.asarray(
        cv2.resize(film.thumbnail, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) / 255, np.float32
    )


def _borders(film: FilmFacts) -> Floats:
    """Return only the outer eighth of the film."""
    frame = np.ones((_SIDE, _SIDE), bool)
    frame[_RIM:-_RIM, _RIM:-_RIM] = False
    return np.asarray(_small(film)[frame], np.float32)


def _lungs_blanked(film: FilmFacts) -> Floats:
    """Return the film with the mean of the rest where lungs are, and a little around them."""
    if film.lungs is None:
        raise ValueError("the lungs of this film were not looked for")
    small = _small(film)
    hidden = cv2.resize(film.lungs, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) > 0
    hidden = cv2.dilate(hidden.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    small[hidden] = small[~hidden].mean() if not hidden.all() else 0
    return small


PARTS: Mapping[str, Callable[[FilmFacts], Floats]] = MappingProxyType(
    {"whole film": _small, "borders": _borders, "lungs blanked": _lungs_blanked}
)
"""The parts of a film that are probed."""


def choose_for_probe(records: Sequence[FilmRecord], most: int = MOST_FILMS) -> list[FilmRecord]:
    """Return at most so many films, as many of each label as can be; the same at every call."""
    by_label: dict[str, list[FilmRecord]] = {}
    for record in sorted(records, key=lambda one: hashlib.sha256(one.path.name.encode()).digest()):
        by_label.setdefault(record.label, []).append(record)
    chosen: list[FilmRecord] = []
    smallest_first = sorted(by_label.values(), key=len)
    for left, films in zip(range(len(smallest_first), 0, -1), smallest_first, strict=True):
        chosen += films[: (most - len(chosen)) // left]
    return chosen


def folds_of_groups(truth: Words, groups: Words) -> npt.NDArray[np.int64]:
    """Return the fold of each film, (films,): a patient's are in one, a value's in all alike."""
    random = np.random.default_rng(_SEED)
    places: dict[str, int] = {}
    for value in np.unique(truth):
        for group in random.permutation(np.unique(groups[truth == value])):
            places.setdefault(group, len(places) % _FOLDS)
    return np.array([places[group] for group in groups])


def _told(seen: Floats, truth: Words, unseen: Floats) -> Words:
    """Return what a classifier that has seen films tells of others."""
    known, new = standardised(seen, seen), standardised(unseen, seen)
    components = leading_components(known, _FEATURES, _SEED)
    return fit_logistic(known @ components, truth, _PENALTY).predict(new @ components)


def _correct(features: Floats, truth: Words, groups: Words) -> npt.NDArray[np.bool_]:
    """Return of each film whether it is told rightly by a classifier that has not seen its patient."""
    right = np.zeros(len(truth), bool)
    folds = folds_of_groups(truth, groups)
    for fold in range(_FOLDS):
        seen, unseen = folds != fold, folds == fold
        right[unseen] = _told(features[seen], truth[seen], features[unseen]) == truth[unseen]
    return right


def _balanced(
    right: npt.NDArray[np.bool_], truth: Words, weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return mean recall, (repetitions,) of weights (repetitions, films)."""
    recalls = []
    for value in np.unique(truth):
        of_value = truth == value
        total = weights[:, of_value].sum(axis=1)
        hits = weights[:, of_value & right].sum(axis=1)
        recalls.append(np.where(total > 0, hits / np.maximum(total, 1), np.nan))
    return np.asarray(np.nanmean(recalls, axis=0), np.float64)


def probe(facts: Sequence[FilmFacts], part: str, target: str) -> Probe | None:
    """Let a small classifier tell class or source from a part of the films.

    Parameters
    ----------
    facts
        The films; for "lungs blanked" with their lungs.
    part
        One of `PARTS`.
    target
        "class" or "source".

    Returns
    -------
    Probe or None
        None where no two classes or sources have five patients each.
    """
    truth = np.array([film.record.label if target == "class" else film.record.source for film in facts])
    groups = np.array([film.record.group for film in facts])
    values = [
        value for value in np.unique(truth) if value and len(np.unique(groups[truth == value])) >= _FOLDS
    ]
    used = np.isin(truth, values)
    if len(values) < 2:
        return None
    features = np.stack(
        [PARTS[part](film).ravel() for film, wanted in zip(facts, used, strict=True) if wanted]
    )
    truth, groups = truth[used], groups[used]
    right = _correct(features, truth, groups)
    names, group_of = np.unique(groups, return_inverse=True)
    drawn = np.random.default_rng(_SEED).multinomial(
        len(names), np.full(len(names), 1 / len(names)), _REPETITIONS
    )
    low, high = np.nanquantile(_balanced(right, truth, drawn[:, group_of].astype(np.float64)), (0.025, 0.975))
    chance = 1 / len(values)
    return Probe(
        part=part,
        target=target,
        films=len(truth),
        values=len(values),
        balanced_accuracy=float(_balanced(right, truth, np.ones((1, len(truth))))[0]),
        low=float(low),
        high=float(high),
        chance=chance,
        far_above_chance=float(low) > chance + FAR_ABOVE_CHANCE * (1 - chance),
    )


def probes(facts: Sequence[FilmFacts], context: JobContext) -> tuple[Probe, ...]:
    """Probe all parts for the class, and the whole film for the source, on the films chosen for it."""
    chosen = set(choose_for_probe([film.record for film in facts if film.record.label]))
    films = [film for film in facts if film.record in chosen] or list(facts)
    with_lungs = [film for film in films if film.lungs is not None and film.lungs.any()]
    plans = [
        (films, "whole film", "class"),
        (films, "borders", "class"),
        (with_lungs, "lungs blanked", "class"),
        (films, "whole film", "source"),
        (films, "borders", "source"),
    ]
    found = []
    for number, (used, part, target) in enumerate(plans):
        context.progress(number / len(plans), f"telling the {target} from the {part}")
        found.append(probe(used, part, target) if used else None)
    return tuple(one for one in found if one is not None)
