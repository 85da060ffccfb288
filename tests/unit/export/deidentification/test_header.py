"""One header: what each option keeps, and that all runs of a project agree."""

import datetime
import io

import pytest
from PIL import ImageCms
from pydicom.dataset import Dataset
from pydicom.uid import (
    ColorSoftcopyPresentationStateStorage,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
)

from cxrviewer.export.deidentification import Options, Project, deidentify

PROJECT, OTHER_PROJECT = Project(bytes(32)), Project(bytes(range(32)))


def film(**more: object) -> Dataset:
    """Return the header of a film; `more` are attributes."""
    dataset = Dataset()
    attributes = {
        "SOPClassUID": DigitalXRayImageStorageForPresentation,
        "SOPInstanceUID": "1.2.3.1",
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.4",
        "PatientName": "Chesterfield^Anna",
        "PatientID": "4711",
        "PatientBirthDate": "19300131",
        "PatientSex": "F",
        "PatientAge": "093Y",
        "PatientWeight": "61.5",
        "StudyDate": "20240131",
        "StudyTime": "104500",
        "AcquisitionDateTime": "20240201000000.25+0100",
        "StudyDescription": "Chest PA of Anna Chesterfield, room 12",
        "InstitutionName": "St. Elsewhere",
        "Manufacturer": "Philips Medical Systems",
        "BodyPartExamined": "CHEST",
        "WindowCenter": "2048.50",
        **more,
    }
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def methods(dataset: Dataset) -> list[str]:
    return [item.CodeValue for item in dataset.DeidentificationMethodCodeSequence]


def test_the_basic_profile_empties_what_is_needed_and_removes_the_rest() -> None:
    cleaned = deidentify(film(), PROJECT)
    assert all(
        cleaned[keyword].is_empty for keyword in ("StudyDate", "StudyTime", "PatientBirthDate", "PatientSex")
    )
    gone = ("PatientAge", "PatientWeight", "StudyDescription", "InstitutionName", "AcquisitionDateTime")
    assert not any(keyword in cleaned for keyword in gone)
    assert (cleaned.Manufacturer, cleaned.BodyPartExamined) == ("Philips Medical Systems", "CHEST")
    assert str(cleaned.WindowCenter) == "2048.50"
    assert (cleaned.PatientIdentityRemoved, methods(cleaned)) == ("YES", ["113100", "113103", "113104"])
    assert cleaned.LongitudinalTemporalInformationModified == "REMOVED"


def test_pixel_data_is_left_out_at_every_depth() -> None:
    inner = Dataset()
    inner.PixelData = b"Anna"
    dataset = film(PixelData=b"Anna", ExtendedOffsetTable=b"Anna----", AnatomicRegionSequence=[inner])
    assert "Anna" not in str(deidentify(dataset, PROJECT))
    assert not any(element.tag.group == 0x7FE0 for element in deidentify(dataset, PROJECT).iterall())


def test_the_source_is_not_changed() -> None:
    dataset = film()
    deidentify(dataset, PROJECT, Options(True, True, True))
    assert dataset == film()


def test_dates_of_a_patient_move_together() -> None:
    first = deidentify(film(), PROJECT, Options(shift_dates=True))
    second = deidentify(film(StudyDate="20240302", StudyInstanceUID="1.2.9"), PROJECT, Options(True))
    day = datetime.date.fromisoformat(first.StudyDate)
    assert datetime.date(2024, 1, 31) - day >= datetime.timedelta(days=365)
    assert datetime.date.fromisoformat(second.StudyDate) - day == datetime.timedelta(days=31)
    assert first.AcquisitionDateTime == f"{day + datetime.timedelta(days=1):%Y%m%d}000000.25+0100"
    assert first.StudyTime == "104500"
    assert first["PatientBirthDate"].is_empty
    assert first.LongitudinalTemporalInformationModified == "MODIFIED"
    assert methods(first) == ["113100", "113103", "113104", "113107"]


def test_other_patients_move_by_other_days() -> None:
    dates = {deidentify(film(PatientID=str(n)), PROJECT, Options(True)).StudyDate for n in range(20)}
    assert len(dates) > 15


@pytest.mark.parametrize("date", ["2024", "20241331", "31.01.2024", "Anna", "202401", "20240131x"])
def test_what_is_no_date_goes(date: str) -> None:
    assert deidentify(film(StudyDate=date), PROJECT, Options(shift_dates=True))["StudyDate"].value != date


def test_characteristics_stay_if_wanted_and_the_oldest_are_ninety() -> None:
    cleaned = deidentify(film(), PROJECT, Options(keep_patient_characteristics=True))
    assert (cleaned.PatientSex, cleaned.PatientAge, str(cleaned.PatientWeight)) == ("F", "090Y", "61.5")
    assert cleaned["PatientBirthDate"].is_empty
    assert methods(cleaned) == ["113100", "113103", "113104", "113108"]


def test_of_descriptions_harmless_words_stay() -> None:
    cleaned = deidentify(film(), PROJECT, Options(clean_descriptors=True))
    assert cleaned.StudyDescription == "Chest PA of"
    assert methods(cleaned) == ["113100", "113103", "113104", "113105"]


def test_a_harmless_word_that_is_the_patients_name_goes() -> None:
    dataset = film(PatientName="Small^Hand", StudyDescription="Small left hand PA")
    assert deidentify(dataset, PROJECT, Options(clean_descriptors=True)).StudyDescription == "left PA"


def test_patients_and_uids_agree_within_a_project_and_not_between_projects() -> None:
    first, again, other = (deidentify(film(), project) for project in (PROJECT, PROJECT, OTHER_PROJECT))
    assert first == again
    for keyword in ("PatientID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"):
        assert first[keyword].value != other[keyword].value
    assert first.PatientName == first.PatientID
    assert first.StudyInstanceUID.startswith("2.25.")
    assert len(first.StudyInstanceUID) <= 64


def test_references_follow_the_instances() -> None:
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = CTImageStorage, "1.2.3.1"
    cleaned = deidentify(film(SourceImageSequence=[reference]), PROJECT)
    item = cleaned.SourceImageSequence[0]
    assert item.ReferencedSOPInstanceUID == cleaned.SOPInstanceUID
    assert item.ReferencedSOPClassUID == CTImageStorage


def test_codes_of_the_standard_stay_and_local_ones_go() -> None:
    chest, local = code("51185008", "SCT", "Chest of Anna"), code("THX-7", "99ANNA", "Thorax, station 3 B")
    cleaned = deidentify(film(AnatomicRegionSequence=[chest], ViewCodeSequence=[local]), PROJECT)
    region, view = cleaned.AnatomicRegionSequence[0], cleaned.ViewCodeSequence[0]
    assert (region.CodeValue, region.CodingSchemeDesignator) == ("51185008", "SCT")
    assert "Anna" not in region.CodeMeaning
    assert (view.CodeValue, view.CodingSchemeDesignator) == ("REMOVED", "REMOVED")


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("BodyPartExamined", "CHESTERFIELD"),
        ("BodyPartExamined", "ANNA"),
        ("ImageComments", "Anna"),
        ("Manufacturer", "Chesterfield"),
        ("RescaleType", "Anna"),
        ("PixelSpacingCalibrationDescription", "by Anna"),
        ("InstanceNumber", "47114711"),
    ],
)
def test_the_patients_words_are_found_where_no_rule_expects_them(keyword: str, value: str) -> None:
    cleaned = deidentify(film(PatientID="47114711", **{keyword: value}), PROJECT, Options(True, True, True))
    assert value not in str(cleaned.get(keyword, ""))


def test_colours_keep_a_profile_that_tells_nothing() -> None:
    state = film(SOPClassUID=ColorSoftcopyPresentationStateStorage, ICCProfile=b"Scanner of Anna" * 30)
    profile = deidentify(state, PROJECT).ICCProfile
    assert ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space == "RGB "
    assert b"Anna" not in profile
    assert profile == deidentify(state, PROJECT).ICCProfile


def test_sequences_nested_beyond_reason_are_refused() -> None:
    inner = Dataset()
    for _ in range(80):
        outer = Dataset()
        outer.AnatomicRegionSequence = [inner]
        inner = outer
    with pytest.raises(ValueError, match="nested"):
        deidentify(film(AnatomicRegionSequence=[inner]), PROJECT)
