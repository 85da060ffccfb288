"""A picture as DICOM Digital X-Ray Image, For Presentation (PS3.3 A.26)."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import DigitalXRayImageStorageForPresentation

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.export.dicom.files import content_uid, encoded
from cxrviewer.export.dicom.pixels import add_pixels
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import Photometric, PixelSpacing, SpacingOrigin, StudyText, VoiFunction, Window

_FRONTAL = ("L", "F")
_VIEWS = {
    "PA": ("272479007", "postero-anterior"),
    "AP": ("399348003", "antero-posterior"),
}
"""Frontal views with their codes (PS3.16 CID 4010)."""


def write_dx(
    path: Path,
    picture: npt.NDArray[np.uint8] | npt.NDArray[np.uint16],
    text: StudyText,
    spacing: PixelSpacing | None,
    derivation: str,
    *,
    window: Window | None = None,
    jpeg_ratio: float | None = None,
) -> None:
    """Write a grey picture of a chest as a DX image; the same input gives the same file.

    Parameters
    ----------
    path
        The DICOM file.
    picture
        (rows, columns) uint8 or uint16; bright is dense (MONOCHROME2).
    text
        Patient and study. The study's UID is kept; the image is a new one, so series and image get new UIDs.
    spacing
        At the detector: Imager Pixel Spacing is of type 1 in a DX image (PS3.3 C.8.11.4).
    derivation
        Derivation Description (PS3.3 C.7.6.1.1.3): what was done to get this picture.
    window
        How to show it; the whole range of the type if None.
    jpeg_ratio
        Compression ratio of the JPEG that the picture comes from; None if it never lost anything.

    Raises
    ------
    FileError
        If there is no spacing at the detector, neither a Patient Orientation nor a frontal view, another part
        of the body than the chest, or the file cannot be written.
    ValueError
        If the picture is not (rows, columns) uint8 or uint16.
    """
    if picture.ndim != 2 or not picture.size or picture.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"expected (rows, columns) uint8 or uint16, not {picture.shape} {picture.dtype}")
    if spacing is None or spacing.origin is not SpacingOrigin.IMAGER:
        raise FileError(path, "a DICOM DX image needs Imager Pixel Spacing, which this picture does not have")
    if text.body_part not in {"", "CHEST"}:
        raise FileError(path, f"shows {text.body_part}, and only a chest is written as a DICOM DX image")
    if not _orientation(text):
        raise FileError(path, "a DICOM DX image needs Patient Orientation, which this picture does not have")
    dataset = Dataset()
    _add_patient_and_study(dataset, text)
    _add_series_and_equipment(dataset)
    _add_anatomy(dataset, text)
    add_pixels(dataset, picture, Photometric.MONOCHROME2)
    _add_display(dataset, window or _whole_range(picture))
    _add_detector(dataset, spacing)
    _add_history(dataset, derivation, jpeg_ratio)
    _add_uids(dataset, text)
    write_bytes(path, encoded(dataset))


def _add_patient_and_study(dataset: Dataset, text: StudyText) -> None:
    """Patient and General Study modules (PS3.3 C.7.1.1, C.7.2.1)."""
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = text.patient_name
    dataset.PatientID = text.patient_id
    dataset.PatientBirthDate = text.patient_birth_date
    dataset.PatientSex = text.patient_sex
    if text.patient_age:
        dataset.PatientAge = text.patient_age
    dataset.StudyDate = text.study_date
    dataset.StudyTime = ""
    dataset.ReferringPhysicianName = ""
    dataset.StudyID = ""
    dataset.AccessionNumber = text.accession_number
    _add_if_known(dataset, "StudyDescription", text.study_description)
    _add_if_known(dataset, "SeriesDescription", text.series_description)
    _add_if_known(dataset, "InstitutionName", text.institution)


def _add_if_known(dataset: Dataset, keyword: str, value: str) -> None:
    if value:
        setattr(dataset, keyword, value)


def _add_series_and_equipment(dataset: Dataset) -> None:
    """General Series, DX Series and General Equipment modules (PS3.3 C.7.3.1, C.8.11.1, C.7.5.1)."""
    dataset.Modality = "DX"
    dataset.SeriesNumber = "1"
    dataset.PresentationIntentType = "FOR PRESENTATION"
    dataset.Manufacturer = "cxrviewer"
    dataset.SoftwareVersions = __version__
    dataset.InstanceNumber = "1"


def _add_anatomy(dataset: Dataset, text: StudyText) -> None:
    """DX Anatomy Imaged and DX Positioning modules (PS3.3 C.8.11.2, C.8.11.5)."""
    dataset.BodyPartExamined = "CHEST"
    dataset.ImageLaterality = text.image_laterality or "U"
    dataset.AnatomicRegionSequence = [_code("51185008", "Chest")]
    dataset.PatientOrientation = list(_orientation(text))
    dataset.PositionerType = ""
    _add_if_known(dataset, "ViewPosition", text.view_position)
    if text.view_position in _VIEWS:
        view = _code(*_VIEWS[text.view_position])
        view.ViewModifierCodeSequence = Sequence([])
        dataset.ViewCodeSequence = [view]


def _orientation(text: StudyText) -> tuple[str, ...]:
    """Return Patient Orientation; a frontal film without it hangs as if one looked at the patient."""
    return text.patient_orientation or (_FRONTAL if text.view_position in _VIEWS else ())


def _code(value: str, meaning: str) -> Dataset:
    """Return a Code Sequence item of SNOMED CT (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "SCT", meaning
    return item


def _whole_range(picture: npt.NDArray[Any]) -> Window:
    values = 2.0 ** (8 * picture.dtype.itemsize)
    return Window(values / 2, values, VoiFunction.LINEAR)


def _add_display(dataset: Dataset, window: Window) -> None:
    """DX Image and VOI LUT modules (PS3.3 C.8.11.3, C.11.2): the picture as it is, under a window."""
    dataset.PixelIntensityRelationship = "LOG"
    dataset.PixelIntensityRelationshipSign = -1
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "US"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.WindowCenter, dataset.WindowWidth = f"{window.centre:g}", f"{window.width:g}"
    dataset.VOILUTFunction = window.function.value
    _add_if_known(dataset, "WindowCenterWidthExplanation", window.explanation)
    dataset.BurnedInAnnotation = "NO"


def _add_detector(dataset: Dataset, spacing: PixelSpacing) -> None:
    """DX Detector and Acquisition Context modules (PS3.3 C.8.11.4, C.7.6.14); what is unknown stays empty."""
    dataset.DetectorType = ""
    dataset.ImagerPixelSpacing = [f"{spacing.row_mm:.6g}", f"{spacing.column_mm:.6g}"]
    dataset.AcquisitionContextSequence = Sequence([])


def _add_history(dataset: Dataset, derivation: str, jpeg_ratio: float | None) -> None:
    """General Image module (PS3.3 C.7.6.1): a derived image, and whether it ever was compressed with loss."""
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.DerivationDescription = derivation
    dataset.LossyImageCompression = "00" if jpeg_ratio is None else "01"
    if jpeg_ratio is not None:
        dataset.LossyImageCompressionRatio = f"{jpeg_ratio:.3g}"
        dataset.LossyImageCompressionMethod = "ISO_10918_1"


def _add_uids(dataset: Dataset, text: StudyText) -> None:
    """SOP Common module (PS3.3 C.12.1); UIDs are made from the content."""
    content = hashlib.sha256(_content(dataset)).hexdigest()
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.StudyInstanceUID = text.study_instance_uid or content_uid("study", content)
    dataset.SeriesInstanceUID = content_uid("series", content)
    dataset.SOPInstanceUID = content_uid("image", content)


def _content(dataset: Dataset) -> bytes:
    """Return everything the image says, as bytes that are the same in every run."""
    stream = io.BytesIO()
    dataset.save_as(stream, implicit_vr=False, little_endian=True)
    return stream.getvalue()
