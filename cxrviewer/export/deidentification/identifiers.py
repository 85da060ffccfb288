"""What identifies the patient of an object: to know the patient again, and to find the words elsewhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pydicom.dataset import Dataset

from cxrviewer.export.deidentification.header_values import text_of

_LEAST = 3
_PART = re.compile(r"\w+", re.UNICODE)
_PLACES = (
    "PatientID",
    "OtherPatientIDs",
    "AccessionNumber",
    "StudyID",
    "IssuerOfPatientID",
    "InstitutionName",
    "InstitutionAddress",
    "InstitutionalDepartmentName",
    "StationName",
    "DeviceSerialNumber",
    "PatientAddress",
    "PatientTelephoneNumbers",
    "AdmissionID",
    "MedicalRecordLocator",
    "RequestedProcedureID",
    "ScheduledProcedureStepID",
    "FillerOrderNumberImagingServiceRequest",
    "PlacerOrderNumberImagingServiceRequest",
)
_MOST_WORDS = 10_000


def patient_identity(dataset: Dataset) -> str:
    """Return what tells one patient from another: ID and issuer, else name and birth date, else the study."""
    patient = text_of(dataset, "PatientID")
    if patient:
        return f"{patient}\0{text_of(dataset, 'IssuerOfPatientID')}"
    name = f"{text_of(dataset, 'PatientName')}\0{text_of(dataset, 'PatientBirthDate')}"
    return name if name != "\0" else text_of(dataset, "StudyInstanceUID")


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Words, in lower case, that point to somebody.

    Attributes
    ----------
    names
        Of persons: they may be words of the language as well.
    words
        Those and the ones of IDs, addresses and places.
    """

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def identifiers_in(dataset: Dataset) -> Identifiers:
    """Collect the names of persons, at every depth, and the IDs and places of an object."""
    names = frozenset(islice(_parts(_names(dataset)), _MOST_WORDS))
    return Identifiers(names, names | frozenset(_parts(text_of(dataset, keyword) for keyword in _PLACES)))


def _parts(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of texts that are long enough to point to somebody."""
    for text in texts:
        yield from (part for part in _PART.findall(text.casefold()) if len(part) >= _LEAST)


def _names(dataset: Dataset) -> Iterator[str]:
    """Yield the names of persons, also those within sequences."""
    for tag in dataset.keys():  # noqa: SIM118 - a data set yields elements, not keys
        try:
            element = dataset[tag]
        except Exception:  # noqa: BLE001, S112 - pydicom raises anything; what cannot be read is not written
            continue
        if element.VR == "PN":
            yield str(element.value or "")
        elif element.VR == "SQ":
            for item in element.value:
                yield from _names(item)
