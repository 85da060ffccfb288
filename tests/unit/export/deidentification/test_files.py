"""Files: what is blocked, what is blanked, where copies lie, and that they are valid."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedPDFStorage, SecondaryCaptureImageStorage, TwelveLeadECGWaveformStorage
from small_films import write_ct

from cxrviewer.errors import FileError
from cxrviewer.export.deidentification import (
    Blanking,
    BlockedError,
    Options,
    Project,
    Region,
    deidentify_file,
)
from cxrviewer.export.deidentification.pixels import frame_count
from cxrviewer.export.dicom.gsps import write_gsps
from cxrviewer.export.dicom.source import source_for
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import Annotation, AnnotationSet, Kind

PROJECT = Project(bytes(32))
BLOCKED = {
    "burnt-in text": {"BurnedInAnnotation": "YES"},
    "a face": {"RecognizableVisualFeatures": "YES", "BurnedInAnnotation": "NO"},
    "a captured screen": {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]},
    "a secondary capture": {"SOPClassUID": SecondaryCaptureImageStorage, "Modality": "CR"},
    "a scanned film": {"ConversionType": "DF"},
    "ultrasound": {"Modality": "US"},
    "a document": {"SOPClassUID": EncapsulatedPDFStorage},
    "a waveform": {"SOPClassUID": TwelveLeadECGWaveformStorage},
    "an unknown object": {"SOPClassUID": "1.2.3.4.5"},
}


def film(folder: Path, **more: object) -> Path:
    return write_ct(folder / "film.dcm", **more)


@pytest.mark.parametrize("kind", BLOCKED)
def test_pictures_that_may_name_the_patient_are_blocked(tmp_path: Path, kind: str) -> None:
    path = film(tmp_path, **BLOCKED[kind])
    with pytest.raises(BlockedError, match=r"film\.dcm: "):
        deidentify_file(path, tmp_path / "copies", PROJECT, Options())
    assert not (tmp_path / "copies").exists()


def test_a_user_who_has_looked_may_write_them(tmp_path: Path) -> None:
    path = film(tmp_path, BurnedInAnnotation="YES")
    (copy,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options(allow_burned_in=True))
    assert dcmread(copy.path).BurnedInAnnotation == "YES"
    assert copy.warnings == ("has burnt-in annotation",)


def test_a_film_that_says_nothing_of_texts_is_written_with_a_warning(tmp_path: Path) -> None:
    (copy,) = deidentify_file(film(tmp_path), tmp_path / "copies", PROJECT, Options())
    assert "burnt in" in copy.warnings[0]


@pytest.mark.parametrize("signed", [False, True])
def test_regions_are_blanked_in_every_frame(tmp_path: Path, signed: bool) -> None:
    values = np.arange(40, dtype=np.int16 if signed else np.uint16).reshape(2, 4, 5) - (7 if signed else 0)
    path = film(
        tmp_path,
        BurnedInAnnotation="YES",
        NumberOfFrames=2,
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
        PixelRepresentation=int(signed),
        PixelData=values.tobytes(),
    )
    blanking = Blanking((Region(1, 0, 3, 2), Region(4, 3, 5, 4)))
    (copy,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options(), blanking)
    expected = values.copy()
    for number, frame in enumerate(expected):
        frame[0:2, 1:3] = values[number].min()
        frame[3, 4] = values[number].min()
        assert np.array_equal(read_image(copy.path, number + 1).pixels, frame)
    header = dcmread(copy.path)
    assert header.BurnedInAnnotation == "NO"
    assert (header.BitsStored, header.PixelRepresentation) == (12, int(signed))
    assert [code.CodeValue for code in header.DeidentificationMethodCodeSequence] == [
        "113100",
        "113101",
        "113103",
        "113104",
    ]


def test_a_bright_background_is_blanked_black(tmp_path: Path) -> None:
    values = bytes(range(20))
    path = film(tmp_path, PhotometricInterpretation="MONOCHROME1", PixelData=values)
    blanking = Blanking((Region(0, 0, 2, 1),))
    (copy,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options(), blanking)
    assert read_image(copy.path).pixels[0].tolist() == [19, 19, 2, 3, 4]


@pytest.mark.parametrize("region", [Region(0, 0, 6, 1), Region(-1, 0, 1, 1), Region(2, 2, 2, 3)])
def test_regions_outside_of_the_film_are_refused(tmp_path: Path, region: Region) -> None:
    with pytest.raises(FileError, match="region"):
        deidentify_file(film(tmp_path), tmp_path / "copies", PROJECT, Options(), Blanking((region,)))


def test_copies_lie_by_patient_study_and_series(tmp_path: Path) -> None:
    paths = [
        write_ct(tmp_path / "in" / f"{n}.dcm", study="1" if n < 3 else "2", series="1", number=n)
        for n in range(1, 4)
    ]
    copies = [deidentify_file(path, tmp_path / "out", PROJECT, Options())[0].path for path in paths]
    first, second, third = (copy.relative_to(tmp_path / "out").parts for copy in copies)
    assert first[0] == second[0] == third[0] == dcmread(copies[0]).PatientID
    assert first[:3] == second[:3]
    assert first[1] != third[1]
    assert len({first[3], second[3], third[3]}) == 3


def test_the_same_again_is_written_once_and_something_else_never_over_it(tmp_path: Path) -> None:
    path = film(tmp_path)
    (copy,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options())
    before = copy.path.read_bytes()
    (again,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options())
    assert (again.path, again.is_new) == (copy.path, False)
    with pytest.raises(FileError, match="is there already"):
        deidentify_file(path, tmp_path / "copies", PROJECT, Options(shift_dates=True))
    assert copy.path.read_bytes() == before


def test_an_instance_without_a_uid_gets_one(tmp_path: Path) -> None:
    path = film(tmp_path, SOPInstanceUID=None)
    first, again = (
        dcmread(deidentify_file(path, tmp_path / name, PROJECT, Options())[0].path) for name in ("a", "b")
    )
    assert first.SOPInstanceUID == again.SOPInstanceUID == first.file_meta.MediaStorageSOPInstanceUID
    assert first.SOPInstanceUID.startswith("2.25.")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_pictures_keep_their_values(tmp_path: Path, dtype: type) -> None:
    values = np.arange(12).reshape(3, 4).astype(dtype) * 20
    path = tmp_path / ("film.tif" if dtype is np.float32 else "film.png")
    Pillow.fromarray(values).save(path)
    (copy,) = deidentify_file(path, tmp_path / "copies", PROJECT, Options())
    assert np.array_equal(read_image(copy.path).pixels, values)


def test_pages_become_pictures(tmp_path: Path) -> None:
    pages = [Pillow.fromarray(np.full((3, 4), value, np.uint8)) for value in (10, 20, 30)]
    pages[0].save(tmp_path / "film.tif", save_all=True, append_images=pages[1:])
    copies = deidentify_file(tmp_path / "film.tif", tmp_path / "copies", PROJECT, Options())
    assert [int(read_image(copy.path).pixels[0, 0]) for copy in copies] == [10, 20, 30]


def test_a_picture_whose_low_values_are_bright_looks_the_same(tmp_path: Path) -> None:
    values = np.array([[0, 1000], [30000, 65535]], np.uint16)
    Pillow.fromarray(values).save(tmp_path / "film.tif", tiffinfo={262: 0})
    (copy,) = deidentify_file(tmp_path / "film.tif", tmp_path / "copies", PROJECT, Options())
    assert read_image(copy.path).pixels.tolist() == (65535 - values.astype(int)).tolist()


def errors_of(path: Path) -> set[str]:
    """Return the errors that dicom3tools finds, without the values that it quotes."""
    done = subprocess.run(["dciodvfy", "-new", str(path)], capture_output=True, check=False)
    lines = (done.stdout + done.stderr).decode("latin-1").splitlines()
    return {line.partition(" = <")[0] for line in lines if line.startswith("Error")}


@pytest.mark.parametrize(
    "options", [Options(), Options(True, True, True, True)], ids=["basic", "all options"]
)
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy of dicom3tools is not installed")
def test_copies_are_as_valid_as_their_sources(tmp_path: Path, options: Options) -> None:
    (copy,) = deidentify_file(demo_film(), tmp_path, PROJECT, options)
    assert errors_of(copy.path) == set()


@pytest.mark.films
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy of dicom3tools is not installed")
def test_real_films_stay_valid_and_look_the_same(dicom_collection: Path, tmp_path: Path) -> None:
    options = Options(shift_dates=True, allow_burned_in=True)
    compared = 0
    for path in sorted(dicom_collection.glob("*.dcm")):
        if "truncated" in path.name or not dcmread(path, force=True, stop_before_pixels=True).get(
            "SOPClassUID"
        ):
            continue
        (copy,) = deidentify_file(path, tmp_path, PROJECT, options)
        assert errors_of(copy.path) <= errors_of(path), path.name
        assert_same_film(path, copy.path)
        compared += 1
    assert compared > 20


def assert_same_film(path: Path, copy: Path) -> None:
    """Compare pixels, polarity, rescale, windows and spacing."""
    before, after = read_image(path), read_image(copy)
    assert np.array_equal(before.pixels, after.pixels), path.name
    assert (before.photometric, before.presentation_lut) == (after.photometric, after.presentation_lut)
    assert (before.spacing, before.units, before.padding) == (after.spacing, after.units, after.padding)
    assert len(before.vois) == len(after.vois), path.name
    for one, other in zip(before.vois, after.vois, strict=True):
        keys = ("centre", "width", "function", "first_mapped", "bits")
        assert [getattr(one, key, None) for key in keys] == [getattr(other, key, None) for key in keys]


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy of dicom3tools is not installed")
def test_objects_that_refer_to_a_film_stay_valid_and_refer_to_its_copy(tmp_path: Path) -> None:
    sources = {"film": demo_film(), "presentation": presentation_of(demo_film(), tmp_path / "gsps.dcm")}
    copies = {
        name: deidentify_file(path, tmp_path / "copies", PROJECT, Options())[0].path
        for name, path in sources.items()
    }
    film, presentation = (dcmread(copies[name]) for name in ("film", "presentation"))
    series = presentation.ReferencedSeriesSequence[0]
    assert series.SeriesInstanceUID == film.SeriesInstanceUID
    assert series.ReferencedImageSequence[0].ReferencedSOPInstanceUID == film.SOPInstanceUID
    assert presentation.StudyInstanceUID == film.StudyInstanceUID
    assert errors_of(copies["presentation"]) == errors_of(sources["presentation"])
    done = subprocess.run(["dcentvfy", *map(str, copies.values())], capture_output=True, check=False)
    assert b"Error" not in done.stdout + done.stderr


def presentation_of(film: Path, path: Path) -> Path:
    """Write a presentation state with a measured line."""
    image = read_image(film)
    drawn = AnnotationSet(image.source.key, (Annotation(Kind.LENGTH, ((10, 10), (90, 50)), "nodule"),))
    write_gsps(path, ExportRequest(image, source_for(image), drawn, view=View(image.vois[0])))
    return path


def test_a_missing_number_of_frames_is_one() -> None:
    header = Dataset()
    assert frame_count(header) == 1
    header.NumberOfFrames = "3"
    assert frame_count(header) == 3
