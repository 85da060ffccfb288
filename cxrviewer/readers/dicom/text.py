"""The texts of a file that the corners of the picture and the reports show."""

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import FileDataset
from pydicom.uid import UID

from cxrviewer.readers.dicom.geometry import plane_orientation
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.study import StudyText

_KEYWORDS = {
    "patient_name": "PatientName",
    "patient_id": "PatientID",
    "patient_birth_date": "PatientBirthDate",
    "patient_sex": "PatientSex",
    "patient_age": "PatientAge",
    "study_date": "StudyDate",
    "study_time": "StudyTime",
    "study_description": "StudyDescription",
    "series_description": "SeriesDescription",
    "series_number": "SeriesNumber",
    "accession_number": "AccessionNumber",
    "institution": "InstitutionName",
    "modality": "Modality",
    "body_part": "BodyPartExamined",
    "view_position": "ViewPosition",
    "image_laterality": "ImageLaterality",
    "study_instance_uid": "StudyInstanceUID",
    "series_instance_uid": "SeriesInstanceUID",
    "sop_class_uid": "SOPClassUID",
    "sop_instance_uid": "SOPInstanceUID",
    "instance_number": "InstanceNumber",
}


def study_text(tags: Tags, frame: int = 1) -> StudyText:
    """Return what a header says of patient and study (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1, C.8.11).

    Where Patient Orientation is not given, it follows from the plane of the frame.
    """
    texts = {name: tags.text(keyword) for name, keyword in _KEYWORDS.items()}
    texts["image_laterality"] = texts["image_laterality"] or tags.text("Laterality")
    orientation = tags.texts("PatientOrientation") or plane_orientation(tags, frame)
    return StudyText(**texts, patient_orientation=orientation)


def class_name(tags: Tags) -> str:
    """Return the name of the SOP Class (PS3.4 B.5), of its UID where that is unknown; may be empty.

    A DICOMDIR names its class in the file meta information only.
    """
    uid = tags.text("SOPClassUID")
    if not uid and isinstance(tags.dataset, FileDataset):
        uid = Tags(tags.dataset.file_meta).text("MediaStorageSOPClassUID")
    if uid and not UID(uid).is_valid:
        return "an object of no valid SOP Class"
    return str(UID(uid).name)


def text_tags() -> list[int]:
    """Return the tags that `study_text` reads."""
    keywords = [*_KEYWORDS.values(), "Laterality", "PatientOrientation", "SpecificCharacterSet"]
    keywords.append("ImageOrientationPatient")
    return [tag for tag in map(tag_for_keyword, keywords) if tag is not None]
