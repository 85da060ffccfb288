"""Functional groups of a segmentation: which segment a frame shows and what it was derived from."""

from collections.abc import Sequence

from pydicom.dataset import Dataset

from cxrviewer.export.dicom.entities import code, refer_to

_SEGMENTATION = ("113076", "DCM", "Segmentation")
_SOURCE_OF_PROCESSING = ("121322", "DCM", "Source image for image processing operation")


def functional_groups(seg: Dataset, source: Dataset, frame: int | None, segments: Sequence[int]) -> None:
    """Add the Multi-frame Functional Groups module (PS3.3 C.7.6.16, Table A.51-2).

    Parameters
    ----------
    seg
        The segmentation.
    source
        Header of the image that was segmented.
    frame
        One-based frame of it; None of a single-frame image.
    segments
        Number of the segment of each frame.
    """
    seg.SharedFunctionalGroupsSequence = [_shared(source, frame)]
    seg.PerFrameFunctionalGroupsSequence = [_of_frame(source, frame, segment) for segment in segments]


def _shared(source: Dataset, frame: int | None) -> Dataset:
    """Return what holds for all frames: spacing of a slice and, in a frame of reference, orientation.

    Pixel Measures without a thickness, as of a radiograph, are refused by readers in use (highdicom).
    """
    shared = Dataset()
    measures = _found(source, frame, "PixelMeasuresSequence", ("PixelSpacing", "SliceThickness"))
    if measures is not None and measures.get("SliceThickness") is not None:
        shared.PixelMeasuresSequence = [measures]
    orientation = _found(source, frame, "PlaneOrientationSequence", ("ImageOrientationPatient",))
    if orientation is not None and source.get("FrameOfReferenceUID"):
        shared.PlaneOrientationSequence = [orientation]
    return shared


def _of_frame(source: Dataset, frame: int | None, segment: int) -> Dataset:
    """Return what holds for one frame."""
    group, content, identification = Dataset(), Dataset(), Dataset()
    content.DimensionIndexValues = [segment]
    identification.ReferencedSegmentNumber = segment
    group.FrameContentSequence = [content]
    group.SegmentIdentificationSequence = [identification]
    group.DerivationImageSequence = [_derivation(source, frame)]
    position = _found(source, frame, "PlanePositionSequence", ("ImagePositionPatient",))
    if position is not None and source.get("FrameOfReferenceUID"):
        group.PlanePositionSequence = [position]
    return group


def _derivation(source: Dataset, frame: int | None) -> Dataset:
    """Return the Derivation Image functional group (C.7.6.16.2.6)."""
    origin = refer_to(source)
    if frame is not None:
        origin.ReferencedFrameNumber = frame
    origin.PurposeOfReferenceCodeSequence = [code(*_SOURCE_OF_PROCESSING)]
    origin.SpatialLocationsPreserved = "YES"
    item = Dataset()
    item.DerivationCodeSequence = [code(*_SEGMENTATION)]
    item.SourceImageSequence = [origin]
    return item


def _found(source: Dataset, frame: int | None, sequence: str, keywords: Sequence[str]) -> Dataset | None:
    """Return a functional group of the source: its frame's, the shared one, or made of its attributes."""
    per_frame = source.get("PerFrameFunctionalGroupsSequence") or []
    groups = [
        *per_frame[(frame or 1) - 1 : frame or 1],
        *(source.get("SharedFunctionalGroupsSequence") or []),
    ]
    for group in [*groups, source]:
        items = group.get(sequence)
        holder = items[0] if items else group
        if holder.get(keywords[0]):
            return _only(holder, keywords)
    return None


def _only(holder: Dataset, keywords: Sequence[str]) -> Dataset:
    """Return these attributes of a data set, as far as they have a value."""
    found = Dataset()
    for keyword in keywords:
        if holder.get(keyword) is not None:
            found.add(holder[keyword])
    return found
