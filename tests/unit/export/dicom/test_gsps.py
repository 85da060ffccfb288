"""Presentation states: rendered by dcmtk, judged by dcmtk and dicom3tools, and read again."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pydicom
import pytest
from conformance.films import constructed_films
from conformance.films_tables import table_films
from conformance.making import Film
from dicom_validators import errors_in, inconsistencies, run_program
from drawn import difference, each_kind
from export_films import instance, request_of, write_film

from cxrviewer.display import full_range, has_table, render_grey8
from cxrviewer.errors import FileError, ReadError
from cxrviewer.export import write_gsps
from cxrviewer.export.dicom.files import encoded
from cxrviewer.export.dicom.source import needs_source, write_source
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.measurement import measure_all
from cxrviewer.readers.layers import read_layers
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    Maker,
    PresentationLut,
    VoiFunction,
    Window,
)

NATIVE = [
    film
    for film in constructed_films()
    if not (film.beyond_dcmtk or film.twin)
    and not film.dataset.file_meta.TransferSyntaxUID.is_compressed
    and film.dataset.get("PhotometricInterpretation", "").startswith("MONOCHROME")
    and "PixelData" in film.dataset
]


def drawn_on(path: Path, frame: int = 1, *, words: str = "Heart", view: View | None = None) -> ExportRequest:
    """Return a request with every kind of annotation, measured."""
    plain = request_of(path, frame)
    image = plain.image
    drawn = AnnotationSet(image.source.key, each_kind(image.columns, image.rows, words))
    return replace(plain, annotations=drawn, measurements=measure_all(image, drawn), view=view or View())


def in_ascii(request: ExportRequest) -> ExportRequest:
    """Make the texts of a source such as dcmpschk accepts: it takes no character set into account."""
    for keyword in ("PatientName", "StudyDescription", "ReferringPhysicianName"):
        setattr(request.source, keyword, "Plain")
    return request


def rendered(film: Path, state: Path, folder: Path, frame: int = 1) -> npt.NDArray[np.uint8]:
    """Return what dcmtk shows of a film under a presentation state."""
    run_program("dcmp2pgm", "--frame", frame, "--pstate", state, film, folder / "dcmtk.pgm")
    picture = cv2.imread(str(folder / "dcmtk.pgm"), cv2.IMREAD_UNCHANGED)
    assert picture is not None, "dcmtk renders nothing"
    return np.asarray(picture, np.uint8)


def apart(film: Path, request: ExportRequest, folder: Path) -> int:
    """Return the largest difference in grey levels between dcmtk's picture and ours."""
    write_gsps(folder / "state.dcm", request)
    view = request.view
    ours = render_grey8(request.image, view.voi, inverted=view.inverted)
    theirs = rendered(film, folder / "state.dcm", folder, request.image.source.frame)
    assert ours.shape == theirs.shape
    return int(np.abs(ours.astype(int) - theirs).max())


def ours_of(films: list[Film]) -> list[object]:
    return [pytest.param(film, id=film.name) for film in films]


@pytest.mark.parametrize("film", ours_of(NATIVE[::7]))
def test_dcmtk_renders_what_we_show(film: Film, tmp_path: Path) -> None:
    renders_as_we_do(film, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("film", ours_of(NATIVE))
def test_dcmtk_renders_every_film_as_we_do(film: Film, tmp_path: Path) -> None:
    renders_as_we_do(film, tmp_path)


def renders_as_we_do(film: Film, tmp_path: Path) -> None:
    path = film.write(tmp_path)
    request = replace(request_of(path, film.frame), view=View(inverted=len(film.name) % 2 == 1))
    assert apart(path, request, tmp_path) <= 1


@pytest.mark.parametrize("function", list(VoiFunction))
@pytest.mark.parametrize("kind", ["demo", "mono1", "ct", "multiframe"])
def test_every_kind_of_window_is_said_in_words_that_dcmtk_knows(
    kind: str, function: VoiFunction, tmp_path: Path
) -> None:
    path = write_film(tmp_path, kind)
    request = request_of(path, 3 if kind == "multiframe" else 1)
    low, high = np.percentile(request.image.pixels.astype(float), [10, 80])
    middle = full_range(low, high)
    offset = -1024 if kind == "ct" else 0
    window = Window(middle.centre + offset, middle.width, function)
    assert apart(path, replace(request, view=View(window)), tmp_path) <= 1


@pytest.mark.parametrize("film", ours_of([film for film in table_films() if not film.beyond_dcmtk][:4]))
def test_the_table_of_one_film_can_be_the_view_of_another(film: Film, tmp_path: Path) -> None:
    vois = request_of(film.write(tmp_path), film.frame).image.vois
    path = write_film(tmp_path, "mono1")
    for voi in vois:
        assert apart(path, replace(request_of(path), view=View(voi)), tmp_path) <= 1


def polarity(image: Image, *, inverted: bool) -> str:
    return "INVERSE" if inverted != (image.photometric == "MONOCHROME1") else "IDENTITY"


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(
    "kind", ["demo", "mono1", "ct", "multiframe", "png", "sixteen-bit png", "float tiff"]
)
def test_validators_accept_every_film(kind: str, inverted: bool, tmp_path: Path) -> None:
    path, state = write_film(tmp_path, kind), tmp_path / "state.dcm"
    view = View(inverted=inverted, quarter_turns=1, mirrored=True)
    request = drawn_on(path, view=view)
    write_gsps(state, request)
    assert errors_in(state) == []
    if needs_source(request.image):
        path = tmp_path / "source.dcm"
        write_source(path, request.image)
    said = inconsistencies(path, state)
    assert [line for line in said.splitlines() if "Type 2" not in line or "PatientName" not in line] == []
    assert pydicom.dcmread(state).PresentationLUTShape == polarity(request.image, inverted=inverted)
    write_gsps(state, in_ascii(request))
    assert "Test passed" in run_program("dcmpschk", state)


@pytest.mark.parametrize("kind", ["png", "sixteen-bit png", "float tiff"])
def test_the_source_of_a_picture_file_is_shown_as_the_picture(kind: str, tmp_path: Path) -> None:
    request, source = request_of(write_film(tmp_path, kind)), tmp_path / "source.dcm"
    write_source(source, request.image)
    if has_table(request.image):
        assert apart(source, request, tmp_path) <= 1
    else:  # dcmtk rounds modality values to integers
        assert apart(source, request, tmp_path) <= 2


def test_a_shape_in_the_file_goes_before_its_photometric_interpretation(tmp_path: Path) -> None:
    path = write_film(tmp_path, "mono1")
    request = request_of(path)
    shown = replace(request, image=replace(request.image, presentation_lut=PresentationLut.IDENTITY))
    write_gsps(tmp_path / "a.dcm", shown)
    assert pydicom.dcmread(tmp_path / "a.dcm").PresentationLUTShape == "IDENTITY"


@pytest.mark.parametrize(("ratio", "expected"), [(1.0, [1, 1]), (4 / 3, [4, 3]), (1.2000001, [6, 5])])
def test_pixels_that_are_not_square_are_said_in_small_numbers(
    ratio: float, expected: list[int], tmp_path: Path
) -> None:
    request = request_of(write_film(tmp_path, "mono1"))
    write_gsps(tmp_path / "a.dcm", replace(request, image=replace(request.image, pixel_aspect_ratio=ratio)))
    assert errors_in(tmp_path / "a.dcm") == []
    area = pydicom.dcmread(tmp_path / "a.dcm").DisplayedAreaSelectionSequence[0]
    assert area.PresentationPixelAspectRatio == expected


def test_a_window_of_whole_numbers_is_written(tmp_path: Path) -> None:
    request = replace(request_of(write_film(tmp_path, "ct")), view=View(Window(40, 400)))
    write_gsps(tmp_path / "a.dcm", request)
    item = pydicom.dcmread(tmp_path / "a.dcm").SoftcopyVOILUTSequence[0]
    assert (item.WindowCenter, item.WindowWidth) == (40, 400)


def turned(picture: npt.NDArray[np.uint8], state: pydicom.Dataset) -> npt.NDArray[np.uint8]:
    """Turn, then mirror a picture, as PS3.3 C.10.6 says."""
    clockwise = np.rot90(picture, -state.ImageRotation // 90)
    return clockwise[:, ::-1] if state.ImageHorizontalFlip == "Y" else clockwise


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", range(-1, 5))
def test_turning_and_mirroring_are_those_of_the_view(turns: int, mirrored: bool, tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "mono1"))
    write_gsps(tmp_path / "a.dcm", replace(request, view=View(quarter_turns=turns, mirrored=mirrored)))
    state = pydicom.dcmread(tmp_path / "a.dcm")
    rows, columns = request.image.rows, request.image.columns
    numbers = np.arange(rows * columns).reshape(rows, columns)
    seen = np.rot90(numbers[:, ::-1] if mirrored else numbers, -turns)
    assert np.array_equal(turned(numbers, state), seen)
    area = state.DisplayedAreaSelectionSequence[0]
    for corner, place in (("TopLeft", (0, 0)), ("BottomRight", (-1, -1))):
        column, row = area[f"DisplayedArea{corner}HandCorner"].value
        assert numbers[row - 1, column - 1] == seen[place]


@pytest.mark.parametrize("kind", ["demo", "multiframe", "png"])
def test_what_is_drawn_comes_back(kind: str, tmp_path: Path) -> None:
    frame = 2 if kind == "multiframe" else 1
    request = drawn_on(write_film(tmp_path, kind), frame, words="Herz, größer\n心 und Lunge")
    write_gsps(tmp_path / "a.dcm", request)
    layers = read_layers(tmp_path / "a.dcm")
    assert layers.notices == ()
    back = layers.annotations_of(request.source.SOPInstanceUID, frame)
    by_identifier = {annotation.identifier: annotation for annotation in back}
    assert len(back) == len(request.annotations.items)
    assert all(one.maker is Maker.IMPORTED and "cxrviewer" in one.origin for one in back)
    for annotation in request.annotations.items:
        assert difference(annotation, by_identifier[annotation.identifier]) < 2e-5
    if kind == "multiframe":
        assert layers.annotations_of(request.source.SOPInstanceUID, 1) == ()


def test_a_long_outline_and_long_words_come_back(tmp_path: Path) -> None:
    request = in_ascii(request_of(write_film(tmp_path, "mono1")))
    outline = tuple((float(place % 41), place / 1000) for place in range(20_000))
    words = "word " * 1000 + "end"
    items = Annotation(Kind.FREEHAND, outline), Annotation(Kind.TEXT, ((1.0, 2.0),), words)
    write_gsps(tmp_path / "a.dcm", replace(request, annotations=AnnotationSet("key", items)))
    assert errors_in(tmp_path / "a.dcm") == []
    assert "Test passed" in run_program("dcmpschk", tmp_path / "a.dcm")
    back = {annotation.kind: annotation for _, annotation in read_layers(tmp_path / "a.dcm").annotations}
    assert difference(items[0], replace(back[Kind.FREEHAND], created=items[0].created)) < 1e-5
    assert back[Kind.TEXT].text == words


def test_measured_values_stand_in_a_layer_of_their_own_in_ascii(tmp_path: Path) -> None:
    write_gsps(tmp_path / "a.dcm", drawn_on(write_film(tmp_path, "ct")))
    items = pydicom.dcmread(tmp_path / "a.dcm").GraphicAnnotationSequence
    values = [text.UnformattedTextValue for text in items[-1].TextObjectSequence]
    assert [item.GraphicLayer for item in items] == ["REGIONS", "MEASUREMENTS", "MARKS", "VALUES"]
    assert any("mm2" in value for value in values)
    assert all(value.isascii() for value in values)


def test_nothing_drawn_is_a_valid_state_too(tmp_path: Path) -> None:
    write_gsps(tmp_path / "a.dcm", in_ascii(request_of(write_film(tmp_path, "mono1"))))
    assert errors_in(tmp_path / "a.dcm") == []
    assert "Test passed" in run_program("dcmpschk", tmp_path / "a.dcm")
    assert read_layers(tmp_path / "a.dcm").annotations == ()


def colour_film(folder: Path) -> Path:
    colours = np.random.default_rng(1).integers(0, 256, (6, 8, 3)).astype(np.uint8)
    film = instance(
        PhotometricInterpretation="RGB",
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        Rows=6,
        Columns=8,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
        PixelData=colours.tobytes(),
    )
    (folder / "colour.dcm").write_bytes(encoded(film))
    return folder / "colour.dcm"


def test_a_colour_film_gets_a_colour_presentation_state(tmp_path: Path) -> None:
    request = drawn_on(colour_film(tmp_path))
    write_gsps(tmp_path / "a.dcm", request)
    state = pydicom.dcmread(tmp_path / "a.dcm")
    assert state.SOPClassUID.name == "Color Softcopy Presentation State Storage"
    assert errors_in(tmp_path / "a.dcm") == []
    assert len(read_layers(tmp_path / "a.dcm").annotations) == len(request.annotations.items)
    with pytest.raises(FileError, match="colours are inverted"):
        write_gsps(tmp_path / "b.dcm", replace(request, view=View(inverted=True)))
    assert not (tmp_path / "b.dcm").exists()


def test_a_film_without_uids_cannot_be_referred_to(tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "mono1"))
    del request.source.StudyInstanceUID
    with pytest.raises(FileError, match="Study Instance UID"):
        write_gsps(tmp_path / "a.dcm", request)


def test_the_source_keeps_its_character_set_where_words_allow_it(tmp_path: Path) -> None:
    path = write_film(tmp_path, "mono1")
    for words, name in (("Heart", "ISO_IR 100"), ("größer", "ISO_IR 192")):
        write_gsps(tmp_path / "a.dcm", drawn_on(path, words=words))
        state = pydicom.dcmread(tmp_path / "a.dcm")
        assert state.SpecificCharacterSet == name
        assert state.PatientName == "Müller^Jörg"
        assert words in {
            text.UnformattedTextValue for text in state.GraphicAnnotationSequence[0].TextObjectSequence
        }


def test_names_in_any_character_set_become_utf8(tmp_path: Path) -> None:
    film = instance(
        SpecificCharacterSet=["", "ISO 2022 IR 87"], PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう"
    )
    film.OtherPatientIDsSequence = [pydicom.Dataset()]
    film.OtherPatientIDsSequence[0].PatientID = "山田"
    film.OtherPatientIDsSequence[0].TypeOfPatientID = "TEXT"
    (tmp_path / "a.dcm").write_bytes(encoded(film))
    write_gsps(tmp_path / "b.dcm", drawn_on(tmp_path / "a.dcm", words="größer"))
    assert errors_in(tmp_path / "b.dcm") == []
    state = pydicom.dcmread(tmp_path / "b.dcm")
    assert state.SpecificCharacterSet == "ISO_IR 192"
    assert str(state.PatientName) == "Yamada^Tarou=山田^太郎=やまだ^たろう"
    assert "山田".encode() in (tmp_path / "b.dcm").read_bytes()
    assert state.OtherPatientIDsSequence[0].PatientID == "山田"


@pytest.mark.films
@pytest.mark.slow
def test_every_film_of_the_collection_gives_a_valid_state(dicom_collection: Path, tmp_path: Path) -> None:
    compared = 0
    for path in sorted(dicom_collection.glob("*.dcm")):
        try:
            request = drawn_on(path)
        except ReadError:
            continue
        write_gsps(tmp_path / "a.dcm", request)
        assert errors_in(tmp_path / "a.dcm") == [], path.name
        header = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        syntax = header.file_meta.get("TransferSyntaxUID")
        if request.image.is_colour or syntax is None or syntax.is_compressed or "Rows" not in header:
            continue
        if has_table(request.image) and "PixelRepresentation" in header:
            assert apart(path, request, tmp_path) <= 1, path.name
            compared += 1
    assert compared >= 5
