"""From a trained network to a model package: written, calibrated, measured as users will run it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from cxrviewer.inference.card import Card, Metric, TrainingRecord
from cxrviewer.inference.model import open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_reader import open_film_reader
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.patch_films import lung_finder
from cxrviewer.training.data_set.records import FilmRecord, data_hash
from cxrviewer.training.evaluation.gate_figures import gate_metrics
from cxrviewer.training.evaluation.measuring import (
    apply_temperature,
    classifier_metrics,
    classify_films,
    fit_temperature,
    lung_metrics,
    score_lungs,
)
from cxrviewer.training.evaluation.patch_evaluation import (
    MEASURED_PATCHES,
    classify_patches,
    fit_patch_temperature,
    patch_metrics,
)
from cxrviewer.training.evaluation.reliability import made_reliable
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.packages.half_precision import round_to_half
from cxrviewer.training.packages.packaging import Findings, make_card, write_network
from cxrviewer.training.presets import Preset, values_in_use

VERSION = "1.0.0"
SUBSET = "validation"
UNMEASURED_SCALE = 1e3  # of the Grad-CAM before it is measured: so high that no map is clipped to it


def _images_by_source(records: Sequence[FilmRecord]) -> dict[str, dict[str, int]]:
    """Count films by source and label."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        counts[record.source][record.label] += 1
    return {source: dict(labels) for source, labels in counts.items()}


def training_record(
    preset: Preset, films: PreparedFilms, records: Sequence[FilmRecord], method: str
) -> TrainingRecord:
    """Return the card's account of the training; `method` says how the films were divided."""
    return TrainingRecord(
        preset=preset.name,
        settings=values_in_use(preset),
        data_sha256=data_hash(records),
        split=method,
        seed=preset.seed,
        validation_share=preset.validation_share,
        images_by_source=_images_by_source(tuple(dict.fromkeys(films.records))),
    )


def _classifier_findings(
    package: ModelPackage, records: Sequence[FilmRecord], context: JobContext
) -> Findings:
    """Calibrate and measure a classifier; its card still has temperature 1."""
    answers = classify_films(open_film_reader(package), records, context)
    temperature = fit_temperature(answers.probabilities, answers.reference)
    calibrated = replace(answers, probabilities=apply_temperature(answers.probabilities, temperature))
    metrics = classifier_metrics(calibrated, package.card.label_names, SUBSET)
    peaks = sorted(answers.cam_peaks)
    scale = float(peaks[int(0.99 * (len(peaks) - 1))])
    return Findings(metrics, temperature, scale if scale > 0 else None)


def _segmenter_findings(
    package: ModelPackage, records: Sequence[FilmRecord], context: JobContext
) -> Findings:
    """Measure a segmentation, over all films and by source."""
    scores = score_lungs(open_segmenter(package, "cpu"), records, context)
    metrics: list[Metric] = list(lung_metrics(scores, SUBSET))
    for source in sorted({record.source for record in records} - {""}):
        of_source = [score for score in scores if score.record.source == source]
        metrics.append(lung_metrics(of_source, f"{SUBSET}, {source}")[0])
    return Findings(tuple(metrics), 1.0, None)


def _patch_findings(package: ModelPackage, records: Sequence[FilmRecord], context: JobContext) -> Findings:
    """Calibrate and measure a classifier of patches; its card still has temperature 1."""
    found = classify_patches(open_classifier(package, "cpu"), records, lung_finder(), context)
    temperature = fit_patch_temperature(found.answers, found.reference)
    calibrated = replace(found, answers=apply_temperature(found.answers, temperature))
    subset = f"{SUBSET}, {MEASURED_PATCHES} patches a film"
    scale = float(np.quantile(found.cam_peaks, 0.99)) * UNMEASURED_SCALE
    metrics = patch_metrics(calibrated, package.card.label_names, subset)
    return Findings(metrics, temperature, scale if scale > 0 else None)


_MEASURES: Mapping[str, Callable[[ModelPackage, Sequence[FilmRecord], JobContext], Findings]] = {
    "classify": _classifier_findings,
    "patches": _patch_findings,
    "segment": _segmenter_findings,
}


def make_package(
    network: torch.nn.Module,
    preset: Preset,
    training: PreparedFilms,
    validation: PreparedFilms,
    measured: Sequence[FilmRecord],
    record: TrainingRecord,
    folder: Path,
    context: JobContext,
) -> ModelPackage:
    """Write the package, measure it as users will run it, and write its card with the figures."""
    round_to_half(network)
    golden = write_network(network, preset, folder)
    full_scales = {"classify": 1.0, "patches": UNMEASURED_SCALE}
    unmeasured = Findings((), 1.0, full_scales.get(preset.task))
    write_card(make_card(preset, VERSION, record, unmeasured, golden, folder), folder)
    if preset.task in _MEASURES:
        findings = _MEASURES[preset.task](read_package(folder), measured, context)
        write_card(make_card(preset, VERSION, record, findings, golden, folder), folder)
    if preset.task in {"classify", "gate"}:
        write_card(made_reliable(read_package(folder), training, validation), folder)
    if preset.task == "gate":
        write_card(_with_gate_figures(read_package(folder), validation), folder)
    return read_package(folder)


def _with_gate_figures(package: ModelPackage, validation: PreparedFilms) -> Card:
    """Return the card of a gate with its figures."""
    return package.card.model_copy(update={"metrics": gate_metrics(package, validation, SUBSET)})
