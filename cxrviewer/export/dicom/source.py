"""The DICOM instance that exports of a film refer to: the film itself, or one made of a picture file."""

from copy import deepcopy
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from cxrviewer import __version__
from cxrviewer.display import full_range, voi_values
from cxrviewer.export.dicom.entities import patient_and_study
from cxrviewer.export.dicom.files import content_uid, encoded
from cxrviewer.export.dicom.pixels import add_pixels
from cxrviewer.export.writing import write_bytes
from cxrviewer.readers.dicom.dataset import read_dataset
from cxrviewer.study import Image, ImageSource, StoredPixels

_CHARACTER_SET = "ISO_IR 192"


def source_for(image: Image) -> Dataset:
    """Return the header of the DICOM instance that exports of a film refer to, without pixel data.

    Of a DICOM file it is the file's own; UIDs that it lacks are made from its content. Of a picture file it
    is that of the instance which `write_source` writes.

    Raises
    ------
    ReadError
        If the file is no longer there or has changed.
    """
    if image.source.format != "DICOM":
        made = _made_of(image)
        _add_values(made, image)
        del made.PixelData
        return made
    header = read_dataset(image.source.path)
    header.SOPInstanceUID = instance_uid(image.source, str(header.get("SOPInstanceUID") or ""))
    for keyword, kind in (("SeriesInstanceUID", "series"), ("StudyInstanceUID", "study")):
        if not header.get(keyword):
            setattr(header, keyword, content_uid(kind, image.source.sha256))
    if not header.get("SOPClassUID"):
        header.SOPClassUID = SecondaryCaptureImageStorage
    return header


def instance_uid(source: ImageSource, stored: str) -> str:
    """Return the SOP Instance UID that exports of a film refer to.

    Parameters
    ----------
    source
        File and frame.
    stored
        SOP Instance UID of a DICOM file; may be empty.
    """
    if source.format != "DICOM":
        return content_uid("image", source.key)
    return stored or content_uid("image", source.sha256)


def needs_source(image: Image) -> bool:
    """Return whether objects that refer to a film need an instance written beside them."""
    return image.source.format != "DICOM"


def write_source(path: Path, image: Image, header: Dataset | None = None) -> None:
    """Write a picture file as the Secondary Capture instance that exports refer to (PS3.3 A.8.1).

    The same file gives the same instance, whenever it is exported. Grey values of 8 and 16 bits and colours
    are kept; wider integers and floats become 16 bits between their minimum and maximum, with the rescale
    that leads back.

    Parameters
    ----------
    path
        The DICOM file.
    image
        The picture file.
    header
        What `source_for` has returned, de-identified or not; made anew if None.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    made = _made_of(image) if header is None else deepcopy(header)
    _add_values(made, image)
    write_bytes(path, encoded(made))


def _made_of(image: Image) -> Dataset:
    """Return a picture file as a Secondary Capture instance, without its pixels."""
    blank = Dataset()
    blank.SpecificCharacterSet = _CHARACTER_SET
    blank.StudyInstanceUID = content_uid("study", image.source.sha256)
    made = patient_and_study(blank)
    made.SOPClassUID = SecondaryCaptureImageStorage
    made.SOPInstanceUID = instance_uid(image.source, "")
    made.SeriesInstanceUID = content_uid("series", image.source.sha256)
    made.SeriesNumber, made.InstanceNumber = "1", str(image.source.frame)
    made.Modality, made.ConversionType = "OT", "WSD"
    made.PatientOrientation = made.Laterality = None
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.DerivationDescription = f"Pixels of a {image.source.format} file, unchanged in size"
    made.Manufacturer, made.SoftwareVersions = "cxrviewer", __version__
    if image.source.format == "JPEG":
        made.LossyImageCompression, made.LossyImageCompressionMethod = "01", "ISO_10918_1"
    return made


def _add_values(made: Dataset, image: Image) -> None:
    """Add the stored values, narrowed to 16 bits where they are wider."""
    pixels = image.pixels
    if pixels.dtype.kind in "iu" and pixels.dtype.itemsize <= 2:
        add_pixels(made, pixels, image.photometric)
        return
    lowest, highest = _range(pixels)
    steps = voi_values(pixels.astype(np.float64), full_range(lowest, highest)) * 65535
    add_pixels(made, np.rint(np.nan_to_num(steps)).astype(np.uint16), image.photometric)
    made.RescaleSlope = f"{(highest - lowest) / 65535:.9g}"
    made.RescaleIntercept, made.RescaleType = f"{lowest:.9g}", "US"


def _range(pixels: StoredPixels) -> tuple[float, float]:
    """Return the finite minimum and maximum, apart from each other."""
    finite = pixels[np.isfinite(pixels)]
    lowest, highest = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    return lowest, highest if highest > lowest else lowest + 1
