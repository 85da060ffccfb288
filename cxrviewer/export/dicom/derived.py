"""What presentation states and structured reports of a film begin with, and how they are written."""

import re
from datetime import UTC, datetime
from pathlib import Path

from pydicom.charset import python_encoding
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pydicom.valuerep import STR_VR, VR

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.export.dicom.entities import patient_and_study, refer_to
from cxrviewer.export.dicom.files import encoded, new_uid
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes

_NAMED_BY = {
    "SOPInstanceUID": "SOP Instance UID",
    "SOPClassUID": "SOP Class UID",
    "SeriesInstanceUID": "Series Instance UID",
    "StudyInstanceUID": "Study Instance UID",
}
_UID_LIKE = re.compile(r"[0-9.]{1,64}")
"""Also components with leading zeros, which PS3.5 9.1 forbids and many films have: they must be met."""
_SEXES = ("M", "F", "O")
_OF_ANIMALS = (
    "PatientSexNeutered",
    "PatientBreedDescription",
    "PatientBreedCodeSequence",
    "BreedRegistrationSequence",
    "ResponsiblePerson",
    "ResponsibleOrganization",
)
_LONGEST_FL = 65534 // 4
"""Values that fit in an element of explicit VR, whose length has 16 bits (PS3.5 7.1.2)."""


def begun(path: Path, request: ExportRequest, sop_class: UID, modality: str, series: int) -> Dataset:
    """Return an object with patient, study, a series of its own and equipment (PS3.3 C.7.1 to C.7.5).

    Parameters
    ----------
    path
        The file that it will be written to, for messages.
    request
        Whose source gives patient and study.
    sop_class, modality
        What the object is.
    series
        Series Number.

    Raises
    ------
    FileError
        If the source lacks a UID, so that nothing can refer to it.
    """
    for keyword, name in _NAMED_BY.items():
        if not _UID_LIKE.fullmatch(str(request.source.get(keyword, ""))):
            raise FileError(path, f"cannot refer to a film that has no valid {name}")
    made = patient_and_study(request.source)
    _complete(made)
    made.SOPClassUID, made.SOPInstanceUID = sop_class, new_uid()
    made.Modality, made.SeriesInstanceUID = modality, new_uid()
    made.SeriesNumber, made.InstanceNumber = str(series), "1"
    made.Manufacturer = made.ManufacturerModelName = "cxrviewer"
    made.SoftwareVersions = __version__
    return made


def _complete(patient: Dataset) -> None:
    """Add what else a patient must have (PS3.3 C.7.1.1, C.7.2.2), such as an animal's breed, if empty."""
    if patient.PatientSex not in _SEXES:
        patient.PatientSex = None
    if any(keyword in patient for keyword in ("PatientSpeciesDescription", "PatientSpeciesCodeSequence")):
        for keyword in _OF_ANIMALS:
            if keyword not in patient:
                setattr(patient, keyword, None)
    methods = ("DeidentificationMethod", "DeidentificationMethodCodeSequence")
    if patient.get("PatientIdentityRemoved") == "YES" and not any(patient.get(name) for name in methods):
        patient.DeidentificationMethod = "not stated by the image"


def now() -> tuple[str, str]:
    """Return date and time of the place as DA and TM (PS3.5 6.2)."""
    moment = datetime.now(UTC).astimezone()
    return moment.strftime("%Y%m%d"), moment.strftime("%H%M%S")


def image_reference(request: ExportRequest) -> Dataset:
    """Return the reference to the film, and to its frame where the file has several (PS3.3 Table 10-3)."""
    item = refer_to(request.source)
    if request.image.source.frames > 1:
        item.ReferencedFrameNumber = request.image.source.frame
    return item


def plain(text: str) -> str:
    """Return words that every text element may hold: printable, lines end with CR LF, no lone surrogates."""
    lines = text.encode("utf-8", "replace").decode().splitlines()
    return "\r\n".join("".join(one for one in line if one.isprintable()) for line in lines)


def write_object(path: Path, dataset: Dataset, request: ExportRequest) -> None:
    """Write an object, in the source's character set if its own words are ASCII, else in UTF-8.

    Where a graphic has too many points for explicit VR, the file is in implicit VR.

    Raises
    ------
    FileError
        If the file cannot be written; what was at `path` is then untouched.
    """
    syntax = ImplicitVRLittleEndian if _has_long_graphic(dataset) else ExplicitVRLittleEndian
    written = dataset if _keeps_character_set(dataset, request.source) else _in_utf8(dataset)
    write_bytes(path, encoded(written, syntax))


def _keeps_character_set(dataset: Dataset, source: Dataset) -> bool:
    """Return whether the character set of patient and study is valid, and good for all the rest."""
    shared = set(patient_and_study(source).keys())
    is_own_ascii = all(_is_ascii(element) for element in dataset if element.tag not in shared)
    names = source.get("SpecificCharacterSet")
    if names:
        known = all(name in python_encoding for name in ([names] if isinstance(names, str) else names))
        return is_own_ascii and known
    return is_own_ascii and all(map(_is_ascii, dataset))


def _is_ascii(element: DataElement) -> bool:
    if element.VR == VR.SQ:
        return all(_is_ascii(inner) for item in element.value for inner in item)
    return element.VR not in STR_VR or str(element.value or "").isascii()


def _has_long_graphic(dataset: Dataset) -> bool:
    """Return whether Graphic Data anywhere are longer than explicit VR can say."""
    if "GraphicData" in dataset and len(dataset.GraphicData) > _LONGEST_FL:
        return True
    items = (item for element in dataset if element.VR == VR.SQ for item in element.value)
    return any(_has_long_graphic(item) for item in items)


def _in_utf8(dataset: Dataset) -> Dataset:
    """Return the same values without the bytes that they were decoded from, so that they are encoded anew."""
    fresh = _freshly_encoded(dataset)
    fresh.SpecificCharacterSet = "ISO_IR 192"
    return fresh


def _freshly_encoded(dataset: Dataset) -> Dataset:
    fresh = Dataset()
    for element in dataset:
        if element.keyword != "SpecificCharacterSet":
            fresh.add(DataElement(element.tag, element.VR, _fresh_value(element)))
    return fresh


def _fresh_value(element: DataElement) -> object:
    if element.VR == VR.SQ:
        return Sequence([_freshly_encoded(item) for item in element.value])
    if element.VR != VR.PN:
        return element.value
    return [str(name) for name in element.value] if element.VM > 1 else str(element.value or "")
