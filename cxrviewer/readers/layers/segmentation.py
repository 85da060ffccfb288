"""Segmentations of any program: masks of the images that they were made of (PS3.3 A.51, C.8.20)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.uid import UID

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.layout import PixelLayout, pixel_layout
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement
from cxrviewer.readers.dicom.reader import frame_pixels
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.record import ImageReference, ImportedLayers
from cxrviewer.readers.layers.references import references
from cxrviewer.study import PackedMask, Segment

MOST_FRAMES = 4000
LABEL_MAP_SEGMENTATION_STORAGE = UID("1.2.840.10008.5.1.4.1.1.66.7")

Mask = npt.NDArray[np.bool_]
_Key = tuple[ImageReference, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Segmentation:
    """An opened segmentation.

    Attributes
    ----------
    file, tags, layout
        The object.
    pixels
        Its frames.
    kind
        Segmentation Type: "BINARY", "FRACTIONAL" or "LABELMAP".
    full
        The value that stands for certainty in a fractional one.
    groups
        Functional groups of each frame.
    shared
        Those of all frames, if there are any.
    """

    file: DicomFile
    tags: Tags
    layout: PixelLayout
    pixels: PixelElement
    kind: str
    full: float
    groups: tuple[Tags, ...]
    shared: tuple[Tags, ...]

    def values(self, frame: int) -> npt.NDArray[np.integer]:
        """Return the stored values of a frame (one-based)."""
        return np.asarray(
            frame_pixels(self.file, self.pixels, self.layout, frame, self.tags), dtype=np.uint16
        )

    def group(self, frame: int, keyword: str) -> Tags | None:
        """Return a functional group of a frame (one-based), its own or the shared one (PS3.3 C.7.6.16)."""
        holders = (*self.groups[frame - 1 : frame], *self.shared)
        found = (item for holder in holders for item in holder.items(keyword))
        return next(found, None)


def read_segmentation(file: DicomFile) -> ImportedLayers:
    """Return the masks of a segmentation, each with the image that it was made of.

    Of a fractional one, what is at least half of the full value is inside. Masks without a pixel are left
    out. A frame that names no image belongs to the only one that the object refers to, if it is one.

    Raises
    ------
    ReadError
        If there is no pixel data, or too many frames.
    """
    tags = Tags(file.header)
    if file.pixels is None:
        raise ReadError(file.path, "is a segmentation without pixel data")
    layout = pixel_layout(file, file.pixels, tags)
    if layout.frames > MOST_FRAMES:
        raise ReadError(file.path, f"is a segmentation of more than {MOST_FRAMES:,} frames")
    kind = tags.text("SegmentationType") or "BINARY"
    full = tags.number("MaximumFractionalValue") or 255.0
    groups, shared = (tags.items(f"{which}FunctionalGroupsSequence") for which in ("PerFrame", "Shared"))
    opened = _Segmentation(file, tags, layout, file.pixels, kind, full, groups, shared)
    if kind == "FRACTIONAL":
        tags.notices.append("A fractional segmentation is shown where it is at least half certain.")
    masks = _masks(opened)
    labels = _labels(tags)
    origin = f"segmentation of {tags.text('Manufacturer') or 'an unnamed program'}"
    segments = tuple(
        (
            image,
            Segment(labels.get(number, f"Segment {number}"), PackedMask.of(mask.astype(np.uint8)), origin),
        )
        for (image, number), mask in masks.items()
    )
    return ImportedLayers(file.path, segments=segments, notices=tuple(tags.notices))


def _labels(tags: Tags) -> Mapping[int, str]:
    """Return the name of each segment: its label, else what it is coded as."""
    names: dict[int, str] = {}
    for item in tags.items("SegmentSequence"):
        coded = item.items("SegmentedPropertyTypeCodeSequence")
        name = item.text("SegmentLabel") or (coded[0].text("CodeMeaning") if coded else "")
        number = item.integer("SegmentNumber")
        if number is not None and name:
            names[number] = name
    return names


def _masks(opened: _Segmentation) -> dict[_Key, Mask]:
    """Return one mask for each image and segment; frames of one and the same are joined."""
    found: dict[_Key, Mask] = {}
    for frame in range(1, opened.layout.frames + 1):
        images = _images(opened, frame)
        if not images:
            _leave_out(opened.tags, "A frame that does not say which image it belongs to was left out.")
            continue
        for number, mask in _segments(opened, frame):
            for image in images if mask.any() else ():
                key = image, number
                found[key] = found[key] | mask if key in found else mask
    return found


def _segments(opened: _Segmentation, frame: int) -> Iterator[tuple[int, Mask]]:
    """Yield the segments of a frame with their masks."""
    values = opened.values(frame)
    if opened.kind == "LABELMAP":
        background = opened.tags.integer("PixelPaddingValue") or 0
        yield from ((int(one), values == one) for one in np.unique(values) if one != background)
        return
    group = opened.group(frame, "SegmentIdentificationSequence")
    number = group.integer("ReferencedSegmentNumber") if group is not None else None
    if number is None:
        _leave_out(opened.tags, "A frame that does not say which segment it shows was left out.")
        return
    yield number, np.asarray(values >= opened.full / 2 if opened.kind == "FRACTIONAL" else values > 0)


def _images(opened: _Segmentation, frame: int) -> tuple[ImageReference, ...]:
    """Return the images that a frame was made of."""
    derivation = opened.group(frame, "DerivationImageSequence")
    named = references(derivation.items("SourceImageSequence")) if derivation is not None else ()
    if named:
        return named
    series = opened.tags.items("ReferencedSeriesSequence")
    listed = tuple(image for one in series for image in references(one.items("ReferencedInstanceSequence")))
    return listed if len(listed) == 1 else ()


def _leave_out(tags: Tags, sentence: str) -> None:
    if sentence not in tags.notices:
        tags.notices.append(sentence)
