"""Class probabilities and the Grad-CAM maps that explain them."""

import cv2
import numpy as np

from cxrviewer.inference.model import Classifier, Reading
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import Classification, HeatMap, LungMask


def classification(classifier: Classifier, reading: Reading) -> Classification:
    """Name the probabilities of a reading, and group them as the card says."""
    card = classifier.package.card
    probabilities = {
        name: float(value) for name, value in zip(card.label_names, reading.probabilities, strict=True)
    }
    grouped = {
        group: sum(probabilities[member] for member in members) for group, members in card.groups.items()
    }
    return Classification(probabilities, grouped, classifier.reference)


def _lungs_on_grid(mask: LungMask, shape: tuple[int, int], reading: Reading) -> FloatMap:
    """Return the share of each cell of the map's grid that is lung, (grid rows, grid columns)."""
    placement = reading.placement
    lungs = (mask.labels > 0).astype(np.uint8)
    small = cv2.resize(lungs * 255, (placement.width, placement.height), interpolation=cv2.INTER_AREA)
    grid = np.zeros((placement.grid_rows, placement.grid_columns), np.float32)
    rows = slice(placement.top, placement.top + placement.height)
    grid[rows, placement.left : placement.left + placement.width] = small / np.float32(255)
    return np.asarray(cv2.resize(grid, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


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
    lungs = _lungs_on_grid(mask, shape, reading)
    return tuple(
        HeatMap(
            label=name,
            values=np.clip(cam / card.gradcam.scale, 0, 1).astype(np.float32),
            extent=reading.placement.extent(),
            lung_share=_share(cam, lungs),
            model=classifier.reference,
        )
        for name, cam in zip(card.label_names, reading.cams, strict=True)
    )


def _share(cam: FloatMap, lungs: FloatMap) -> float | None:
    """Return the share of the map's sum that lies in the lungs; None where either is empty."""
    total = float(cam.sum())
    if total <= 0 or not lungs.any():
        return None
    return float((cam * lungs).sum()) / total
