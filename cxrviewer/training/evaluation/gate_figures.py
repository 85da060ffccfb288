"""How good a gate is: films made wrong are told apart, frontal films pass, other pictures do not."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.card import Card, Metric
from cxrviewer.inference.gate import FRONTAL, MIRRORED
from cxrviewer.inference.novelty import KnownFilms, open_known_films
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.sessions import open_session
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.reliability import Answers, answers
from cxrviewer.training.evaluation.resampling import draw_weights, interval, means
from cxrviewer.training.gate.examples import BODY_PARTS, as_other_makers, gate_example, role

Bools = npt.NDArray[np.bool_]
SEED, DRAWINGS = 1, 60
OTHER_MAKERS = "validation, processed as other makers would"


def gate_metrics(package: ModelPackage, validation: PreparedFilms, subset: str) -> tuple[Metric, ...]:
    """Return what share of films made wrong are named rightly, of frontal films pass, of others are refused.

    Parameters
    ----------
    package
        With its thresholds.
    validation
        Films prepared for it.
    """
    card, session = package.card, open_session(package, "cpu")
    read, known = partial(answers, session, card), open_known_films(package)
    passes = partial(_passed, card, known)
    passed = passes(read(np.asarray(validation.pictures)))
    frontal = np.array([role(record.label) == FRONTAL for record in validation.records])
    films, of_films = np.asarray(validation.pictures)[frontal], _chosen(validation.records, frontal)
    rights, labels = _made(card, validation, read)
    metrics = [
        _share("accuracy on films made wrong", rights, validation.records, subset),
        _share("frontal films that pass", passed[frontal], of_films, subset),
        _share("frontal films that pass", passes(read(as_other_makers(films))), of_films, OTHER_MAKERS),
        *_by_source(passed, frontal, validation.records, subset),
        _share("other films refused", ~passed[~frontal], _chosen(validation.records, ~frontal), subset),
        *_of_drawings(lambda drawn: ~passes(read(drawn)), films.shape[-1]),
    ]
    for label in card.label_names:
        of_label = labels == label
        records = _chosen(validation.records, of_label)
        metrics.append(_share(f"recall of {label}", rights[of_label], records, subset))
    return tuple(metric for metric in metrics if metric.images)


def _of_drawings(refused: Callable[[npt.NDArray[np.uint8]], Bools], side: int) -> Iterator[Metric]:
    """Return what share of drawn radiographs of each part of the body is refused."""
    random = np.random.default_rng(SEED)
    for draw in BODY_PARTS:
        hits = refused(np.stack([draw(side, random) for _ in range(DRAWINGS)]))
        groups = [str(number) for number in range(DRAWINGS)]
        yield _share_of_groups("drawings refused", hits, groups, f"drawn, {draw.__name__.replace('_', ' ')}")


def _passed(card: Card, known: KnownFilms, said: Answers) -> Bools:
    """Tell which films pass both thresholds of the gate."""
    scores = [known.score(one) for one in said.features]
    names = card.label_names
    upright = said.probabilities[:, names.index(FRONTAL)] + said.probabilities[:, names.index(MIRRORED)]
    threshold = card.labels[names.index(FRONTAL)].threshold or 0.0
    furthest = card.novelty.threshold if card.novelty is not None else np.inf
    return np.asarray((upright >= threshold) & (np.array(scores) <= furthest))


def _made(
    card: Card, validation: PreparedFilms, read: Callable[[npt.NDArray[np.uint8]], Answers]
) -> tuple[Bools, npt.NDArray[np.str_]]:
    """Make one example of each film; return whether each is named rightly, and its label."""
    random = np.random.default_rng(SEED)
    made = [
        gate_example(np.asarray(film), role(record.label), random)
        for film, record in zip(validation.pictures, validation.records, strict=True)
    ]
    named = read(np.stack([picture for picture, _label in made])).probabilities.argmax(axis=1)
    labels = np.array([label for _picture, label in made])
    return np.array(card.label_names)[named] == labels, labels


def _by_source(passed: Bools, frontal: Bools, records: Sequence[FilmRecord], subset: str) -> list[Metric]:
    """Return the share of frontal films that pass, source by source."""
    sources = np.array([record.source for record in records])
    found = []
    for source in sorted(set(sources[frontal].tolist()) - {""}):
        chosen = frontal & (sources == source)
        where = f"{subset}, {source}"
        found.append(_share("frontal films that pass", passed[chosen], _chosen(records, chosen), where))
    return found


def _chosen(records: Sequence[FilmRecord], chosen: Bools) -> list[FilmRecord]:
    return [record for record, wanted in zip(records, chosen.tolist(), strict=True) if wanted]


def _share(name: str, hits: Bools, records: Sequence[FilmRecord], subset: str) -> Metric:
    """Return a share of films with its interval over groups."""
    return _share_of_groups(name, hits, [record.group for record in records], subset)


def _share_of_groups(name: str, hits: Bools, groups: Sequence[str], subset: str) -> Metric:
    """Return a share with its interval over groups."""
    rows = means(hits.astype(np.float64), draw_weights(groups)) if len(hits) else np.zeros(1)
    low, high = interval(rows) or (0.0, 0.0)
    return Metric(name=name, value=float(rows[0]), low=low, high=high, images=len(hits), subset=subset)
