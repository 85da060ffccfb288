"""The evaluation of a model package on a data set: figures as JSON, every film as CSV."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.card import Card, Metric
from cxrviewer.inference.model import Classifier, open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage
from cxrviewer.jobs import JobContext
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.data_set.film_reader import open_film_reader
from cxrviewer.training.data_set.patch_films import lung_finder
from cxrviewer.training.data_set.records import (
    FilmRecord,
    data_hash,
    read_records,
    with_labels_of,
    with_masks,
)
from cxrviewer.training.data_set.splits import split_by_group
from cxrviewer.training.evaluation.measuring import (
    ClassifierAnswers,
    LungScore,
    class_table,
    classifier_metrics,
    classify_films,
    lung_metrics,
    score_lungs,
)
from cxrviewer.training.evaluation.patch_evaluation import MEASURED_PATCHES, classify_patches, patch_metrics

SUBSETS = ("validation", "training", "all")


def records_of_subset(card: Card, data: Path, subset: str) -> list[FilmRecord]:
    """List the films to measure on; "validation" are those that the model's own split kept back.

    Raises
    ------
    CxrviewerError
        If the subset is unknown or the data cannot be used.
    """
    if subset not in SUBSETS:
        raise CxrviewerError(f"no subset is called {subset!r} (there are {', '.join(SUBSETS)})")
    records = read_records(data)
    records = with_masks(records) if card.task == "segment" else with_labels_of(records, card)
    if subset == "all":
        return records
    training = card.training
    if training is None or data_hash(records) != training.data_sha256:
        raise CxrviewerError(
            f"{data}: is not the data set that {card.name} was trained on, so its split does not apply; "
            "choose the subset all"
        )
    split = split_by_group(records, training.validation_share, training.seed)
    return list(split.validation if subset == "validation" else split.training)


def _write_rows(file: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV."""
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)


def _write_predictions(file: Path, answers: ClassifierAnswers, labels: Sequence[str]) -> None:
    """Write every film with its label and probabilities."""
    rows = [
        [record.path.name, record.source, record.label, labels[int(row.argmax())], *(f"{p:.5f}" for p in row)]
        for record, row in zip(answers.records, answers.probabilities, strict=True)
    ]
    _write_rows(file, ["file", "source", "label", "prediction", *(f"p_{label}" for label in labels)], rows)


def _write_scores(file: Path, scores: Sequence[LungScore]) -> None:
    """Write every film with its Dice."""
    rows = [
        [
            score.record.path.name,
            score.record.source,
            f"{score.both:.5f}",
            f"{score.right:.5f}",
            f"{score.left:.5f}",
        ]
        for score in scores
    ]
    _write_rows(file, ["file", "source", "dice", "dice_right_lung", "dice_left_lung"], rows)


def _by_source(answers: ClassifierAnswers) -> dict[str, dict[str, float | int]]:
    """Return the accuracy on the films of each source."""
    correct = answers.probabilities.argmax(axis=1) == answers.reference
    sources = [record.source for record in answers.records]
    return {
        source: {
            "films": sources.count(source),
            "accuracy": float(correct[[name == source for name in sources]].mean()),
        }
        for source in sorted(set(sources))
    }


def _classifier_report(
    package: ModelPackage, records: Sequence[FilmRecord], output: Path, subset: str, context: JobContext
) -> tuple[tuple[Metric, ...], dict[str, object]]:
    """Measure a classifier and write its predictions."""
    labels = package.card.label_names
    if package.card.patches is not None:
        return _patch_report(open_classifier(package, "cpu"), records, output, subset, context)
    answers = classify_films(open_film_reader(package), records, context)
    _write_predictions(output / "predictions.csv", answers, labels)
    details = {"classes": class_table(answers, labels), "by_source": _by_source(answers)}
    return classifier_metrics(answers, labels, subset), details


def _patch_report(
    classifier: Classifier, records: Sequence[FilmRecord], output: Path, subset: str, context: JobContext
) -> tuple[tuple[Metric, ...], dict[str, object]]:
    """Measure a classifier of patches and write the mean probabilities of each film that could be read."""
    labels = classifier.package.card.label_names
    found = classify_patches(classifier, records, lung_finder(), context)
    means = ClassifierAnswers(found.records, found.answers.mean(axis=1), found.reference, found.cam_peaks)
    _write_predictions(output / "predictions.csv", means, labels)
    details: dict[str, object] = {
        "patches_per_film": MEASURED_PATCHES,
        "classes": class_table(means, labels),
        "by_source": _by_source(means),
        "refused": [record.path.name for record in found.refused],
    }
    return patch_metrics(found, labels, subset), details


def _segmenter_report(
    package: ModelPackage, records: Sequence[FilmRecord], output: Path, subset: str, context: JobContext
) -> tuple[tuple[Metric, ...], dict[str, object]]:
    """Measure a segmentation and write every film's Dice."""
    scores = score_lungs(open_segmenter(package, "cpu"), records, context)
    _write_scores(output / "predictions.csv", scores)
    by_source = {
        source: lung_metrics([score for score in scores if score.record.source == source], subset)[
            0
        ].model_dump()
        for source in sorted({record.source for record in records})
    }
    return lung_metrics(scores, subset), {"by_source": by_source}


def evaluate(
    package: ModelPackage, data: Path, output: Path, subset: str, context: JobContext
) -> tuple[Metric, ...]:
    """Measure a model package on a data set and write `metrics.json` and `predictions.csv`.

    Parameters
    ----------
    data
        See `read_records`.
    output
        The folder for the two files.
    subset
        "validation" or "training" (the side of the model's own split), or "all".

    Returns
    -------
    tuple of Metric
        The figures with 95 % intervals by bootstrap over groups.

    Raises
    ------
    CxrviewerError
        If the data cannot be used or a film cannot be read.
    """
    card = package.card
    records = records_of_subset(card, data, subset)
    output.mkdir(parents=True, exist_ok=True)
    measure = _segmenter_report if card.task == "segment" else _classifier_report
    metrics, details = measure(package, records, output, subset, context)
    summary = {
        "model": card.name,
        "version": card.version,
        "weights_sha256": card.files[package.weights.name],
        "subset": subset,
        "films": len(records),
        "metrics": [metric.model_dump() for metric in metrics],
        **details,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
    }
    (output / "metrics.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    return metrics
