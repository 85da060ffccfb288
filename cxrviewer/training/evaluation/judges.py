"""How a model is asked about a film: through the stages and checks that users' films go through."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.classes import heat_maps, lung_coverage
from cxrviewer.analysis.ct.lungs import find_lungs
from cxrviewer.analysis.ct.picture import lung_picture
from cxrviewer.analysis.ct.sides import NotAxialError
from cxrviewer.analysis.ct.slices import seen_part
from cxrviewer.analysis.kinds import kind_of
from cxrviewer.analysis.patch_reading import read_patches
from cxrviewer.analysis.quality import check_suitable, mask_checks, picture_checks
from cxrviewer.display import render_unit
from cxrviewer.errors import ModelError, UnsuitableError
from cxrviewer.inference.card import CT_SLICES
from cxrviewer.inference.gate import Gate, open_gate
from cxrviewer.inference.model import Classifier, Segmenter, open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage, newest_package
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import takes_gradients
from cxrviewer.jobs import JobContext
from cxrviewer.study import HeatMap, Image, LungMask, Quality, ReadAs
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.evaluation.film_answers import (
    CONTROLS,
    LUNGS_BLANKED,
    FilmAnswer,
    Floats,
    Focus,
    Judge,
    film_threads,
)
from cxrviewer.training.evaluation.lung_measures import fit_lungs
from cxrviewer.training.evaluation.patch_evaluation import MEASURED_PATCHES
from cxrviewer.training.evaluation.status import Status

_THREADS = 1  # of a forward pass: films are read side by side instead


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A film as a classifier is given it.

    Attributes
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    lungs
        (rows, columns), where lungs are.
    key
        Of the image.
    refusal
        Why the program would give no answer; empty where it would.
    """

    unit: FloatMap
    lungs: LungMask
    key: str
    refusal: str


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A classifier's answer: (classes,) probabilities, and the Grad-CAM of the likeliest class, if any."""

    probabilities: Floats
    heatmap: HeatMap | None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A film as a reader of the evaluation sees it.

    Attributes
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    lungs
        (rows, columns) uint8: 0 background, 1 right, 2 left lung, as the model or the program finds them.
    reference
        The same as the data set has them, of a segmentation.
    heatmap
        Grad-CAM of the predicted class, of a classifier.
    """

    unit: FloatMap
    lungs: npt.NDArray[np.uint8]
    reference: npt.NDArray[np.uint8] | None = None
    heatmap: HeatMap | None = None


See = Callable[[Image], Seen]
Classify = Callable[[Seen], Answer]
Check = Callable[[Image], None]
Show = Callable[[FilmRecord, Image], Shown]


@dataclass(frozen=True, slots=True)
class Judging:
    """How the films of a test set are judged.

    Attributes
    ----------
    judge
        See `Judge`.
    show
        Does the same for the eye.
    threads
        How many films at a time.
    """

    judge: Judge
    show: Show
    threads: int


def open_judge(
    package: ModelPackage, models: Path, read_as: ReadAs | None = None, *, controls: bool = False
) -> Judging:
    """Load a model for the CPU, and those that stand beside it in the program.

    Parameters
    ----------
    package
        A classifier of films or of patches, or a segmentation.
    models
        Folder of the packages that lungs and gate are taken from.
    read_as
        What the films are read as; None for what the model is made for.
    controls
        Whether each film is classified with its lungs blanked, and with all else blanked, as well.

    Raises
    ------
    ModelError
        If the package is a gate, is broken, or no lung segmentation is there.
    """
    card = package.card
    if card.task == "gate":
        raise ModelError(package.folder, "is a gate: its figures are in its card, made with the training")
    kind = ReadAs.CT if card.reads == CT_SLICES else ReadAs.CXR
    wanted = kind if read_as is None else read_as
    check = _checker(kind, wanted, package.folder)
    if card.task == "segment":
        segmenter = open_segmenter(package, "cpu", _THREADS)
        return Judging(_lung_judge(check, segmenter), _lung_show(segmenter), film_threads())
    classifier = open_classifier(package, "cpu", _THREADS)
    see = see_slice if kind is ReadAs.CT else _film_seer(package, models)
    classify = _patch_classifier(classifier) if card.patches is not None else _film_classifier(classifier)
    judge = _class_judge(check, see, classify, controls=controls)
    return Judging(judge, _class_show(see, classify), 1 if takes_gradients(package) else film_threads())


def _checker(kind: ReadAs, wanted: ReadAs, path: Path) -> Check:
    """Return what refuses images of another kind than the model reads."""

    def check(image: Image) -> None:
        if kind_of(image, wanted) is not kind:
            raise UnsuitableError(image.source.path, f"is of another kind than {path.name} reads")

    return check


def _film_seer(package: ModelPackage, models: Path) -> See:
    """Return how radiographs are seen: lungs by the newest segmentation, checks with the newest gate."""
    lungs = newest_package(models, "segment", package.card.reads)
    if lungs is None:
        raise ModelError(models, "holds no lung segmentation to explain and check a classifier with")
    gate = newest_package(models, "gate", package.card.reads)
    segmenter = open_segmenter(lungs, "cpu", _THREADS)
    opened = None if gate is None else open_gate(gate, "cpu", _THREADS)
    return lambda image: see_film(image, segmenter, opened)


def see_film(image: Image, segmenter: Segmenter, gate: Gate | None) -> Seen:
    """Render a radiograph, find its lungs and make the program's checks (`analysis.quality`)."""
    check_suitable(image)
    unit = render_unit(image)
    lungs = LungMask(segmenter.segment(unit), segmenter.reference)
    checks = Quality((*picture_checks(image, unit, gate), *mask_checks(lungs, unit)))
    return Seen(unit, lungs, image.source.key, checks.reason)


def see_slice(image: Image) -> Seen:
    """Render a CT slice and cut out the part with the lungs, as `analysis.ct` does.

    Raises
    ------
    UnsuitableError
        If it is no axial slice or shows no lung.
    """
    unit = lung_picture(image)
    try:
        lungs = find_lungs(image, unit)
    except NotAxialError as error:
        raise UnsuitableError(image.source.path, str(error)) from error
    if not lungs.labels.any():
        raise UnsuitableError(image.source.path, "shows no lung")
    part = seen_part(lungs.labels)
    cut = replace(lungs, labels=np.ascontiguousarray(lungs.labels[part]))
    return Seen(np.ascontiguousarray(unit[part]), cut, image.source.key, "")


def _film_classifier(classifier: Classifier) -> Classify:
    """Return a classifier of whole films as a function."""
    names = classifier.package.card.label_names

    def classify(seen: Seen) -> Answer:
        reading = classifier.read(seen.unit, seen.lungs.labels)
        maps = {one.label: one for one in heat_maps(classifier, reading, seen.lungs)}
        predicted = names[int(reading.probabilities.argmax())]
        return Answer(np.asarray(reading.probabilities, np.float64), maps.get(predicted))

    return classify


def _patch_classifier(classifier: Classifier) -> Classify:
    """Return a classifier of patches as a function; a film's probabilities are the mean of its patches'."""

    def classify(seen: Seen) -> Answer:
        reading = read_patches(classifier, seen.unit, seen.lungs, seen.key, MEASURED_PATCHES, JobContext())
        predicted = next(one for one in reading.heatmaps if one.label == reading.prediction)
        return Answer(np.asarray(reading.answers.mean(axis=0), np.float64), predicted)

    return classify


def _class_judge(check: Check, see: See, classify: Classify, *, controls: bool) -> Judge:
    """Judge by classes."""

    def judge(record: FilmRecord, image: Image) -> FilmAnswer:
        check(image)
        seen = see(image)
        answer = classify(seen)
        wanted = CONTROLS if controls and seen.lungs.labels.any() else ()
        return FilmAnswer(
            record,
            Status.ABSTAINED if seen.refusal else Status.ANSWERED,
            seen.refusal,
            probabilities=answer.probabilities,
            focus=None if answer.heatmap is None else focus(answer.heatmap, seen.lungs.labels),
            controls={name: classify(blanked(seen, name)).probabilities for name in wanted},
        )

    return judge


def focus(heatmap: HeatMap, labels: npt.NDArray[np.uint8]) -> Focus | None:
    """Say how far a map keeps to the lungs, and how far chance would; None where it is empty or they are."""
    if heatmap.lung_share is None:
        return None
    rows, columns = heatmap.values.shape
    coverage = lung_coverage(labels, (rows, columns), heatmap.extent)[np.isfinite(heatmap.values)]
    if not coverage.any():
        return None
    return Focus(heatmap.lung_share, float((labels > 0).mean()), float(coverage.mean()))


def blanked(seen: Seen, control: str) -> Seen:
    """Fill the lungs, or all but the lungs, with the mean grey of the film.

    What is left to the network of a film with blanked lungs are frame, markers, borders and body; where it
    still names the class it does not go by the lungs. Where the lungs lie stays known.
    """
    inside = seen.lungs.labels > 0
    gone = inside if control == LUNGS_BLANKED else ~inside
    unit: npt.NDArray[np.float32] = np.where(gone, seen.unit.mean(dtype=np.float64), seen.unit).astype(
        np.float32
    )
    return replace(seen, unit=unit)


def _class_show(see: See, classify: Classify) -> Show:
    """Show a film with its lungs and Grad-CAM."""

    def show(_record: FilmRecord, image: Image) -> Shown:
        seen = see(image)
        return Shown(seen.unit, seen.lungs.labels, heatmap=classify(seen).heatmap)

    return show


def _lung_show(segmenter: Segmenter) -> Show:
    """Show a film with the outlines that were found and those of the reference."""

    def show(record: FilmRecord, image: Image) -> Shown:
        unit = render_unit(image)
        return Shown(unit, segmenter.segment(unit), read_mask(record, (image.rows, image.columns)))

    return show


def _lung_judge(check: Check, segmenter: Segmenter) -> Judge:
    """Judge by the lungs' outlines."""

    def judge(record: FilmRecord, image: Image) -> FilmAnswer:
        check(image)
        reference = read_mask(record, (image.rows, image.columns))
        given = segmenter.segment(render_unit(image))
        fits = fit_lungs(given, reference, image.spacing)
        drawn = hashlib.sha256(reference.tobytes()).hexdigest()
        return FilmAnswer(record, Status.ANSWERED, lungs=fits, reference_sha256=drawn)

    return judge
