"""What lies behind a classifier's figures: strata, Grad-CAM, controls, the worst films."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.class_figures import (
    ClassAnswers,
    class_answers,
    few_figures,
    made_figure,
)
from cxrviewer.training.evaluation.class_measures import confusion, measures
from cxrviewer.training.evaluation.class_pairs import class_pairs
from cxrviewer.training.evaluation.film_answers import LUNGS_BLANKED, FilmAnswer
from cxrviewer.training.evaluation.resampling import Weights, draw_weights
from cxrviewer.training.evaluation.schema import CamShares, Control, Controls, Figure, Stratum
from cxrviewer.training.evaluation.strata import By, strata

WORST_FILMS = 12
SHARE_STEPS = 10
_SHUFFLES = 100

Floats = npt.NDArray[np.float64]


def class_strata(answers: Sequence[FilmAnswer], found: ClassAnswers) -> tuple[Stratum, ...]:
    """Return accuracy and macro F1 by source, age group and view; of one class alone there is no macro F1."""
    return tuple(_stratum(by, name, found.chosen(chosen)) for by, name, chosen in strata(answers))


def _stratum(by: By, name: str, found: ClassAnswers) -> Stratum:
    classes = tuple(found.labels[number] for number in np.unique(found.reference))
    accuracy, macro = few_figures(found)
    if len(classes) < 2:
        macro = Figure(name=macro.name, value=None, films=macro.films)
    return Stratum(
        by=by,
        name=name,
        films=len(found.reference),
        classes=classes,
        figures=(accuracy, macro),
        pairs=class_pairs(found),
    )


def cam_shares(answers: Sequence[FilmAnswer], labels: Sequence[str]) -> CamShares | None:
    """Return how much of the Grad-CAM lies in the lungs; None where no film has both."""
    films = [(one, one.focus, one.probabilities) for one in answers]
    known = [(one, focus, said) for one, focus, said in films if focus is not None and said is not None]
    if not known:
        return None
    weights = draw_weights([one.record.group for one, _focus, _said in known])
    shares, ratios, film_areas, frame_areas = np.array(
        [(focus.lung_share, focus.ratio, focus.film_area, focus.frame_area) for _one, focus, _said in known]
    ).T
    answer = np.array([labels[int(said.argmax())] for _one, _focus, said in known])
    given = [label for label in labels if label in answer]
    low, high = np.percentile(shares, (25, 75))
    return CamShares(
        films=len(known),
        median=_median("median share", shares, weights),
        quartiles=(float(low), float(high)),
        histogram=tuple(np.histogram(shares, SHARE_STEPS, (0, 1))[0].tolist()),
        by_class={label: float(np.median(shares[answer == label])) for label in given},
        ratio=_median("median ratio to chance", ratios, weights),
        film_area=_median("median share of the film that is lung", film_areas, weights),
        frame_area=_median("median share of the frame that is lung", frame_areas, weights),
        ratio_by_class={label: float(np.median(ratios[answer == label])) for label in given},
        films_by_class={label: int((answer == label).sum()) for label in given},
    )


def _median(name: str, values: Floats, weights: Weights) -> Figure:
    """Return the median over the films with its interval."""
    films = np.arange(len(values))
    rows = np.array([np.median(values[np.repeat(films, row.astype(np.intp))]) for row in weights])
    return made_figure(name, rows, len(values))


def control_figures(answers: Sequence[FilmAnswer], labels: Sequence[str]) -> Controls | None:
    """Compare the films with the same films blanked; None where that was not asked for."""
    films = [one for one in answers if one.controls]
    if not films:
        return None
    whole = class_answers(films, labels)
    rows, chance = [_control("unchanged", whole, None)], chance_macro_f1(whole)
    for name in films[0].controls:
        changed = np.array([one.controls[name] for one in films], np.float64)
        rows.append(
            _control(name, ClassAnswers(changed, whole.reference, whole.labels, whole.weights), whole)
        )
    return Controls(
        films=len(films),
        rows=tuple(rows),
        chance_macro_f1=chance,
        sentence=_sentence(next(row for row in rows if row.name == LUNGS_BLANKED), rows[0], chance),
    )


def _control(name: str, found: ClassAnswers, whole: ClassAnswers | None) -> Control:
    accuracy, macro = few_figures(found)
    difference = None
    if whole is not None:
        difference = found.figure("difference", found.measures.macro_f1 - whole.measures.macro_f1)
    return Control(name=name, accuracy=accuracy, macro_f1=macro, difference=difference)


def _sentence(blanked: Control, whole: Control, chance: float) -> str:
    """Say whether the model goes by the lungs."""
    difference = blanked.difference
    if whole.macro_f1.low is not None and whole.macro_f1.low <= chance:
        return "The model does not tell the classes apart on these films, with or without the lungs."
    if difference is None or difference.value is None or difference.high is None:
        return "Whether the model goes by the lungs cannot be told from these films."
    fall = f"from {whole.macro_f1.value:.2f} to {blanked.macro_f1.value:.2f}"
    if difference.high >= 0:
        return (
            "The model does as well with the lungs blanked: it goes by something else than the lungs "
            f"(macro F1 {fall})."
        )
    said = f"With the lungs blanked the macro F1 falls {fall}"
    if blanked.macro_f1.low is not None and blanked.macro_f1.low > chance:
        return f"{said}, which is still above chance ({chance:.2f}): what lies outside the lungs helps it."
    return f"{said}, about what chance reaches ({chance:.2f})."


def chance_macro_f1(found: ClassAnswers, seed: int = 0) -> float:
    """Return the mean macro F1 of the same answers dealt out to the films at random."""
    generator = np.random.default_rng(seed)
    one = np.ones((1, len(found.reference)), np.float32)
    values = [
        measures(
            confusion(one, found.reference, generator.permutation(found.predicted), len(found.labels))
        ).macro_f1[0]
        for _ in range(_SHUFFLES)
    ]
    return float(np.mean(values))


def worst_films(answers: Sequence[FilmAnswer], found: ClassAnswers) -> list[int]:
    """Return the places of the wrong answers whose true class is held least likely, the worst first."""
    truth = found.probabilities[np.arange(len(answers)), found.reference]
    wrong = np.flatnonzero(found.predicted != found.reference)
    ordered = wrong[np.argsort(truth[wrong], kind="stable")]
    return [int(place) for place in ordered[:WORST_FILMS]]
