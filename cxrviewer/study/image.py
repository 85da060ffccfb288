"""One decoded image and all that is needed to show it rightly: frozen records, no behaviour."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

StoredPixels = npt.NDArray[np.generic]
Grey8 = npt.NDArray[np.uint8]


class Photometric(StrEnum):
    """Photometric Interpretation of the decoded pixels (PS3.3 C.7.6.3.1.2); colours are RGB once decoded."""

    MONOCHROME1 = "MONOCHROME1"
    MONOCHROME2 = "MONOCHROME2"
    RGB = "RGB"


class PresentationLut(StrEnum):
    """Presentation LUT Shape (PS3.3 C.11.6.1.2)."""

    IDENTITY = "IDENTITY"
    INVERSE = "INVERSE"


class VoiFunction(StrEnum):
    """VOI LUT Function (PS3.3 C.11.2.1.3)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


class SpacingOrigin(StrEnum):
    """Where millimetres come from."""

    PIXEL_SPACING = "PixelSpacing"
    IMAGER = "ImagerPixelSpacing"
    NOMINAL_SCANNED = "NominalScannedPixelSpacing"
    USER = "calibrated by the user"


@dataclass(frozen=True, slots=True)
class Rescale:
    """Rescale Slope and Intercept (PS3.3 C.11.1.1.2): modality value = slope * stored + intercept."""

    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LookupTable:
    """A Modality LUT or VOI LUT (PS3.3 C.11.1.1.1, C.11.2.1.1).

    Attributes
    ----------
    first_mapped
        The input value that the first entry belongs to; lower inputs take the first entry, higher the last.
    entries
        (n,) uint16.
    bits
        Bits of an entry; the output range is 0 to 2**bits - 1.
    explanation
        LUT Explanation, or an empty text.
    """

    first_mapped: int
    entries: npt.NDArray[np.uint16]
    bits: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Window Center and Width in modality units (PS3.3 C.11.2.1.2)."""

    centre: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str = ""


Modality = Rescale | LookupTable
Voi = Window | LookupTable


@dataclass(frozen=True, slots=True)
class PixelSpacing:
    """Distance of pixel centres in mm, down a column and along a row, with the tag that it comes from."""

    row_mm: float
    column_mm: float
    origin: SpacingOrigin


@dataclass(frozen=True, slots=True)
class StudyText:
    """What the corner texts and reports show of a file; empty where the file does not say.

    Names are the DICOM attributes' own, dates and times as stored (YYYYMMDD, HHMMSS).
    """

    patient_name: str = ""
    patient_id: str = ""
    patient_birth_date: str = ""
    patient_sex: str = ""
    patient_age: str = ""
    study_date: str = ""
    study_time: str = ""
    study_description: str = ""
    series_description: str = ""
    series_number: str = ""
    accession_number: str = ""
    institution: str = ""
    modality: str = ""
    body_part: str = ""
    view_position: str = ""
    image_laterality: str = ""
    patient_orientation: tuple[str, ...] = ()
    study_instance_uid: str = ""
    series_instance_uid: str = ""
    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    instance_number: str = ""


@dataclass(frozen=True, slots=True)
class ImageSource:
    """The file and frame that an image was decoded from.

    Attributes
    ----------
    path
        As the user named it.
    frame
        One-based.
    frames
        How many the file has.
    sha256
        Hexadecimal hash of the whole file; of a file over 256 MiB, that of its first and last 128 MiB.
    format
        "DICOM", "PNG", "JPEG" or "TIFF".
    """

    path: Path
    frame: int
    frames: int
    sha256: str
    format: str

    @property
    def key(self) -> str:
        """Identify the picture by content: hash and frame."""
        return f"{self.sha256}#{self.frame}"


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One decoded frame with everything that the display pipeline needs.

    Attributes
    ----------
    source
        File and frame.
    pixels
        (rows, columns) stored values, uint8, int8, uint16, int16, uint32, int32, float32 or float64; or
        (rows, columns, 3) uint8 RGB. C-contiguous, read-only.
    photometric, presentation_lut
        Polarity: what the highest output value looks like. The shape is None where the file has none.
    modality
        Stored values -> modality units.
    units
        Of the modality values: "HU", "OD" … or an empty text.
    vois
        The VOI transforms that the file brings, VOI LUTs first, then windows; may be empty.
    spacing
        Millimetres, if the file tells.
    pixel_aspect_ratio
        Vertical over horizontal size of a pixel where the file gives no spacing (PS3.3 C.7.6.3.1.7).
    padding
        Lowest and highest stored value that is background and no measurement (Pixel Padding Value), if any.
    text
        Patient and study.
    notices
        Sentences that must be visible beside the picture, e.g. that a broken VOI LUT was left out.
    """

    source: ImageSource
    pixels: StoredPixels
    photometric: Photometric = Photometric.MONOCHROME2
    presentation_lut: PresentationLut | None = None
    modality: Modality = field(default_factory=Rescale)
    units: str = ""
    vois: tuple[Voi, ...] = ()
    spacing: PixelSpacing | None = None
    pixel_aspect_ratio: float = 1.0
    padding: tuple[int, int] | None = None
    text: StudyText = field(default_factory=StudyText)
    notices: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the picture."""
        return int(self.pixels.shape[0])

    @property
    def columns(self) -> int:
        """Columns of the picture."""
        return int(self.pixels.shape[1])

    @property
    def is_colour(self) -> bool:
        """Whether the pixels are RGB."""
        return self.photometric is Photometric.RGB
