"""What an edit makes of the labels: the box that it touches, and nothing else."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.texture import bounding_box

Labels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Box = tuple[slice, slice]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """New labels of one box of an image.

    Attributes
    ----------
    box
        Rows and columns, within the image; may be empty.
    labels
        (rows of the box, columns of the box) uint8: 0 background, 1 right lung, 2 left lung.
    """

    box: Box
    labels: Labels

    def put_into(self, labels: Labels) -> None:
        """Write it into labels that the caller owns."""
        labels[self.box] = self.labels

    def on(self, labels: Labels) -> Labels:
        """Return other labels of the whole image."""
        edited = labels.copy()
        self.put_into(edited)
        return edited

    def changes(self, labels: Labels) -> bool:
        """Tell whether it is any different from what is there."""
        return not np.array_equal(labels[self.box], self.labels)


def box_of(region: Labels | Mask, margin: int = 0) -> Box:
    """Return the smallest box around what is not zero, grown by a margin within the image."""
    box = bounding_box(region)
    return grown(box, margin, region.shape) if box[0].stop else box


def grown(box: Box, margin: int, shape: tuple[int, ...]) -> Box:
    """Return a box with a margin all around, within an image of (rows, columns)."""
    rows, columns = (
        slice(max(side.start - margin, 0), min(side.stop + margin, size))
        for side, size in zip(box, shape, strict=True)
    )
    return rows, columns


def region_of(labels: Labels, lung: int) -> Labels:
    """Return where one lung is, (rows, columns) uint8, 0 or 1."""
    region: Labels = (labels == lung).view(np.uint8)
    return region
