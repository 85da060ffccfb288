"""Which images a file of layers refers to."""

from collections.abc import Iterable

from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.record import ImageReference


def references(items: Iterable[Tags]) -> tuple[ImageReference, ...]:
    """Return the images of items with the Image SOP Instance Reference Macro (PS3.3 Table 10-3).

    An item without frame numbers means every frame; one without an instance means nothing.
    """
    found: list[ImageReference] = []
    for item in items:
        uid = item.text("ReferencedSOPInstanceUID")
        frames = [int(number) for number in item.numbers("ReferencedFrameNumber") if number >= 1]
        if uid:
            found += [ImageReference(uid, frame) for frame in frames] or [ImageReference(uid)]
    return tuple(found)
