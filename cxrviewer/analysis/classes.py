"""Class probabilities and the Grad-CAM maps that explain them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.card import Card, Label
from cxrviewer.inference.model import Classifier, Reading
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import Classification, HeatMap, LungMask, Novelty, OperatingPoint
from cxrviewer.texture import bounding_box


def classification(classifier: Classifier, reading: Reading) -> Classification:
    """Name the probabilities of a reading, and group them as the card says."""
    card = classifier.package.card
    probabilities = {
        name: float(value) for name, value in zip(card.label_names, reading.probabilities, strict=True)
    }
    return Classification(
        probabilities,
        grouped(probabilities, card),
        classifier.reference,
        {label.name: point for label in card.labels if (point := _operating_point(label)) is not None},
        _novelty(card, reading),
    )


def _operating_point(label: Label) -> OperatingPoint | None:
    """Return the operating point of a label; None where its card has none."""
    low, high = label.uncertain_low, label.uncertain_high
    if label.threshold is None or low is None or high is None:
        return None
    origin = f"threshold: {label.threshold_origin}; uncertain band: {label.uncertain_origin}"
    return OperatingPoint(label.threshold, low, high, origin)


def _novelty(card: Card, reading: Reading) -> Novelty | None:
    """Return how far the film lies from those that the model has learnt from; None where it cannot tell."""
    if card.novelty is None or reading.novelty is None:
        return None
    return Novelty(reading.novelty, card.novelty.threshold)


def grouped(probabilities: Mapping[str, float], card: Card) -> dict[str, float]:
    """Return the coarser view of probabilities that the card defines; empty if it defines none."""
    return {group: sum(probabilities[member] for member in members) for group, members in card.groups.items()}


def lung_coverage(
    labels: npt.NDArray[np.uint8], shape: tuple[int, int], extent: tuple[float, float, float, float]
) -> FloatMap:
    """Return the share of each cell of a map's grid that is lung.

    Parameters
    ----------
    labels
        (rows, columns) uint8 of the film; what is not 0 is lung.
    shape
        Rows and columns of the grid.
    extent
        As in `HeatMap`.

    Returns
    -------
    (grid rows, grid columns) float32 in [0, 1].
    """
    left, top, right, bottom = extent
    box = bounding_box(labels)
    down = _overlaps(np.linspace(top, bottom, shape[0] + 1), box[0])
    across = _overlaps(np.linspace(left, right, shape[1] + 1), box[1])
    return np.asarray(down @ (labels[box] > 0).astype(np.float32) @ across.T, np.float32)


def _overlaps(edges: npt.NDArray[np.float64], pixels: slice) -> FloatMap:
    """Return which share of each cell between two edges each pixel takes, (cells, pixels) float32."""
    starts = np.arange(pixels.start, pixels.stop)
    ends = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.asarray(np.clip(ends, 0, None) / np.diff(edges)[:, None], np.float32)


def heat_maps(classifier: Classifier, reading: Reading, mask: LungMask) -> tuple[HeatMap, ...]:
    """Return the Grad-CAM of every class on the absolute scale of the card.

    Parameters
    ----------
    classifier, reading
        The model and its answer.
    mask
        The film's lungs, for the share of each map that lies in them.
    """
    card = classifier.package.card
    if card.gradcam is None:
        return ()
    shape = (reading.cams.shape[1], reading.cams.shape[2])
    extent = reading.placement.extent()
    lungs = lung_coverage(mask.labels, shape, extent)
    return tuple(
        HeatMap(
            label=name,
            values=np.clip(cam / card.gradcam.scale, 0, 1).astype(np.float32),
            extent=extent,
            lung_share=lung_share(cam, lungs),
            model=classifier.reference,
        )
        for name, cam in zip(card.label_names, reading.cams, strict=True)
    )


def lung_share(energy: FloatMap, coverage: FloatMap) -> float | None:
    """Return the share of a map's sum that lies in the lungs; None where either is empty.

    Parameters
    ----------
    energy
        (grid rows, grid columns) float32, the map.
    coverage
        The same shape: the share of each cell that is lung.
    """
    total = float(energy.sum())
    if total <= 0 or not coverage.any():
        return None
    return float((energy * coverage).sum()) / total
