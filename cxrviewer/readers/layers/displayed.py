"""Places on the displayed area of a presentation state -> places in the image (PS3.3 C.10.4, C.10.6)."""

from dataclasses import dataclass

from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.record import ImageReference
from cxrviewer.readers.layers.references import references
from cxrviewer.study import Point

_QUARTER = 90


@dataclass(frozen=True, slots=True)
class DisplayedArea:
    """What of an image is shown, and how it is turned.

    Attributes
    ----------
    left, top, right, bottom
        The part of the image, in its pixel coordinates.
    quarter_turns, mirrored
        First turned clockwise by so many quarters, then mirrored left to right.
    """

    left: float
    top: float
    right: float
    bottom: float
    quarter_turns: int
    mirrored: bool

    def place(self, across: float, down: float) -> Point:
        """Return the image's coordinates of a place on the area, whose sides go from 0 to 1 on the screen."""
        if self.mirrored:
            across = 1 - across
        for _ in range(self.quarter_turns % 4):
            across, down = down, 1 - across
        return self.left + across * (self.right - self.left), self.top + down * (self.bottom - self.top)


def displayed_area(state: Tags, image: ImageReference) -> DisplayedArea | None:
    """Return the displayed area of an image; None where the state has none that makes sense."""
    for area in state.items("DisplayedAreaSelectionSequence"):
        meant = references(area.items("ReferencedImageSequence"))
        if meant and not any(_meets(one, image) for one in meant):
            continue
        first = area.numbers("DisplayedAreaTopLeftHandCorner")
        last = area.numbers("DisplayedAreaBottomRightHandCorner")
        if len(first) != 2 or len(last) != 2:
            return None
        (left, right), (top, bottom) = (sorted(ends) for ends in zip(first, last, strict=True))
        turns = (state.integer("ImageRotation") or 0) // _QUARTER
        mirrored = state.text("ImageHorizontalFlip") == "Y"
        return DisplayedArea(left - 1, top - 1, right, bottom, turns, mirrored)
    return None


def _meets(one: ImageReference, other: ImageReference) -> bool:
    """Return whether two references have a frame in common."""
    frames = one.frame, other.frame
    return one.sop_instance_uid == other.sop_instance_uid and (None in frames or frames[0] == frames[1])
