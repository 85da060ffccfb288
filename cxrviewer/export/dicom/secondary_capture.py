"""A picture of the view as DICOM Secondary Capture (PS3.3 A.8.1), in the study that it was made from."""

import re
from datetime import datetime
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from cxrviewer import __version__
from cxrviewer.export.dicom.entities import code, copied_patient_and_study, refer_to
from cxrviewer.export.dicom.files import encoded, new_uid
from cxrviewer.export.dicom.pixels import add_pixels
from cxrviewer.export.picture.geometry import turned_orientation
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import NOT_FOR_CLINICAL_USE, Grey8, Photometric

_SHORTEST_NAME = 3
_SOURCE_OF_PROCESSING = ("121322", "DCM", "Source image for image processing operation")


def write_secondary_capture(path: Path, request: ExportRequest, picture: Grey8) -> None:
    """Write a picture with burnt-in layers into the study of its film.

    Parameters
    ----------
    path
        The DICOM file.
    request
        The film and what is drawn on it.
    picture
        (rows, columns, 3) uint8 RGB, as `render_picture` makes it: without patient texts of its own.

    Raises
    ------
    FileError
        If the file cannot be written.
    ValueError
        If the picture is not RGB uint8.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype.name != "uint8":
        raise ValueError(f"expected (rows, columns, 3) uint8, not {picture.shape} {picture.dtype}")
    write_bytes(path, encoded(_capture(request, picture)))


def _capture(request: ExportRequest, picture: Grey8) -> Dataset:
    """Return the object; patient and study stand in it exactly as in the source."""
    capture = copied_patient_and_study(request.source)
    _add_series(capture)
    _add_image(capture, request)
    add_pixels(capture, picture, Photometric.RGB)
    capture.BurnedInAnnotation = _burned_in(request)
    if capture.BurnedInAnnotation is None:
        del capture.BurnedInAnnotation
    return capture


def _add_series(capture: Dataset) -> None:
    """General Series and SC Equipment modules (C.7.3.1, C.8.6.1)."""
    capture.SOPClassUID, capture.SOPInstanceUID = SecondaryCaptureImageStorage, new_uid()
    capture.Modality, capture.SeriesInstanceUID = "OT", new_uid()
    capture.SeriesNumber, capture.InstanceNumber = "9002", "1"
    capture.SeriesDescription = "Picture with annotations and results"
    capture.Laterality = None
    capture.ConversionType = "WSD"
    capture.Manufacturer, capture.SoftwareVersions = "cxrviewer", __version__
    capture.SecondaryCaptureDeviceManufacturer = "cxrviewer"
    capture.SecondaryCaptureDeviceSoftwareVersions = __version__


def _add_image(capture: Dataset, request: ExportRequest) -> None:
    """General Image, General Reference and SC Image modules (C.7.6.1, C.12.4, C.8.6.2)."""
    now = datetime.now().astimezone()
    capture.ContentDate = capture.DateOfSecondaryCapture = now.strftime("%Y%m%d")
    capture.ContentTime = capture.TimeOfSecondaryCapture = now.strftime("%H%M%S")
    capture.ImageType = ["DERIVED", "SECONDARY"]
    stored = tuple(str(direction) for direction in request.source.get("PatientOrientation") or ())
    orientation = turned_orientation(stored, request.view)
    capture.PatientOrientation = None if orientation is None else list(orientation)
    capture.DerivationDescription = "Picture of the film with what is drawn on it and results burnt in"
    capture.ImageComments = NOT_FOR_CLINICAL_USE
    origin = refer_to(request.source)
    if request.image.source.frames > 1:
        origin.ReferencedFrameNumber = request.image.source.frame
    origin.PurposeOfReferenceCodeSequence = [code(*_SOURCE_OF_PROCESSING)]
    capture.SourceImageSequence = [origin]
    if request.source.get("LossyImageCompression") == "01":
        capture.LossyImageCompression = "01"
        for keyword in ("LossyImageCompressionRatio", "LossyImageCompressionMethod"):
            if keyword in request.source:
                capture.add(request.source[keyword])


def _burned_in(request: ExportRequest) -> str | None:
    """Return Burned In Annotation: YES if the film has such, or words of the reader name the patient.

    A film that does not say leaves it open (None).
    """
    stored = str(request.source.get("BurnedInAnnotation") or "")
    identity = f"{request.source.get('PatientName') or ''} {request.source.get('PatientID') or ''}"
    names = [name for name in re.split(r"[\s^=,]+", identity.casefold()) if len(name) >= _SHORTEST_NAME]
    words = " ".join(annotation.text for annotation in request.annotations.items).casefold()
    if stored == "YES" or any(name in words for name in names):
        return "YES"
    return stored or None
