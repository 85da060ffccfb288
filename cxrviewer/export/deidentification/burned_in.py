"""Whether the picture itself may name the patient (PS3.3 C.7.6.1.1.6 Burned In Annotation)."""

from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import UID

from cxrviewer.export.deidentification.header_values import text_of

_CAPTURED_NAMES = (
    "Secondary Capture",
    "Ultrasound",
    "Visible Light",
    "VL ",
    "Video",
    "Ophthalmic Photography",
)
_NO_PICTURES = ("Segmentation", "Parametric Map", "RT Dose")
_CAPTURED_MODALITIES = frozenset({"US", "SC", "ES", "XC", "GM", "OT", "DOC", "IVUS", "OP"})
_SCREEN = ("SCREEN", "CAPTURE")
_FILM_WAS_SCANNED = frozenset({"DF", "SD", "SI", "DV", "DI"})


@dataclass(frozen=True, slots=True)
class BurnedIn:
    """What must be thought of a picture.

    Attributes
    ----------
    blocks
        Whether it must not be written before somebody has looked.
    reason
        Why, as the end of a sentence about the file.
    """

    blocks: bool
    reason: str


def burned_in(header: Dataset) -> BurnedIn | None:
    """Return what an image's header lets fear of its picture; None where it says that nothing is burnt in.

    Captured screens, ultrasound, photographs and scanned paper or film are blocked unless the header says NO.
    """
    if text_of(header, "RecognizableVisualFeatures").upper() == "YES":
        return BurnedIn(True, "shows features by which the patient can be recognised")
    if any(part in UID(text_of(header, "SOPClassUID")).name for part in _NO_PICTURES):
        return None
    said = text_of(header, "BurnedInAnnotation").upper()
    if said == "NO":
        return None
    if said:
        return BurnedIn(True, "has burnt-in annotation")
    risk = _risk(header)
    if risk:
        return BurnedIn(True, f"is {risk}, which often has burnt-in text")
    return BurnedIn(False, "does not say whether text is burnt in: look at the picture")


def _risk(header: Dataset) -> str:
    """Return what kind of picture with texts this is; empty where it is none."""
    name = UID(text_of(header, "SOPClassUID")).name
    kinds = text_of(header, "ImageType").upper()
    if any(word in kinds for word in _SCREEN):
        return "a captured screen"
    if text_of(header, "ConversionType").upper() in _FILM_WAS_SCANNED:
        return "a scanned or photographed picture"
    if any(part in name for part in _CAPTURED_NAMES):
        return f"of the kind {name}"
    modality = text_of(header, "Modality").upper()
    return f"of modality {modality}" if modality in _CAPTURED_MODALITIES else ""
