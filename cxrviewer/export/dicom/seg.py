"""The lung mask as DICOM Segmentation (PS3.3 A.51, C.8.20): right and left lung, one bit a pixel."""

from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import SegmentationStorage

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.export.dicom.entities import code, patient_and_study, refer_to
from cxrviewer.export.dicom.files import encoded, new_uid
from cxrviewer.export.dicom.frames import functional_groups
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, LungMask

_LUNGS = {
    RIGHT_LUNG: ("Right lung", "3341006", "Right lung", (31000, 28500, 24500)),
    LEFT_LUNG: ("Left lung", "44029006", "Left lung", (48000, 18000, 39000)),
}
"""Label, code of SNOMED CT (PS3.16 CID 7166) and its meaning, colour as CIELab (PS3.3 C.10.7.1.1)."""
_ORGAN = ("123037004", "SCT", "Anatomical Structure")
_NEURAL_NETWORK = ("123110", "DCM", "Artificial Intelligence")


def write_seg(path: Path, request: ExportRequest) -> None:
    """Write both lungs as segments of one object; a lung that was not found is an empty segment.

    Raises
    ------
    FileError
        If there is no lung mask or the file cannot be written.
    """
    if request.analysis is None:
        raise FileError(path, "a DICOM SEG needs a lung mask, and this film has none")
    quality = request.analysis.quality
    if quality is not None and quality.refused and not request.analysis.lungs.edited:
        raise FileError(path, f"a DICOM SEG needs a lung mask, and the models abstained: {quality.reason}")
    write_bytes(path, encoded(lung_segmentation(request.source, request.analysis.lungs, _frame(request))))


def lung_segmentation(source: Dataset, lungs: LungMask, frame: int | None) -> Dataset:
    """Return a lung mask as a Segmentation object.

    Parameters
    ----------
    source
        Header of the image that was segmented.
    lungs
        In the image's own rows and columns.
    frame
        One-based, of a multi-frame image; else None.
    """
    seg = patient_and_study(source)
    _add_series(seg)
    _add_image(seg, source)
    seg.SegmentSequence = [_segment(label, lungs) for label in _LUNGS]
    _add_dimensions(seg)
    functional_groups(seg, source, frame, list(_LUNGS))
    _add_references(seg, source)
    _add_masks(seg, lungs.labels)
    return seg


def _frame(request: ExportRequest) -> int | None:
    source = request.image.source
    return source.frame if source.frames > 1 else None


def _add_series(seg: Dataset) -> None:
    """General Series, Segmentation Series and Enhanced General Equipment modules (C.7.3.1, C.7.5.2)."""
    seg.SOPClassUID, seg.SOPInstanceUID = SegmentationStorage, new_uid()
    seg.Modality, seg.SeriesInstanceUID = "SEG", new_uid()
    seg.SeriesNumber, seg.InstanceNumber = "9001", "1"
    seg.SeriesDescription = "Lung mask"
    seg.Manufacturer, seg.ManufacturerModelName = "cxrviewer", "cxrviewer"
    seg.DeviceSerialNumber, seg.SoftwareVersions = "1", __version__


def _add_image(seg: Dataset, source: Dataset) -> None:
    """General Image and Segmentation Image modules (C.7.6.1, C.8.20.2)."""
    now = datetime.now().astimezone()
    seg.ContentDate, seg.ContentTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S")
    seg.ImageType = ["DERIVED", "PRIMARY"]
    seg.PatientOrientation = source.get("PatientOrientation")
    if source.get("FrameOfReferenceUID"):
        seg.FrameOfReferenceUID = source.FrameOfReferenceUID
        seg.PositionReferenceIndicator = source.get("PositionReferenceIndicator")
    seg.SegmentationType = "BINARY"
    seg.SegmentsOverlap = "NO"
    seg.ContentLabel, seg.ContentDescription = "LUNGS", "Right and left lung"
    seg.ContentCreatorName = None
    seg.LossyImageCompression = source.get("LossyImageCompression") or "00"
    if seg.LossyImageCompression == "01":
        seg.LossyImageCompressionRatio = source.get("LossyImageCompressionRatio") or "1"
        seg.LossyImageCompressionMethod = source.get("LossyImageCompressionMethod") or "ISO_10918_1"


def _segment(label: int, lungs: LungMask) -> Dataset:
    """Return the description of one lung (C.8.20.2, Table C.8.20-4)."""
    name, value, meaning, colour = _LUNGS[label]
    item = Dataset()
    item.SegmentNumber, item.SegmentLabel = label, name
    _add_origin(item, lungs)
    item.SegmentedPropertyCategoryCodeSequence = [code(*_ORGAN)]
    item.SegmentedPropertyTypeCodeSequence = [code(value, "SCT", meaning)]
    item.RecommendedDisplayCIELabValue = list(colour)
    item.TrackingID, item.TrackingUID = name, new_uid()
    return item


def _add_origin(item: Dataset, lungs: LungMask) -> None:
    """Say who made a segment; only a program has an algorithm."""
    if lungs.by_hand:
        item.SegmentDescription, item.SegmentAlgorithmType = "Drawn by a reader", "MANUAL"
        return
    item.SegmentDescription = "Corrected by a reader" if lungs.edited else "As the model gave it"
    item.SegmentAlgorithmType = "SEMIAUTOMATIC" if lungs.edited else "AUTOMATIC"
    item.SegmentAlgorithmName = f"{lungs.model.name} {lungs.model.version}"
    item.SegmentationAlgorithmIdentificationSequence = [_algorithm(lungs)]


def _algorithm(lungs: LungMask) -> Dataset:
    """Return the identification of the model (PS3.3 10.16)."""
    item = Dataset()
    item.AlgorithmFamilyCodeSequence = [code(*_NEURAL_NETWORK)]
    item.AlgorithmName, item.AlgorithmVersion = lungs.model.name, lungs.model.version
    item.AlgorithmSource = "cxrviewer"
    item.AlgorithmParameters = f"weights SHA-256 {lungs.model.sha256}"
    return item


def _add_dimensions(seg: Dataset) -> None:
    """Multi-frame Dimension module (C.7.6.17): frames are told apart by their segment."""
    organisation, index = Dataset(), Dataset()
    organisation.DimensionOrganizationUID = new_uid()
    index.DimensionOrganizationUID = organisation.DimensionOrganizationUID
    index.DimensionIndexPointer = 0x0062000B  # Referenced Segment Number
    index.FunctionalGroupPointer = 0x0062000A  # Segment Identification Sequence
    index.DimensionDescriptionLabel = "Segment"
    seg.DimensionOrganizationSequence, seg.DimensionIndexSequence = [organisation], [index]


def _add_references(seg: Dataset, source: Dataset) -> None:
    """Fill the Common Instance Reference module (C.12.2)."""
    series = Dataset()
    series.SeriesInstanceUID = source.SeriesInstanceUID
    series.ReferencedInstanceSequence = [refer_to(source)]
    seg.ReferencedSeriesSequence = [series]


def _add_masks(seg: Dataset, labels: npt.NDArray[np.uint8]) -> None:
    """Image Pixel module: a frame of one bit a pixel for each lung, first pixel lowest (PS3.5 8.2, D)."""
    seg.SamplesPerPixel, seg.PhotometricInterpretation = 1, "MONOCHROME2"
    seg.Rows, seg.Columns = labels.shape
    seg.NumberOfFrames = len(_LUNGS)
    seg.BitsAllocated, seg.BitsStored, seg.HighBit, seg.PixelRepresentation = 1, 1, 0, 0
    bits = np.stack([labels == label for label in _LUNGS])
    data = np.packbits(bits, axis=None, bitorder="little").tobytes()
    seg.add_new("PixelData", "OB", data + b"\0" * (len(data) % 2))
