"""Presentation states that other programs have written."""

import re
from collections.abc import Callable
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from dicom_validators import run_program
from export_films import instance, write_film
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from cxrviewer.errors import ReadError
from cxrviewer.export.dicom.files import encoded
from cxrviewer.readers.layers import ImportedLayers, read_layers
from cxrviewer.readers.layers.imported import MOST_ANNOTATIONS
from cxrviewer.study import Annotation, Kind, Maker

COLUMNS, ROWS = 40, 20
GSPS = "1.2.840.10008.5.1.4.1.1.11.1"


def state_of(*items: Dataset, **attributes: object) -> Dataset:
    """Return a presentation state of two images with graphic annotations."""
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID, made.Manufacturer = GSPS, "1.2.9", "Somebody"
    series = Dataset()
    series.ReferencedImageSequence = [reference("1.2.3"), reference("1.2.4")]
    made.ReferencedSeriesSequence = [series]
    made.GraphicAnnotationSequence = list(items)
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def reference(uid: str, frames: list[int] | None = None) -> Dataset:
    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.1", uid
    if frames:
        made.ReferencedFrameNumber = frames
    return made


def item(graphics: tuple[Dataset, ...] = (), texts: tuple[Dataset, ...] = (), *images: Dataset) -> Dataset:
    made = Dataset()
    made.GraphicLayer = "LAYER"
    made.GraphicObjectSequence, made.TextObjectSequence = list(graphics), list(texts)
    if images:
        made.ReferencedImageSequence = list(images)
    return made


def graphic(kind: str, *numbers: float, units: str = "PIXEL") -> Dataset:
    made = Dataset()
    made.GraphicAnnotationUnits, made.GraphicType, made.GraphicFilled = units, kind, "N"
    made.GraphicDimensions, made.NumberOfGraphicPoints = 2, len(numbers) // 2
    made.GraphicData = list(numbers)
    return made


def words(text: str, **attributes: object) -> Dataset:
    made = Dataset()
    made.UnformattedTextValue = text
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def area(first: list[int], last: list[int]) -> Dataset:
    made = Dataset()
    made.DisplayedAreaTopLeftHandCorner, made.DisplayedAreaBottomRightHandCorner = first, last
    return made


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Dataset], ImportedLayers]:
    def read_back(state: Dataset) -> ImportedLayers:
        (tmp_path / "state.dcm").write_bytes(encoded(state))
        return read_layers(tmp_path / "state.dcm")

    return read_back


def kinds(layers: ImportedLayers, uid: str = "1.2.3", frame: int = 1) -> list[tuple[Kind, object]]:
    return [(one.kind, one.points) for one in layers.annotations_of(uid, frame)]


def test_every_graphic_type_is_read(read: Callable[[Dataset], ImportedLayers]) -> None:
    layers = read(
        state_of(
            item(
                (
                    graphic("POINT", 1.5, 2),
                    graphic("POLYLINE", 1, 2, 3, 4),
                    graphic("INTERPOLATED", 1, 1, 3, 1, 3, 3, 1, 1),
                    graphic("CIRCLE", 5, 5, 8, 5),
                    graphic("ELLIPSE", 0, 5, 10, 5, 5, 2, 5, 8),
                )
            )
        )
    )
    expected = [Kind.POINT, Kind.LENGTH, Kind.FREEHAND, Kind.ELLIPSE, Kind.ELLIPSE]
    assert [kind for kind, _ in kinds(layers)] == expected
    assert kinds(layers, "1.2.4") == kinds(layers)
    assert layers.notices == ()
    assert {one.maker for _, one in layers.annotations} == {Maker.IMPORTED}
    assert {one.origin for _, one in layers.annotations} == {"presentation state of Somebody"}


def test_annotations_of_some_frames_belong_to_these(read: Callable[[Dataset], ImportedLayers]) -> None:
    layers = read(state_of(item((graphic("POINT", 1, 2),), (), reference("1.2.3", [2, 3]))))
    assert [len(layers.annotations_of("1.2.3", frame)) for frame in (1, 2, 3)] == [0, 1, 1]
    assert layers.annotations_of("1.2.4", 1) == ()


def test_the_same_file_gives_the_same_identifiers(read: Callable[[Dataset], ImportedLayers]) -> None:
    state = state_of(item((graphic("POINT", 1, 2), graphic("POINT", 1, 2))))
    first, second = read(state), read(state)
    identifiers = [one.identifier for _, one in first.annotations]
    assert identifiers == [one.identifier for _, one in second.annotations]
    assert len(set(identifiers)) == len(identifiers) == 4


def test_texts_begin_at_their_box_or_anchor(read: Callable[[Dataset], ImportedLayers]) -> None:
    box = {"BoundingBoxAnnotationUnits": "PIXEL", "BoundingBoxTopLeftHandCorner": [3.0, 4.0]}
    anchor = {"AnchorPointAnnotationUnits": "PIXEL", "AnchorPoint": [9.0, 8.0]}
    layers = read(
        state_of(
            item(
                (),
                (
                    words("in a\r\nbox", **box),
                    words("anchored", **anchor, AnchorPointVisibility="N"),
                    words("pointing", **box, **anchor, AnchorPointVisibility="Y"),
                    words("nowhere"),
                ),
            )
        )
    )
    found = [(one.kind, one.points, one.text) for one in layers.annotations_of("1.2.3", 1)]
    assert found == [
        (Kind.TEXT, ((3.0, 4.0),), "in a\nbox"),
        (Kind.TEXT, ((9.0, 8.0),), "anchored"),
        (Kind.ARROW, ((9.0, 8.0), (3.0, 4.0)), ""),
        (Kind.TEXT, ((3.0, 4.0),), "pointing"),
    ]
    assert layers.notices == ("A text without a place was left out.",)


def on_screen(x: float, y: float, turns: int, *, mirrored: bool) -> tuple[float, float]:
    """Return where a place of the whole image is seen, as shares of the screen (PS3.3 C.10.6)."""
    across, down = x / COLUMNS, y / ROWS
    for _ in range(turns):
        across, down = 1 - down, across  # clockwise: what was above is on the right
    return (1 - across if mirrored else across), down


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", range(4))
def test_places_on_the_screen_become_places_in_the_image(
    turns: int, mirrored: bool, read: Callable[[Dataset], ImportedLayers]
) -> None:
    seen = on_screen(10, 4, turns, mirrored=mirrored)
    layers = read(
        state_of(
            item((graphic("POINT", *seen, units="DISPLAY"), graphic("POINT", 10, 4))),
            DisplayedAreaSelectionSequence=[area([1, 1], [COLUMNS, ROWS])],
            ImageRotation=90 * turns,
            ImageHorizontalFlip="Y" if mirrored else "N",
        )
    )
    (_, (displayed,)), (_, (in_pixels,)) = kinds(layers)
    assert in_pixels == (10, 4)
    assert displayed == pytest.approx((10, 4), abs=1e-5)


def test_a_part_of_the_image_may_be_displayed(read: Callable[[Dataset], ImportedLayers]) -> None:
    areas = [area([11, 5], [20, 14])]
    point = graphic("POINT", 0.5, 0.25, units="DISPLAY")
    layers = read(state_of(item((point,)), DisplayedAreaSelectionSequence=areas))
    assert kinds(layers) == [(Kind.POINT, ((15.0, 6.5),))]


def test_what_cannot_be_taken_over_is_said_once(read: Callable[[Dataset], ImportedLayers]) -> None:
    strange = (
        graphic("SPLINE", 1, 2),
        graphic("SPLINE", 3, 4),
        graphic("CIRCLE", 1, 2, 3, 4, 5, 6),
        graphic("POINT", 1, 2, units="MATRIX"),
        graphic("POLYLINE", 1, 2, 3, 4, 5, 9),
    )
    layers = read(state_of(item(strange)))
    assert layers.notices == (
        "A graphic of the unknown type SPLINE was left out.",
        "A graphic of type CIRCLE with 6 coordinates was left out.",
        "A graphic placed in units of MATRIX was left out.",
        "Open lines are shown as outlines that go there and back, without an area.",
    )
    assert len(kinds(layers)) == 1


def test_a_group_that_somebody_has_changed_is_read_piece_by_piece(
    read: Callable[[Dataset], ImportedLayers],
) -> None:
    group = Dataset()
    group.GraphicGroupID, group.GraphicGroupLabel = 1, "Cobb angle"
    group.GraphicGroupDescription = f"{Annotation(Kind.POINT, ((0, 0),)).uid} 2026-03-04T05:06:07+00:00"
    line = graphic("POLYLINE", 1, 2, 3, 4)
    line.GraphicGroupID = 1
    layers = read(state_of(item((line,)), GraphicGroupSequence=[group]))
    assert kinds(layers) == [(Kind.LENGTH, ((1, 2), (3, 4)))]


def test_highdicom_s_state_is_read(tmp_path: Path) -> None:
    film = write_film(tmp_path, "mono1")
    source = pydicom.dcmread(film)
    drawn = highdicom.pr.GraphicObject("POLYLINE", np.array([[1.5, 2.5], [30.0, 20.0]]), units="PIXEL")
    said = highdicom.pr.TextObject("Nodule", units="PIXEL", anchor_point=(4.0, 5.0))
    layer = highdicom.pr.GraphicLayer("LAYER1", order=1)
    annotation = highdicom.pr.GraphicAnnotation([source], layer, graphic_objects=[drawn], text_objects=[said])
    state = highdicom.pr.GrayscaleSoftcopyPresentationState(
        referenced_images=[source],
        series_instance_uid="1.2.3.9",
        series_number=1,
        sop_instance_uid="1.2.3.9.1",
        instance_number=1,
        manufacturer="highdicom",
        manufacturer_model_name="m",
        software_versions="1",
        device_serial_number="1",
        content_label="LABEL",
        graphic_layers=[layer],
        graphic_annotations=[annotation],
    )
    state.save_as(tmp_path / "state.dcm")
    layers = read_layers(tmp_path / "state.dcm")
    assert kinds(layers, source.SOPInstanceUID) == [
        (Kind.LENGTH, ((1.5, 2.5), (30.0, 20.0))),
        (Kind.TEXT, ((4.0, 5.0),)),
    ]


def test_dcmtk_s_state_without_annotations_brings_nothing(tmp_path: Path) -> None:
    run_program("dcmpsmk", write_film(tmp_path, "mono1"), tmp_path / "state.dcm")
    assert read_layers(tmp_path / "state.dcm").annotations == ()


def test_a_film_brings_no_annotations(tmp_path: Path) -> None:
    (tmp_path / "film.dcm").write_bytes(encoded(instance()))
    with pytest.raises(ReadError, match=r"film\.dcm: .*Computed Radiography"):
        read_layers(tmp_path / "film.dcm")


def outcome(path: Path) -> str:
    """Return what becomes of a file: how many annotations, or the sentence."""
    try:
        return f"{len(read_layers(path).annotations)} annotations"
    except ReadError as error:
        return str(error)


@pytest.mark.parametrize("cut", [200, 500, 900])
def test_a_damaged_file_is_refused_in_one_sentence_or_read_in_part(cut: int, tmp_path: Path) -> None:
    data = encoded(state_of(item((graphic("POINT", 1, 2),), (words("a" * 300),))))
    path = tmp_path / "cut.dcm"
    path.write_bytes(data[:cut])
    assert re.fullmatch(rf"[0-4] annotations|{path}: [^\n]+", outcome(path))


def test_wrong_types_of_values_are_left_out(read: Callable[[Dataset], ImportedLayers]) -> None:
    broken = Dataset()
    broken.add_new("GraphicAnnotationUnits", "CS", "PIXEL")
    broken.add_new("GraphicType", "CS", "POINT")
    broken.add_new("GraphicData", "LO", ["north", "west"])
    not_finite = graphic("POINT", float("nan"), 2.0)
    layers = read(state_of(item((broken, not_finite, graphic("POINT", 1, 2)))))
    assert kinds(layers) == [(Kind.POINT, ((1, 2),))]
    assert layers.notices


def test_too_many_annotations_are_refused(tmp_path: Path) -> None:
    points = graphic("MULTIPOINT", *[1.0] * (MOST_ANNOTATIONS + 2))
    (tmp_path / "a.dcm").write_bytes(encoded(state_of(item((points,))), ImplicitVRLittleEndian))
    with pytest.raises(ReadError, match="holds more than 50,000 annotations"):
        read_layers(tmp_path / "a.dcm")


def test_what_lies_far_outside_or_is_very_long_is_not_taken_over(
    read: Callable[[Dataset], ImportedLayers],
) -> None:
    anchor = {"AnchorPointAnnotationUnits": "PIXEL", "AnchorPoint": [9.0, 8.0]}
    layers = read(state_of(item((graphic("POINT", 1e20, 2),), (words("a" * 20_000, **anchor),))))
    ((kind, _),) = kinds(layers)
    assert kind is Kind.TEXT
    assert layers.notices == (
        "Annotations far outside of any image were left out.",
        "A text was cut to 10,000 characters.",
    )


def test_big_endian_and_implicit_states_are_read(tmp_path: Path) -> None:
    for syntax in (ImplicitVRLittleEndian, ExplicitVRBigEndian):
        state = state_of(item((graphic("POINT", 1.25, 2),)))
        state.file_meta = FileMetaDataset()
        state.file_meta.TransferSyntaxUID = syntax
        state.file_meta.MediaStorageSOPClassUID = GSPS
        state.file_meta.MediaStorageSOPInstanceUID = "1.2.9"
        state.save_as(tmp_path / "a.dcm", enforce_file_format=True)
        assert kinds(read_layers(tmp_path / "a.dcm")) == [(Kind.POINT, ((1.25, 2.0),))]
