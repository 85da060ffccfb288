"""The evaluation of a model package on a data set, from the films to the four files."""

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.errors import DataError, FileError
from cxrviewer.export.writing import write_json
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import ModelPackage
from cxrviewer.jobs import JobContext
from cxrviewer.locations import models_folder
from cxrviewer.study import ReadAs
from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions
from cxrviewer.training.evaluation.class_details import (
    cam_shares,
    class_strata,
    control_figures,
    worst_films,
)
from cxrviewer.training.evaluation.class_figures import (
    answered_films,
    calibration_record,
    class_answers,
    class_views,
    confusion_record,
    figures_of_classes,
    overall_figures,
)
from cxrviewer.training.evaluation.class_pairs import class_pairs
from cxrviewer.training.evaluation.film_answers import FilmAnswer, answer_films, film_name
from cxrviewer.training.evaluation.gallery import gallery, jpeg
from cxrviewer.training.evaluation.gallery_files import write_gallery
from cxrviewer.training.evaluation.judges import open_judge
from cxrviewer.training.evaluation.lung_figures import lung_evaluation
from cxrviewer.training.evaluation.predictions import write_predictions
from cxrviewer.training.evaluation.reading import METRICS
from cxrviewer.training.evaluation.report import write_report
from cxrviewer.training.evaluation.schema import (
    ClassEvaluation,
    EvaluatedData,
    EvaluatedModel,
    Evaluation,
    TrainingCurves,
    Unusable,
)
from cxrviewer.training.evaluation.status import Status
from cxrviewer.training.evaluation.subsets import on_training_films, records_of_subset, run_folder
from cxrviewer.training.evaluation.training_curves import training_curves


@dataclass(frozen=True, slots=True)
class TestSet:
    """What a model is measured on.

    Attributes
    ----------
    data
        See `read_records`.
    subset
        A side of the model's own split, or "all", see `records_of_subset`.
    read_as
        What the films are read as; None for what the model is made for.
    options
        Where labels and patients are to be found.
    """

    data: Path
    subset: str = "validation"
    read_as: ReadAs | None = None
    options: DataOptions = AS_IT_IS


def evaluate(
    package: ModelPackage,
    test_set: TestSet,
    output: Path,
    context: JobContext,
    *,
    models: Path | None = None,
    controls: bool = False,
) -> Evaluation:
    """Measure a model package; write figures, predictions, reports (`docs/evaluation.md`) and `worst/`.

    Films that cannot be read are listed and do not count; films that the program would abstain from count,
    and the figures without them stand beside.

    Parameters
    ----------
    package
        A classifier of films or of patches, or a segmentation.
    test_set
        The films.
    output
        The folder for the files.
    context
        Takes progress and may cancel between films.
    models
        Folder of the packages that lungs and gate are taken from; those that ship if None.
    controls
        Whether each film is classified with blanked lungs, and with all else blanked, as well.

    Raises
    ------
    CxrviewerError
        If the data cannot be used, the model cannot be loaded, no film can be measured, or a file cannot be
        written.
    """
    models = models or models_folder()
    records = records_of_subset(package, test_set.data, test_set.subset, test_set.options)
    output.mkdir(parents=True, exist_ok=True)
    judging = open_judge(package, models, test_set.read_as, controls=controls)
    began = time.perf_counter()
    answers = answer_films(judging.judge, records, context.part(0, 0.9), judging.threads)
    seconds = time.perf_counter() - began
    measured = [answer for answer in answers if answer.measured]
    if not measured:
        raise DataError(
            f"{test_set.data}: none of the {len(records)} films can be measured: {answers[0].reason}"
        )
    evaluation, worst = _measured(package, test_set, answers, measured, seconds)
    labels = () if package.card.task == "segment" else package.card.label_names
    write_predictions(output, answers, labels, test_set.data)
    write_json(output / METRICS, evaluation.model_dump(mode="json"))
    titles = {label.name: label.title for label in package.card.labels}
    pictures = gallery(judging.show, [measured[place] for place in worst], test_set.data, titles)
    write_gallery([(one.title, one.lines, jpeg(one.pixels)) for one in pictures], output)
    write_report(evaluation, pictures, output)
    return evaluation


def _measured(
    package: ModelPackage,
    test_set: TestSet,
    answers: Sequence[FilmAnswer],
    measured: Sequence[FilmAnswer],
    seconds: float,
) -> tuple[Evaluation, list[int]]:
    """Return all figures, and the places of the worst films among those that are measured."""
    classes, lungs = None, None
    if package.card.task == "segment":
        lungs, worst = lung_evaluation(measured, test_set.data)
    else:
        classes, worst = _class_evaluation(package.card, measured, test_set.data)
    curves, notes = _training(package)
    evaluation = Evaluation(
        program_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=_model(package),
        data=_data(test_set, answers, measured),
        seconds=round(seconds, 2),
        films_per_s=round(len(answers) / seconds, 2),
        notes=(*on_training_films(package.card, test_set.subset, [one.record for one in measured]), *notes),
        unusable=tuple(
            Unusable(file=film_name(one.record.path, test_set.data), status=one.status, reason=one.reason)
            for one in answers
            if one.status is not Status.ANSWERED
        ),
        classes=classes,
        lungs=lungs,
        training=curves,
    )
    return evaluation, worst


def _class_evaluation(
    card: Card, measured: Sequence[FilmAnswer], data: Path
) -> tuple[ClassEvaluation, list[int]]:
    """Return a classifier's figures and the places of the worst films."""
    found = class_answers(measured, card.label_names)
    answered = answered_films(measured)
    worst = worst_films(measured, found)
    record = ClassEvaluation(
        figures=overall_figures(found),
        answered_figures=overall_figures(found.chosen(answered)) if answered.any() else (),
        classes=figures_of_classes(found, card.labels),
        confusion=confusion_record(found),
        calibration=calibration_record(found),
        views=class_views(found, card),
        pairs=class_pairs(found),
        strata=class_strata(measured, found),
        gradcam=cam_shares(measured, card.label_names),
        controls=control_figures(measured, card.label_names),
        worst=tuple(film_name(measured[place].record.path, data) for place in worst),
    )
    return record, worst


def _training(package: ModelPackage) -> tuple[TrainingCurves | None, tuple[str, ...]]:
    """Return the curves of the training, or a sentence that its log cannot be read."""
    try:
        return training_curves(run_folder(package)), ()
    except FileError as error:
        return None, (f"The curves of the training are missing: {error.path.name} {error.reason}.",)


def _model(package: ModelPackage) -> EvaluatedModel:
    card = package.card
    if card.task == "gate":
        raise ValueError("a gate is not evaluated")
    return EvaluatedModel(
        name=card.name,
        version=card.version,
        task=card.task,
        reads=card.reads,
        architecture=card.architecture,
        preset="" if card.training is None else card.training.preset,
        labels=card.label_names,
        titles=tuple(label.title for label in card.labels),
        weights_sha256=card.files[package.weights.name],
    )


def _data(test_set: TestSet, answers: Sequence[FilmAnswer], measured: Sequence[FilmAnswer]) -> EvaluatedData:
    """Return what was measured on."""
    counts = Counter(answer.status for answer in answers)
    hashes = sorted(answer.sha256 for answer in measured)
    return EvaluatedData(
        name=test_set.data.resolve().name,
        subset=test_set.subset,
        sha256=hashlib.sha256("\n".join(hashes).encode()).hexdigest(),
        films=len(answers),
        groups=len({answer.record.group for answer in answers}),
        answered=counts[Status.ANSWERED],
        abstained=counts[Status.ABSTAINED],
        failed=counts[Status.FAILED],
        measured=len(measured),
    )
