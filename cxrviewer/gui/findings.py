"""An analysis with what the viewport draws of it: made by a worker, frozen, free of Qt."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Analysis, HeatMap, Image, LungMask, TextureSettings

Polygon = npt.NDArray[np.float64]
Outlines = dict[int, tuple[Polygon, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """An analysis and the outlines of its lungs.

    Attributes
    ----------
    analysis
        As the models gave it, or measured again in the lungs that the user has corrected.
    outlines
        `RIGHT_LUNG` or `LEFT_LUNG` -> closed polygons, holes too, each (n, 2) x and y in the image's
        pixel-edge coordinates.
    model_outlines
        Where `analysis` is of corrected lungs: what was given up of the model's outlines, likewise, but as
        open lines; else empty.
    """

    analysis: Analysis
    outlines: Outlines
    model_outlines: Outlines = field(default_factory=dict)

    def heatmap(self, label: str | None) -> HeatMap | None:
        """Return the map of a class; without one, or one that the model has, of the predicted class."""
        if self.analysis.classification is None:
            return None
        maps = {heatmap.label: heatmap for heatmap in self.analysis.heatmaps}
        return maps.get(label or "") or maps.get(self.analysis.classification.prediction)


def findings_of(analysis: Analysis) -> Findings:
    """Trace the lungs of an analysis."""
    return Findings(analysis, {label: outline(analysis.lungs, label) for label in (RIGHT_LUNG, LEFT_LUNG)})


def findings_in(
    image: Image,
    labels: npt.NDArray[np.uint8],
    model: Findings | None,
    texture: TextureSettings | None = None,
) -> Findings:
    """Measure and trace the lungs that the user has corrected or drawn.

    Parameters
    ----------
    image
        The film.
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    model
        What the models gave of the film; None where they did not read it.
    texture
        How texture is measured where they did not; else as in what they gave.
    """
    from cxrviewer.analysis import read_drawn, reread

    if model is None:
        return findings_of(read_drawn(image, labels, texture))
    given_up = {
        lung: outline_given_up(model.analysis.lungs, labels, lung) for lung in (RIGHT_LUNG, LEFT_LUNG)
    }
    return replace(findings_of(reread(model.analysis, image, labels)), model_outlines=given_up)


def outline(mask: LungMask, label: int) -> tuple[Polygon, ...]:
    """Return the edges of one lung through the centres of its outermost pixels."""
    region = (mask.labels == label).astype(np.uint8)
    contours, _hierarchy = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return tuple(contour.reshape(-1, 2) + 0.5 for contour in contours)


def outline_given_up(model: LungMask, labels: npt.NDArray[np.uint8], lung: int) -> tuple[Polygon, ...]:
    """Return the parts of a lung's outline in which the model's mask differs from the corrected one.

    Parameters
    ----------
    model
        The model's mask.
    labels
        (rows, columns) uint8: the corrected one.
    lung
        `RIGHT_LUNG` or `LEFT_LUNG`.

    Returns
    -------
    Open lines, each (n, 2) x and y in the image's pixel-edge coordinates.
    """
    region = (model.labels == lung).astype(np.uint8)
    changed = cv2.dilate(region ^ (labels == lung).view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    contours, _hierarchy = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    lines = (line for contour in contours for line in _runs(contour.reshape(-1, 2), changed))
    return tuple(line.astype(np.float64) + 0.5 for line in lines)


def _runs(contour: npt.NDArray[np.int32], region: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.int32]]:
    """Return the pieces of a closed contour that lie in a region."""
    inside = region[contour[:, 1], contour[:, 0]]
    if inside.all():
        return [np.concatenate([contour, contour[:1]])]
    start = int(np.argmin(inside))
    contour, inside = np.roll(contour, -start, axis=0), np.roll(inside, -start)
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    return [contour[begin:end] for begin, end in edges.reshape(-1, 2) if end - begin > 1]
