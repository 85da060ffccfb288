"""`cxrviewer export` as it is typed; what it writes is read by other programs."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pydicom
import pytest
from dicom_validators import errors_in, inconsistencies, run_program
from export_films import write_film
from PIL import Image as Pillow
from voted import votes

from cxrviewer.analysis import Analyser
from cxrviewer.export.annotations_json import read_annotations
from cxrviewer.export.formats import FORMATS
from cxrviewer.locations import demo_film, readings_file
from cxrviewer.readers import read_image
from cxrviewer.store import PatchResults, Readings, prepare_readings
from cxrviewer.study import Annotation, AnnotationSet, Kind, PackedMask, StudyReading, study_key

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what the window keeps, apart from the user's."""
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    return tmp_path / "data"


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_the_demo_in_every_format(program: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = program("export", demo_film(), "--to", out, "--format", ",".join(FORMATS), "--device", "cpu")
    assert (ended.status, ended.err) == (0, "")
    assert names_in(out) == {f"demo-chest-pa_{one.name}{one.suffix}" for one in FORMATS.values()}
    assert [Path(line).name for line in ended.out.splitlines()] == [
        f"demo-chest-pa_{one.name}{one.suffix}" for one in FORMATS.values()
    ]
    objects = sorted(out.glob("*.dcm"))
    assert [errors_in(file) for file in objects] == [[] for _ in objects]
    # dcentvfy counts what a report says of its study as of its series
    images = [file for file in objects if not file.stem.endswith("_sr")]
    assert inconsistencies(demo_film(), *images) == ""
    seg = highdicom.seg.segread(out / "demo-chest-pa_seg.dcm")
    uid = pydicom.dcmread(demo_film(), stop_before_pixels=True).SOPInstanceUID
    masks = seg.get_pixels_by_source_instance([uid])
    analysis = read_annotations(out / "demo-chest-pa_json.json").analysis(read_image(demo_film()))
    assert analysis is not None
    assert np.array_equal(masks[0] @ [1, 2], analysis.lungs.labels)
    with (
        Pillow.open(out / "demo-chest-pa_png.png") as png,
        Pillow.open(out / "demo-chest-pa_tiff.tiff") as tif,
    ):
        assert np.array_equal(np.asarray(png), np.asarray(tif))
    assert "Chest radiograph" in run_program("pdftotext", out / "demo-chest-pa_pdf.pdf", "-")


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A folder with films of every kind, one in a folder of its own under a name that is there already."""
    folder = tmp_path / "films"
    (folder / "more").mkdir(parents=True)
    for kind in ("mono1", "ct", "multiframe", "png"):
        write_film(folder, kind)
    shutil.copy(folder / "ct.dcm", folder / "more" / "ct.dcm")
    return folder


def test_films_that_no_model_reads_are_exported_as_far_as_possible(
    command: Command, films: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended = command(
        "export",
        films,
        "--to",
        out,
        "--format",
        "seg,gsps,png,csv",
        "--device",
        "cpu",
    )
    assert ended.status == 1
    assert "Traceback" not in ended.err
    stems = ["mono1", "ct", "ct-2", "multiframe", "Röntgen png"]
    expected = {f"{stem}_{end}" for stem in stems for end in ("gsps.dcm", "png.png", "csv.csv")}
    assert names_in(out) == expected | {"Röntgen png_source.dcm"}
    refusals = [line for line in ended.err.splitlines() if "needs a lung mask" in line]
    assert len(refusals) == len(stems)
    assert all(line.startswith(f"cxrviewer: {out}") for line in refusals)
    source = pydicom.dcmread(out / "Röntgen png_source.dcm")
    state = pydicom.dcmread(out / "Röntgen png_gsps.dcm")
    referred = state.ReferencedSeriesSequence[0].ReferencedImageSequence[0].ReferencedSOPInstanceUID
    assert referred == source.SOPInstanceUID


def test_nothing_is_computed_that_no_format_needs(command: Command, films: Path, tmp_path: Path) -> None:
    none = tmp_path / "no models"
    none.mkdir()
    ended = command("export", films / "mono1.dcm", "--to", tmp_path, "--format", "gsps", "--models", none)
    assert (ended.status, ended.err) == (0, "")
    ended = command("export", demo_film(), "--to", tmp_path, "--format", "csv", "--models", none)
    assert ended.status == 1
    assert "holds no model package" in ended.err


def test_a_film_in_the_folder_is_never_written_over(command: Command, films: Path) -> None:
    before = (films / "mono1.dcm").read_bytes()
    shutil.copy(films / "mono1.dcm", films / "a_gsps.dcm")
    shutil.copy(films / "mono1.dcm", films / "a.dcm")
    command("export", films / "a.dcm", films / "a_gsps.dcm", "--to", films, "--format", "gsps")
    assert (films / "a_gsps.dcm").read_bytes() == before
    assert {"a-2_gsps.dcm", "a_gsps_gsps.dcm"} <= names_in(films)


@pytest.mark.parametrize(("names", "words"), [("png,svg", "no format 'svg'"), (" , ", "no format")])
def test_an_unknown_format_is_wrong_usage(command: Command, tmp_path: Path, names: str, words: str) -> None:
    ended = command("export", demo_film(), "--to", tmp_path / "out", "--format", names)
    assert ended.status == 2
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_what_the_window_has_kept_is_exported(command: Command, films: Path, tmp_path: Path) -> None:
    image = read_image(films / "mono1.dcm")
    mask = PackedMask.of((image.pixels % 3).astype(np.uint8))
    drawn = AnnotationSet(image.source.key, (Annotation(Kind.LENGTH, ((0, 0), (3, 4)), "gross"),), lungs=mask)
    prepare_readings(readings_file())
    readings = Readings(readings_file())
    readings.save(AnnotationSet(image.source.key), drawn)
    said = StudyReading(study_key(image), comment="unauffällig")
    readings.save_reading(StudyReading(study_key(image)), said)
    readings.close()
    ended = command("export", films / "mono1.dcm", "--to", tmp_path / "out", "--format", "json,seg")
    assert ended.status == 0, "lungs that the user has drawn need no model"
    file = read_annotations(tmp_path / "out" / "mono1_json.json")
    assert file.annotations(image) == drawn
    assert file.reading(study_key(image)) == said
    assert file.measurements(image)[0].quantities[0].value == 5
    seg = pydicom.dcmread(tmp_path / "out" / "mono1_seg.dcm")
    assert np.array_equal(np.tensordot([1, 2], seg.pixel_array, 1), mask.labels())


def votes_in(file: Path) -> dict[str, str]:
    """Return class -> votes of a table."""
    with file.open(encoding="utf-8-sig") as stream:
        return {
            row["kind"]: row["value"]
            for row in csv.DictReader(stream)
            if row["quantity"] == "votes of patches"
        }


def test_patches_vote_where_that_is_wanted(command: Command, tmp_path: Path) -> None:
    wanted = ("--to", tmp_path, "--format", "csv", "--device", "cpu", "--patches", 7)
    assert command("export", demo_film(), *wanted).status == 0
    votes = votes_in(tmp_path / "demo-chest-pa_csv.csv")
    assert sum(map(int, votes.values())) == 7


def test_votes_that_the_window_has_kept_are_exported(command: Command, tmp_path: Path) -> None:
    arguments = ("--format", "csv,json", "--device", "cpu")
    command("export", demo_film(), "--to", tmp_path / "bare", *arguments)
    assert votes_in(tmp_path / "bare" / "demo-chest-pa_csv.csv") == {}
    image = read_image(demo_film())
    found = read_annotations(tmp_path / "bare" / "demo-chest-pa_json.json").analysis(image)
    assert found is not None
    prepare_readings(readings_file())
    recipe = Analyser("cpu").patch_recipe(found.lungs.labels)
    assert recipe is not None
    PatchResults(readings_file()).keep(image.source.key, votes(image.source.key), recipe)
    command("export", demo_film(), "--to", tmp_path, *arguments)
    said = votes_in(tmp_path / "demo-chest-pa_csv.csv")
    assert said == {"normal": "3", "lung_opacity": "1", "viral_pneumonia": "0", "covid19": "0"}


def test_annotations_of_a_file_are_exported_and_come_back_the_same(
    command: Command, films: Path, tmp_path: Path
) -> None:
    film = films / "mono1.dcm"
    image = read_image(film)
    written = {
        "format": "cxrviewer annotations",
        "schema_version": 1,
        "images": [
            {
                "image_key": image.source.key,
                "annotations": [{"kind": "arrow", "points": [[1, 2], [3, 4]], "text": "=1+1"}],
            }
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(written))
    options = ("--format", "json,csv", "--annotations", tmp_path / "a.json")
    assert command("export", film, "--to", tmp_path / "out", *options).status == 0
    again = read_annotations(tmp_path / "out" / "mono1_json.json").annotations(image)
    assert again is not None
    assert again.items[0].points == ((1, 2), (3, 4))
    assert ",'=1+1," in (tmp_path / "out" / "mono1_csv.csv").read_text(encoding="utf-8-sig")
    ended = command("export", films / "ct.dcm", "--to", tmp_path / "out", *options)
    assert ended.status == 1
    assert "1 of its 1 images are not among the films" in ended.err


def test_one_frame_of_several(command: Command, films: Path, tmp_path: Path) -> None:
    ended = command("export", films / "multiframe.dcm", "--to", tmp_path, "--format", "json", "--frame", "3")
    assert ended.status == 0
    assert json.loads((tmp_path / "multiframe_json.json").read_text())["images"][0]["frame"] == 3
    ended = command("export", films / "multiframe.dcm", "--to", tmp_path, "--format", "json", "--frame", "9")
    assert ended.status == 1
    assert "has no frame 9" in ended.err


def test_a_folder_that_cannot_be_made_is_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ended = command("export", demo_film(), "--to", tmp_path / "file" / "out", "--format", "gsps")
    assert ended.status == 1
    assert "cannot be made a folder" in ended.err


def test_de_identified_exports_name_nobody(command: Command, films: Path, tmp_path: Path) -> None:
    out, secret = tmp_path / "out", tmp_path / "project.json"
    options = ("--to", out, "--format", "gsps,sr,sc,csv,json,pdf,png", "--deidentify", "--project", secret)
    inputs = (films / "mono1.dcm", films / "Röntgen png.png")
    ended = command("export", *inputs, *options, "--device", "cpu")
    assert ended.status == 0, ended.err
    assert len(names_in(out)) == 15
    planted = ["Müller", "Jörg", "P-17", "19600102", "20210305", "Thorax", "Röntgen", "1.2.3.4.5", "mono1"]
    for file in out.iterdir():
        for one in planted:
            assert one not in file.name
            for encoding in ("utf-8", "latin-1"):
                assert one.encode(encoding) not in file.read_bytes(), (one, file.name)
    (source,) = out.glob("*_source.dcm")
    stem = source.name.removesuffix("_source.dcm")
    state = pydicom.dcmread(out / f"{stem}_gsps.dcm")
    referred = state.ReferencedSeriesSequence[0].ReferencedImageSequence[0].ReferencedSOPInstanceUID
    assert referred == pydicom.dcmread(source).SOPInstanceUID
    before = names_in(out)
    command("export", *inputs, *options, "--device", "cpu")
    assert names_in(out) == before, "the same project gives the same names"
