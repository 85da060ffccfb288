"""What a classifier of patches says of a film: votes, mean probability, and one map of each class."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.classes import grouped, lung_coverage, lung_share
from cxrviewer.analysis.merging import merge_maps
from cxrviewer.analysis.patches import (
    STEP,
    Centres,
    PatchError,
    PatchFilm,
    check_lungs,
    cut_patches,
    draw_centres,
    resample,
)
from cxrviewer.inference.card import Card, PatchContract
from cxrviewer.inference.gradcam import explain
from cxrviewer.inference.model import Classifier
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.probabilities import class_probabilities
from cxrviewer.jobs import JobContext
from cxrviewer.study import Analysis, HeatMap, LungMask, PatchReading, PatchSettings

BATCH = 25
DEFAULT_PATCHES = 100


@dataclass(frozen=True, slots=True, eq=False)
class PatchAnswers:
    """A network's answers for the patches of one film.

    Attributes
    ----------
    logits
        (patches, classes) float32, not calibrated.
    cams
        (patches, classes, rows, columns) float32 Grad-CAM in units of the logit per position.
    """

    logits: FloatMap
    cams: FloatMap


def patch_contract(classifier: Classifier) -> PatchContract:
    """Return what a classifier of patches expects (ValueError of one that reads whole films)."""
    contract = classifier.package.card.patches
    if contract is None:
        raise ValueError(f"{classifier.package.card.name} reads whole films")
    return contract


def check_gate(analysis: Analysis) -> None:
    """Refuse a film that the gate has refused, unless the reader has overruled it.

    Raises
    ------
    PatchError
        With the gate's reason.
    """
    if analysis.quality is not None and analysis.quality.refused:
        raise PatchError(analysis.quality.reason)


def answer_patches(
    classifier: Classifier, film: PatchFilm, centres: Centres, context: JobContext
) -> PatchAnswers:
    """Run the network on patches, batch by batch, so that it can be cancelled and memory stays bounded.

    Raises
    ------
    JobCancelledError
        If the context was cancelled.
    """
    contract, side = classifier.package.card.input, patch_contract(classifier).side
    logits, cams = [], []
    for start in range(0, len(centres), BATCH):
        context.progress(start / len(centres), f"patch {start + 1} of {len(centres)}")
        chosen = centres[start : start + BATCH]
        answer = classifier.session.run(cut_patches(film, chosen, side, contract.stages, contract.grid))
        logits.append(answer.logits)
        cams.append(explain(answer, classifier.head))
    return PatchAnswers(np.concatenate(logits), np.concatenate(cams))


def read_patches(
    classifier: Classifier,
    unit: FloatMap,
    lungs: LungMask,
    seed: str,
    number: int = DEFAULT_PATCHES,
    context: JobContext | None = None,
) -> PatchReading:
    """Draw patches from a film, classify each, and put the answers together.

    Parameters
    ----------
    classifier
        Of patches.
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    lungs
        The film's, by the model or as the reader has corrected them.
    seed
        `ImageSource.key`: the same picture with the same lungs always gives the same answer.
    number
        Patches.
    context
        Takes progress and may cancel between batches.

    Raises
    ------
    PatchError
        If the lungs are missing, too small or not plausible.
    JobCancelledError
        If the context was cancelled.
    """
    check_lungs(lungs)
    film = resample(unit, lungs.labels, patch_contract(classifier))
    centres = draw_centres(film, number, seed)
    answers = answer_patches(classifier, film, centres, context or JobContext())
    return _put_together(classifier, film, centres, answers, lungs, seed)


def _put_together(
    classifier: Classifier,
    film: PatchFilm,
    centres: Centres,
    answers: PatchAnswers,
    lungs: LungMask,
    seed: str,
) -> PatchReading:
    """Count votes, average probabilities and merge maps."""
    card, contract = classifier.package.card, patch_contract(classifier)
    probabilities = class_probabilities(answers.logits, card)
    means = _named(probabilities.mean(axis=0, dtype=np.float64), card)
    return PatchReading(
        votes=_named(np.bincount(probabilities.argmax(axis=1), minlength=len(card.labels)), card),
        probabilities=means,
        deviations=_named(probabilities.std(axis=0, dtype=np.float64), card),
        grouped=grouped(means, card),
        centres=film.to_film(centres),
        answers=probabilities,
        patch_px=contract.side * film.pixel_size,
        heatmaps=_heat_maps(classifier, film, centres, answers.cams, probabilities, lungs),
        settings=PatchSettings(
            seed, contract.side, contract.lung_rows, contract.detail_rows, contract.masked
        ),
        model=classifier.reference,
    )


def _named(values: npt.NDArray[Any], card: Card) -> dict[str, Any]:
    """Return one value for each label."""
    return dict(zip(card.label_names, values.tolist(), strict=True))


def _heat_maps(
    classifier: Classifier,
    film: PatchFilm,
    centres: Centres,
    cams: FloatMap,
    probabilities: FloatMap,
    lungs: LungMask,
) -> tuple[HeatMap, ...]:
    """Merge the Grad-CAMs of every class, on the absolute scale of the card."""
    card = classifier.package.card
    if card.gradcam is None:
        return ()
    maps = merge_maps(cams, probabilities, centres, patch_contract(classifier).side, film.lungs.shape)
    extent = _grid_extent(film, (maps.shape[1], maps.shape[2]))
    coverage = lung_coverage(lungs.labels, (maps.shape[1], maps.shape[2]), extent)
    return tuple(
        HeatMap(
            label=name,
            values=np.clip(merged / card.gradcam.scale, 0, 1).astype(np.float32),
            extent=extent,
            lung_share=lung_share(np.nan_to_num(merged), coverage),
            model=classifier.reference,
        )
        for name, merged in zip(card.label_names, maps, strict=True)
    )


def _grid_extent(film: PatchFilm, shape: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the edges of a grid of `STEP` pixels a cell, which may end up to three pixels further."""
    left, top, right, bottom = film.extent
    rows, columns = film.lungs.shape
    return (
        left,
        top,
        left + (right - left) * shape[1] * STEP / columns,
        top + (bottom - top) * shape[0] * STEP / rows,
    )
