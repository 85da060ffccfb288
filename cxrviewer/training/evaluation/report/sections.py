"""What the report of an evaluation says, section by section."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cxrviewer.training.evaluation.figure_words import interval_words, with_interval
from cxrviewer.training.evaluation.gallery import GalleryPicture
from cxrviewer.training.evaluation.lung_figures import LUNG_NAMES
from cxrviewer.training.evaluation.report.class_sections import class_sections
from cxrviewer.training.evaluation.report.content import Document, Gallery, Grid, Plot, Plots, Section, Words
from cxrviewer.training.evaluation.report.plots import histogram_plot, training_plots
from cxrviewer.training.evaluation.report.strata_grid import strata_section
from cxrviewer.training.evaluation.schema import Evaluation, LungEvaluation, TrainingCurves

_MOST_LISTED = 40
UNKNOWN = "not known"


def document(evaluation: Evaluation, pictures: Sequence[GalleryPicture]) -> Document:
    """Return the whole report."""
    model, data = evaluation.model, evaluation.data
    return Document(
        title=f"{model.name} {model.version}",
        subtitle=f"Evaluation on {data.name} ({data.subset}): {data.measured} films",
        warning=evaluation.not_for_clinical_use,
        origin=f"cxrviewer {evaluation.program_version}, {evaluation.created}",
        sections=tuple(_sections(evaluation, pictures)),
    )


def _sections(evaluation: Evaluation, pictures: Sequence[GalleryPicture]) -> Iterator[Section]:
    yield _summary(evaluation)
    if evaluation.classes is not None:
        yield from class_sections(evaluation.classes, evaluation.model.titles)
    if evaluation.lungs is not None:
        yield from _lung_sections(evaluation.lungs)
    if pictures:
        yield _worst(evaluation, pictures)
    if evaluation.training is not None:
        yield _training(evaluation.training)
    if evaluation.unusable:
        yield _unusable(evaluation)


def _summary(evaluation: Evaluation) -> Section:
    """Say what was measured on what."""
    model, data = evaluation.model, evaluation.data
    grid = Grid(
        ("", ""),
        (
            ("Network, recipe", f"{model.architecture}, {model.preset or UNKNOWN}"),
            ("Reads", model.reads),
            ("Weights (SHA-256)", f"{model.weights_sha256[:16]}…"),
            (
                "Films",
                f"{data.films}: {data.answered} answered, {data.abstained} abstained, {data.failed} failed",
            ),
            ("Patients or groups", f"{data.groups}"),
            ("Test set (SHA-256 of the films' hashes)", f"{data.sha256[:16]}…"),
            ("Speed", f"{evaluation.films_per_s:.1f} films per second ({evaluation.seconds:.0f} s)"),
        ),
        texts=2,
    )
    words = [
        f"{interval_words(evaluation.intervals)} Figures count every film that the model could be "
        "asked about; films that the program would abstain from count too, and the figures without them "
        "stand beside.",
        *evaluation.notes,
    ]
    return Section("What was measured", (grid, *map(Words, words)))


def _lung_sections(found: LungEvaluation) -> Iterator[Section]:
    rows = tuple(
        (
            LUNG_NAMES[one.lung],
            with_interval(one.dice),
            f"{one.dice_fifth_percentile:.3f}",
            with_interval(one.iou),
            with_interval(one.hd95_px, 1),
            with_interval(one.hd95_mm, 1),
        )
        for one in found.lungs
    )
    head = ("", "Dice", "5th percentile", "IoU", "HD95, px at 512", "HD95, mm")
    note = (
        f"Means over {found.lungs[0].dice.films} films; 5th percentile: 5 % of the films have a lower Dice. "
        "HD95: the greater of the two directed 95th percentiles of the distance between the outlines; in "
        f"pixels of the film brought to 512 at its longer side, and in mm for {_told(found)}."
    )
    said = f"Right and left swapped: {found.swapped} films. A lung missed altogether: {found.missing} films."
    plot = Plot(histogram_plot(found.histogram, "Dice of both lungs"), "Dice of both lungs, film by film.")
    yield Section("Lungs", (Grid(head, rows, note), Words(said), Plots((plot,))))
    yield from strata_section(found.strata)


def _told(found: LungEvaluation) -> str:
    """Say which films tell their spacing."""
    films = found.lungs[0].hd95_mm.films
    return f"the {films} films that tell their spacing" if films else "films that tell their spacing (none)"


def _worst(evaluation: Evaluation, pictures: Sequence[GalleryPicture]) -> Section:
    """Return the gallery."""
    words = (
        "The wrong answers whose true class the model held least likely, the worst first. Colours: Grad-CAM "
        "of the predicted class on the absolute scale of the model's card; lines: the lungs as the program "
        "found them, blue the right and green the left."
    )
    if evaluation.lungs is not None:
        words = (
            "The films with the lowest Dice, the worst first. Orange: the reference; blue and green: the "
            "right and the left lung as the model found them."
        )
    return Section("Worst films", (Words(words), Gallery(tuple(pictures))))


def _training(curves: TrainingCurves) -> Section:
    loss, score = training_plots(curves)
    plots = Plots((Plot(loss, "Loss."), Plot(score, f"{curves.score_name} on the validation films.")))
    return Section("Training", (plots,))


def _unusable(evaluation: Evaluation) -> Section:
    """List the films that have no figure or would get no answer; of one reason not too many."""
    by_reason: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in evaluation.unusable:
        by_reason[one.status, one.reason].append(one.file)
    rows = tuple((file, status, reason) for (status, reason), files in by_reason.items() for file in files)
    left = len(rows) - _MOST_LISTED
    note = f"{left} more are in predictions.csv." if left > 0 else ""
    return Section(
        "Films without an answer", (Grid(("file", "", "reason"), rows[:_MOST_LISTED], note, texts=3),)
    )
