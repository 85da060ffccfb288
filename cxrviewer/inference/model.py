"""A model package ready to read films: prepare, infer, invert."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.inference.gradcam import explain, head_weights
from cxrviewer.inference.lung_sides import tell_apart
from cxrviewer.inference.novelty import KnownFilms, open_known_films, pooled
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap, Placement, Prepared, apply_stages
from cxrviewer.inference.probabilities import class_probabilities
from cxrviewer.inference.sessions import Session, open_session, reference, softmax
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, ModelReference

Labels = npt.NDArray[np.uint8]


def prepare(unit: FloatMap, package: ModelPackage, labels: Labels | None = None) -> Prepared:
    """Bring a film to the input contract of a package.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    package
        Its card names the stages.
    labels
        (rows, columns) uint8, 0 where no lung is; for stages that look at the lungs.
    """
    contract = package.card.input
    return apply_stages(unit, contract.stages, contract.grid, labels)


@dataclass(frozen=True, slots=True, eq=False)
class Segmenter:
    """A loaded lung segmentation."""

    package: ModelPackage
    session: Session

    def segment(self, unit: FloatMap) -> Labels:
        """Return the lungs in the film's own geometry.

        A pixel belongs to a lung where that lung's probability, resampled from the grid, exceeds one half.

        Parameters
        ----------
        unit
            (rows, columns) float32 in [0, 1], bright = dense.

        Returns
        -------
        (rows, columns) uint8
            0 background, 1 the patient's right lung, 2 the left.
        """
        prepared = prepare(unit, self.package)
        probabilities = softmax(self.session.run(prepared.batch).logits[0], axis=0)
        labels = np.zeros(unit.shape, np.uint8)
        for label, probability in _of_each_lung(probabilities).items():
            lung = largest_part(probability)
            labels[prepared.placement.to_film(lung) > 0.5] = label
        return labels

    @property
    def reference(self) -> ModelReference:
        """The model that results come from."""
        return reference(self.package, self.session)


def _of_each_lung(probabilities: FloatMap) -> dict[int, FloatMap]:
    """Return the map of each lung; of a network that finds both as one, by where its parts lie."""
    if len(probabilities) > 2:
        return {label: probabilities[label] for label in (RIGHT_LUNG, LEFT_LUNG)}
    sides = tell_apart(probabilities[1] > 0.5)
    return {label: np.where(sides == label, probabilities[1], 0) for label in (RIGHT_LUNG, LEFT_LUNG)}


def largest_part(probability: FloatMap) -> FloatMap:
    """Clear every part above one half but the largest, and fill its holes; (rows, columns) float32."""
    found = (probability > 0.5).astype(np.uint8)
    count, parts, statistics, _centres = cv2.connectedComponentsWithStats(found, connectivity=4)
    if count <= 1:
        return np.zeros_like(probability)
    largest = parts == 1 + int(statistics[1:, cv2.CC_STAT_AREA].argmax())
    cleaned = np.where((found > 0) & ~largest, 0, probability)
    outlines, _tree = cv2.findContours(largest.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(found), outlines, -1, 1, cv2.FILLED)
    holes = (filled > 0) & ~largest
    return np.asarray(np.where(holes, 1, cleaned), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A classifier's answer for one film.

    Attributes
    ----------
    probabilities
        (classes,) float32, calibrated by the card's temperature, summing to 1.
    cams
        (classes, rows, columns) float32 Grad-CAM in units of the logit, on the grid of the last maps.
    placement
        Of the film on the input grid.
    notices
        Sentences that must stand beside the result.
    novelty
        How far the film lies from those that the network has learnt from; None where the package cannot tell.
    """

    probabilities: FloatMap
    cams: FloatMap
    placement: Placement
    notices: tuple[str, ...] = ()
    novelty: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A loaded classifier; `head` is (classes, channels) float32, None where the session takes gradients."""

    package: ModelPackage
    session: Session
    head: FloatMap | None
    known: KnownFilms | None = None

    def read(self, unit: FloatMap, labels: Labels | None = None) -> Reading:
        """Classify a film.

        Parameters
        ----------
        unit
            (rows, columns) float32 in [0, 1], bright = dense.
        labels
            (rows, columns) uint8: what is not 0 is lung; for models whose card asks for the lungs.
        """
        prepared = prepare(unit, self.package, labels)
        answer = self.session.run(prepared.batch)
        return Reading(
            class_probabilities(answer.logits, self.package.card)[0],
            explain(answer, self.head)[0],
            prepared.placement,
            prepared.notices,
            None if self.known is None else self.known.score(pooled(answer)[0]),
        )

    @property
    def reference(self) -> ModelReference:
        """The model that results come from."""
        return reference(self.package, self.session)


def open_segmenter(package: ModelPackage, device: str, threads: int = 0) -> Segmenter:
    """Load a lung segmentation for "cpu" or "cuda" (errors as in `open_session`)."""
    return Segmenter(package, open_session(package, device, threads))


def open_classifier(package: ModelPackage, device: str, threads: int = 0) -> Classifier:
    """Load a classifier for "cpu" or "cuda" (errors as in `open_session` and `head_weights`)."""
    known = open_known_films(package) if package.card.novelty is not None else None
    return Classifier(package, open_session(package, device, threads), head_weights(package), known)
