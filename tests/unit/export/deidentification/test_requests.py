"""What a reader has drawn and said, as far as it may leave."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from voted import votes

from cxrviewer.export.deidentification import BlockedError, Options, Project, deidentify_request
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.locations import demo_film
from cxrviewer.measurement import measure_all
from cxrviewer.readers import read_image
from cxrviewer.readers.dicom.dataset import read_dataset
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    CheckOutcome,
    KeyImage,
    Kind,
    LungMask,
    ModelReference,
    Overrule,
    PackedMask,
    Quality,
    QualityCheck,
    Segment,
    StudyReading,
    Verdict,
    Window,
)

PROJECT = Project(bytes(32))
SECRET = "Chesterfield"
CREATED = "2024-01-31T10:45:00+00:00"


@pytest.fixture
def request_of_reader() -> ExportRequest:
    """A film on which a reader has written the patient's name everywhere."""
    image = read_image(demo_film())
    source = read_dataset(demo_film())
    source.PatientName, source.PatientID = SECRET, SECRET
    key = image.source.key
    image = replace(
        image,
        text=replace(image.text, patient_name=SECRET, study_description=SECRET),
        vois=(Window(1.0, 2.0, explanation=f"lung {SECRET}"),),
        source=replace(image.source, path=Path(f"/films/{SECRET}/film.dcm")),
    )
    items = (
        Annotation(Kind.LENGTH, ((1, 2), (3, 4)), f"nodule of {SECRET}", created=CREATED),
        Annotation(Kind.TEXT, ((1, 2),), SECRET, created=CREATED),
    )
    mask = PackedMask.of(np.ones((image.rows, image.columns), np.uint8))
    drawn = AnnotationSet(key, items, segments=(Segment(f"Right lung of {SECRET}", mask),))
    reading = StudyReading(
        image.text.study_instance_uid,
        ("pneumonia", SECRET),
        f"{SECRET} came late",
        (Verdict(key, "normal", "model 1", agrees=False, reason=f"{SECRET} has a nodule"),),
        (KeyImage(key, image.text.sop_instance_uid, 1, f"show to {SECRET}"),),
    )
    overrule = Overrule(CREATED, f"{SECRET} is a child")
    model = ModelReference("lungs", "1.0.0", "0" * 64, "by hand")
    nothing = LungMask(np.zeros((image.rows, image.columns), np.uint8), model)
    refused = QualityCheck("contrast", CheckOutcome.REFUSED, 0.0, "It is blank.")
    analysis = Analysis(
        key,
        nothing,
        (),
        None,
        (),
        (),
        {},
        notices=(overrule.sentence, "It is blank."),
        quality=Quality((refused,), overrule),
        patches=votes(key),
    )
    return ExportRequest(
        image,
        source,
        drawn,
        measure_all(image, drawn),
        analysis=analysis,
        reading=reading,
        view=View(image.vois[0]),
        picture=np.zeros((2, 2, 3), np.uint8),
        key_pictures={key: np.zeros((2, 2), np.uint8)},
    )


@pytest.mark.parametrize(
    "options", [Options(), Options(True, True, True, True)], ids=["basic", "all options"]
)
def test_no_word_of_the_reader_about_the_patient_is_left(
    request_of_reader: ExportRequest, options: Options
) -> None:
    cleaned = deidentify_request(request_of_reader, PROJECT, options)
    assert SECRET not in repr(cleaned)
    assert SECRET not in repr((cleaned.image.text, cleaned.image.vois, cleaned.view, cleaned.reading))
    old = (request_of_reader.image.source.sha256, request_of_reader.image.text.study_instance_uid)
    assert not any(key in repr((cleaned.image.source, cleaned.annotations, cleaned.reading)) for key in old)
    assert (cleaned.picture, cleaned.key_pictures) == (None, {})
    assert cleaned.analysis is not None
    assert not any(key in repr(cleaned.analysis) for key in old)  # not as the seed of the patches either
    assert SECRET not in repr((cleaned.analysis.quality, cleaned.analysis.notices))
    assert CREATED not in repr(cleaned.analysis.quality)
    assert cleaned.analysis.notices[1] == "It is blank."
    assert cleaned.analysis.abstention is None


def test_geometry_and_values_stay_and_belong_together(request_of_reader: ExportRequest) -> None:
    cleaned = deidentify_request(request_of_reader, PROJECT, Options())
    assert [item.points for item in cleaned.annotations.items] == [((1, 2), (3, 4)), ((1, 2),)]
    assert cleaned.measurements[0].quantities[0].name == "length"
    assert cleaned.measurements[0].quantities == request_of_reader.measurements[0].quantities
    assert cleaned.measurements[0].annotation == cleaned.annotations.items[0]
    key = cleaned.image.source.key
    assert cleaned.annotations.image_key == key
    assert cleaned.reading is not None
    assert (cleaned.reading.verdicts[0].image_key, cleaned.reading.key_images[0].image_key) == (key, key)
    assert cleaned.reading.key_images[0].sop_instance_uid == cleaned.source.SOPInstanceUID
    assert cleaned.image.text.patient_id == cleaned.source.PatientID
    assert cleaned.image.pixels is request_of_reader.image.pixels


def test_harmless_words_stay_if_wanted(request_of_reader: ExportRequest) -> None:
    plain = deidentify_request(request_of_reader, PROJECT, Options())
    cleaned = deidentify_request(request_of_reader, PROJECT, Options(clean_descriptors=True))
    assert [item.text for item in plain.annotations.items] == ["", "REMOVED"]
    assert [item.text for item in cleaned.annotations.items] == ["nodule of", "REMOVED"]
    assert cleaned.annotations.segments[0].label == "Right lung of"
    assert cleaned.reading is not None
    assert cleaned.reading.labels == ("pneumonia", "REMOVED")


def test_times_of_drawing_move_with_the_dates_of_the_patient(request_of_reader: ExportRequest) -> None:
    fixed = deidentify_request(request_of_reader, PROJECT, Options())
    moved = deidentify_request(request_of_reader, PROJECT, Options(shift_dates=True))
    assert fixed.annotations.items[0].created.startswith("1900-01-01")
    created = moved.annotations.items[0].created
    assert created.endswith("T10:45:00+00:00")
    assert created[:4] < "2023" or created[:10] < "2023-02-01"


def test_a_film_with_burnt_in_text_is_blocked(request_of_reader: ExportRequest) -> None:
    source = Dataset()
    source.update(request_of_reader.source)
    source.BurnedInAnnotation = "YES"
    with pytest.raises(BlockedError, match="burnt-in"):
        deidentify_request(replace(request_of_reader, source=source), PROJECT, Options())
