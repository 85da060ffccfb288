"""What objects derived from a film share with it: patient and study (PS3.3 A.1.2, C.7.1, C.7.2)."""

from copy import deepcopy

from pydicom import config
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.valuerep import STR_VR, VR, validate_value

_STUDY = (
    "SpecificCharacterSet",
    "TimezoneOffsetFromUTC",
    "StudyInstanceUID",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "StudyDescription",
    "AccessionNumber",
    "IssuerOfAccessionNumberSequence",
    "ReferringPhysicianName",
    "ReferringPhysicianIdentificationSequence",
    "ConsultingPhysicianName",
    "ConsultingPhysicianIdentificationSequence",
    "ProcedureCodeSequence",
    "PhysiciansOfRecord",
    "PhysiciansOfRecordIdentificationSequence",
    "NameOfPhysiciansReadingStudy",
    "PhysiciansReadingStudyIdentificationSequence",
    "ReferencedStudySequence",
    "ReferencedPatientSequence",
    "RequestingService",
    "RequestingServiceCodeSequence",
    "ReasonForPerformedProcedureCodeSequence",
    "AdmittingDiagnosesDescription",
    "AdmittingDiagnosesCodeSequence",
    "ReasonForVisit",
    "ReasonForVisitCodeSequence",
    "AdmissionID",
    "IssuerOfAdmissionIDSequence",
    "ServiceEpisodeID",
    "ServiceEpisodeDescription",
    "IssuerOfServiceEpisodeIDSequence",
    "PatientState",
)
_PATIENT_GROUPS = (0x0010, 0x0012)
_OF_SERIES = frozenset({0x00120071, 0x00120072, 0x00120073})
"""Clinical Trial Series (C.7.3.2), which lies in the group of the patient's trial but goes with a series."""
_EMPTY_IF_UNKNOWN = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
)
"""Attributes of type 2."""


def patient_and_study(source: Dataset) -> Dataset:
    """Return patient and study of an instance, made valid.

    Parameters
    ----------
    source
        Header of the instance; it has a Study Instance UID.

    Returns
    -------
    A data set of its own, in the source's character set. Values that break the rules of their representation
    (PS3.5 6.2) are left out, and what every object must have is there, if empty. Texts that are added must be
    ASCII, or the Specific Character Set must be changed and names encoded anew.
    """
    shared = Dataset()
    for element in copied_patient_and_study(source):
        if _is_valid(element):
            shared.add(element)
    for keyword in _EMPTY_IF_UNKNOWN:
        if keyword not in shared:
            setattr(shared, keyword, None)
    return shared


def copied_patient_and_study(source: Dataset) -> Dataset:
    """Return patient and study of an instance exactly as they stand there: nothing added, nothing mended."""
    wanted = {tag_for_keyword(keyword) for keyword in _STUDY}
    copied = Dataset()
    for tag in source.keys():  # noqa: SIM118 - iterating decodes every element
        of_patient = tag.group in _PATIENT_GROUPS and int(tag) not in _OF_SERIES
        if of_patient or int(tag) in wanted:
            copied.add(deepcopy(source[tag]))
    return copied


def _is_valid(element: DataElement) -> bool:
    """Return whether each value of an element is one that its value representation allows."""
    values = element.value if element.VM > 1 else [element.value]
    try:
        for value in [] if element.VR == VR.SQ else values:
            text = ("" if value is None else str(value)) if element.VR in STR_VR else value
            validate_value(element.VR, text, config.RAISE)
    except ValueError:
        return False
    return True


def refer_to(source: Dataset) -> Dataset:
    """Return an item of a sequence that refers to an instance (PS3.3 10.8, Table 10-11)."""
    item = Dataset()
    item.ReferencedSOPClassUID = source.SOPClassUID
    item.ReferencedSOPInstanceUID = source.SOPInstanceUID
    return item


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """Return an item of a code sequence (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item
