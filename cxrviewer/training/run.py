"""A whole training: data set, split, films, network, validation, model package."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch

from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.card import Card, Metric, TrainingRecord
from cxrviewer.inference.model import open_classifier, open_segmenter
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_reader import open_film_reader
from cxrviewer.training.data_set.films import PreparedFilms, prepare_films
from cxrviewer.training.data_set.patch_films import lung_finder, prepare_patches
from cxrviewer.training.data_set.records import FilmRecord, data_hash, read_records, with_labels, with_masks
from cxrviewer.training.data_set.splits import METHOD, fewer, split_by_group
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
from cxrviewer.training.learning.trainer import EpochReport, fit
from cxrviewer.training.packages.packaging import Findings, make_card, write_card, write_network
from cxrviewer.training.presets import Preset

WATCHED = 10  # of so many training films one is validated on after each epoch, where films are limited
VERSION = "1.0.0"
SUBSET = "validation"
UNMEASURED_SCALE = 1e3  # of the Grad-CAM before it is measured: so high that no map is clipped to it
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a training leaves.

    Attributes
    ----------
    package
        The model package.
    refused
        One sentence for each film that could not be used.
    """

    package: ModelPackage
    refused: tuple[str, ...]


def use_threads(count: int) -> None:
    """Let torch compute with so many CPU threads; 0 leaves its own choice."""
    if count > 0:
        torch.set_num_threads(count)


def usable_records(data: Path, preset: Preset) -> list[FilmRecord]:
    """List the films of a data set that the preset can train on (errors as in `read_records`)."""
    records = read_records(data)
    if preset.task == "gate":
        return records
    return with_masks(records) if preset.task == "segment" else with_labels(records, preset.labels)


def _prepared(
    records: Sequence[FilmRecord], preset: Preset, folder: Path, context: JobContext
) -> tuple[PreparedFilms, list[str]]:
    """Prepare one side of the split; at least two films must be left, for a batch has no fewer."""
    if len(records) < 2:
        raise DataError(f"{folder.name}: the split leaves {len(records)} films, and two are needed")
    prepare = prepare_patches if preset.patches else prepare_films
    films, refused = prepare(records, preset, folder, context)
    if len(films.records) < 2:
        raise DataError(f"{folder.name}: too few of the {len(records)} films can be used: {refused[0]}")
    return films, refused


def check_sizes(preset: Preset) -> None:
    """Refuse picture sizes that the preset's network cannot take.

    Raises
    ------
    CxrviewerError
        If a size is not a multiple of what the network halves its pictures to, or leaves it no map.
    """
    entry = NETWORKS[preset.architecture]
    multiple, smallest = entry.multiple(preset.options), entry.input.smallest
    sizes = ", ".join(str(side) for side in preset.sizes)
    if any(side % multiple for side in preset.sizes):
        raise CxrviewerError(
            f"sizes={sizes}: the network {preset.architecture!r} takes multiples of {multiple} only"
        )
    if min(preset.sizes) < smallest:
        raise CxrviewerError(f"sizes={sizes}: the network {preset.architecture!r} takes {smallest} or more")


def _images_by_source(records: Sequence[FilmRecord]) -> dict[str, dict[str, int]]:
    """Count films by source and label."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        counts[record.source][record.label] += 1
    return {source: dict(labels) for source, labels in counts.items()}


def training_record(preset: Preset, films: PreparedFilms, records: Sequence[FilmRecord]) -> TrainingRecord:
    """Return the card's account of the training."""
    kinds = (str, int, float, bool)
    settings = {
        item.name: value
        for item in fields(preset)
        if isinstance(value := getattr(preset, item.name), kinds) and item.name not in {"name", "description"}
    }
    settings["sizes"], settings["epochs"] = str(preset.sizes), str(preset.epochs)
    return TrainingRecord(
        preset=preset.name,
        settings=settings,
        data_sha256=data_hash(records),
        split=METHOD,
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


def _package(
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


def run_training(
    data: Path,
    output: Path,
    preset: Preset,
    context: JobContext,
    report: Callable[[EpochReport], None],
    *,
    device: str,
    resume: bool = False,
) -> RunResult:
    """Train a network on a data set and make a model package of it.

    Parameters
    ----------
    data
        See `read_records`.
    output
        The run's folder: prepared films, `last.pt`, `log.jsonl`, and `package/NAME-VERSION/`.
    report
        Called after every epoch.
    device
        "cpu" or "cuda".
    resume
        Go on from the last checkpoint in `output`.

    Raises
    ------
    CxrviewerError
        If the data cannot be trained on or the training fails.
    """
    check_sizes(preset)
    records = usable_records(data, preset)
    split = split_by_group(records, preset.validation_share, preset.seed)
    output.mkdir(parents=True, exist_ok=True)
    if not resume:
        (output / LOG).unlink(missing_ok=True)
    chosen = fewer(split.training, preset.films_per_stratum, preset.seed)
    training, refused = _prepared(chosen, preset, output / "films-training", context.part(0, 0.04))
    watched = fewer(split.validation, preset.films_per_stratum // WATCHED, preset.seed)
    validation, refused_too = _prepared(
        watched, preset, output / "films-validation", context.part(0.04, 0.05)
    )

    def log(epoch: EpochReport) -> None:
        with (output / LOG).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(asdict(epoch)) + "\n")
        report(epoch)

    state = fit(
        training,
        validation,
        preset,
        output,
        context.part(0.05, 0.9),
        log,
        device=torch.device(device),
        resume=resume,
    )
    package = _package(
        state.average.module,
        preset,
        training,
        validation,
        split.validation if preset.patches else validation.records,
        training_record(preset, training, records),
        output / "package" / f"{preset.package}-{VERSION}",
        context.part(0.9, 1),
    )
    return RunResult(package, (*refused, *refused_too))
