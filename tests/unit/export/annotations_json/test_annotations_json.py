"""What is written as JSON is read again exactly; what is impossible is refused in one sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from cxrviewer.errors import ReadError
from cxrviewer.export.annotations_json import read_annotations, write_annotations
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import measure_all
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    Image,
    KeyImage,
    Kind,
    Maker,
    Measurement,
    PackedMask,
    PixelSpacing,
    Quantity,
    Segment,
    SpacingOrigin,
    StudyReading,
    StudyText,
    Verdict,
)

LABELS = np.random.default_rng(1).integers(0, 3, (60, 80)).astype(np.uint8)
GOLDEN = Path(__file__).with_name("annotations-1.json")


@pytest.fixture
def full(image: Image, analysis: Analysis) -> ExportRequest:
    items = (
        Annotation(Kind.LENGTH, ((0.1, 1 / 3), (8, 0)), "Größe \U0001fac1"),
        Annotation(Kind.RECTANGLE, ((2, 2), (12, 12)), maker=Maker.MODEL),
        Annotation(Kind.ARROW, ((-5.5, 1e9), (12, 12)), maker=Maker.IMPORTED, origin="GSPS"),
    )
    drawn = AnnotationSet(
        image.source.key,
        items,
        PixelSpacing(0.1, 0.3, SpacingOrigin.USER),
        PackedMask.of(LABELS),
        (Segment("Herd", PackedMask.of(LABELS // 2), "SEG"),),
    )
    reading = StudyReading(
        "1.2.3",
        ("normal",),
        "unauffällig",
        (Verdict(image.source.key, "covid19", "cxr-four 0.9.0", agrees=False, reason="nein"),),
        (KeyImage(image.source.key, "1.2", 2, "hier"),),
    )
    source = Dataset()
    source.SOPInstanceUID = "1.2.9"
    return ExportRequest(image, source, drawn, measure_all(image, drawn), analysis, reading)


def test_everything_comes_back(tmp_path: Path, full: ExportRequest) -> None:
    write_annotations(tmp_path / "a.json", [full])
    file, image = read_annotations(tmp_path / "a.json"), full.image
    found = file.annotations(image)
    assert found is not None
    assert found.with_segments(()) == full.annotations.with_segments(())
    (segment,) = found.segments
    assert (segment.label, segment.origin, segment.mask) == ("Herd", "SEG", full.annotations.segments[0].mask)
    assert file.measurements(image) == full.measurements
    assert file.reading("1.2.3") == full.reading


def test_results_come_back_to_the_last_bit(tmp_path: Path, full: ExportRequest) -> None:
    assert full.analysis is not None
    values = np.random.default_rng(3).random((7, 5), np.float32)
    heatmap = replace(full.analysis.heatmaps[0], values=values, extent=(-1.5, 0.1, 81.25, 60.0))
    request = replace(full, analysis=replace(full.analysis, heatmaps=(heatmap,)))
    write_annotations(tmp_path / "a.json", [request])
    found = read_annotations(tmp_path / "a.json").analysis(full.image)
    assert found is not None
    assert np.array_equal(found.heatmaps[0].values, values)
    assert found.heatmaps[0].values.dtype == np.float32
    assert found.heatmaps[0].extent == heatmap.extent
    assert np.array_equal(found.lungs.labels, full.analysis.lungs.labels)
    assert found.lungs.model == full.analysis.lungs.model
    for name in ("areas", "classification", "texture", "timings_s", "notices", "image_key"):
        assert getattr(found, name) == getattr(full.analysis, name), name


def test_what_patches_say_comes_back_to_the_last_bit(
    tmp_path: Path, full: ExportRequest, voted: Analysis
) -> None:
    write_annotations(tmp_path / "a.json", [replace(full, analysis=voted)])
    found = read_annotations(tmp_path / "a.json").analysis(full.image)
    assert found is not None
    assert found.texture_lascu2021 == voted.texture_lascu2021
    back, said = found.patches, voted.patches
    assert back is not None
    assert said is not None
    for name in ("votes", "probabilities", "deviations", "grouped", "patch_px", "settings", "model"):
        assert getattr(back, name) == getattr(said, name), name
    assert np.array_equal(back.centres, said.centres)
    assert np.array_equal(back.answers, said.answers)
    assert [one.extent for one in back.heatmaps] == [one.extent for one in said.heatmaps]
    for one, other in zip(back.heatmaps, said.heatmaps, strict=True):
        assert np.array_equal(one.values, other.values, equal_nan=True)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"centres": [[1.0, 2.0]]}, "one centre"),
        ({"deviations": {"normal": 0.5}}, "not of the same classes"),
    ],
)
def test_patches_that_do_not_fit_together_are_refused(
    tmp_path: Path, full: ExportRequest, voted: Analysis, changed: dict[str, object], reason: str
) -> None:
    path = tmp_path / "a.json"
    write_annotations(path, [replace(full, analysis=voted)])
    record = json.loads(path.read_text(encoding="utf-8"))
    record["images"][0]["analysis"]["patches"] |= changed
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ReadError, match=reason):
        read_annotations(path).analysis(full.image)


def test_what_is_no_number_comes_back_as_such(tmp_path: Path, full: ExportRequest) -> None:
    measured = Measurement(full.annotations.items[0], (Quantity("mean", float("inf"), "HU"),))
    write_annotations(tmp_path / "a.json", [replace(full, measurements=(measured,))])
    json.loads((tmp_path / "a.json").read_text(), parse_constant=pytest.fail)
    (found,) = read_annotations(tmp_path / "a.json").measurements(full.image)
    assert np.isnan(found.quantities[0].value)


@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False)
        ),
        min_size=3,
        max_size=6,
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_outline_and_words_come_back(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]], text: str
) -> None:
    path = tmp_path_factory.mktemp("json") / "a.json"
    image = drawn_on()
    drawn = AnnotationSet(image.source.key, (Annotation(Kind.POLYGON, tuple(points), text),))
    write_annotations(path, [ExportRequest(image, Dataset(), drawn)])
    assert read_annotations(path).annotations(image) == drawn


def drawn_on() -> Image:
    from cxrviewer.study import ImageSource

    return Image(ImageSource(Path("a.png"), 1, 1, "cd" * 32, "PNG"), np.zeros((60, 80), np.uint8))


def test_a_file_of_another_copy_is_matched_by_instance_and_frame(tmp_path: Path, full: ExportRequest) -> None:
    write_annotations(tmp_path / "a.json", [full])
    file = read_annotations(tmp_path / "a.json")
    source = replace(full.image.source, sha256="0" * 64)
    text = StudyText(sop_instance_uid="1.2.9")
    copy = replace(full.image, source=source, text=text)
    found = file.annotations(copy)
    assert found is not None
    assert found.image_key == copy.source.key
    assert found.items == full.annotations.items
    assert file.annotations(replace(copy, source=replace(source, frame=1))) is None
    assert file.annotations(replace(copy, text=StudyText())) is None


def test_the_file_of_version_1_is_read_for_ever(full: ExportRequest) -> None:
    image = replace(full.image, source=replace(full.image.source, sha256="12" * 32, frame=1))
    file = read_annotations(GOLDEN)
    drawn = file.annotations(image)
    assert drawn is not None
    assert [item.kind for item in drawn.items] == [Kind.COBB, Kind.TEXT]
    assert drawn.items[0].points == ((1.5, 2), (3, 4), (5, 6), (7, 8.25))
    assert drawn.items[1].text == "Größe"
    assert drawn.calibration == PixelSpacing(0.2, 0.25, SpacingOrigin.USER)
    assert drawn.lungs is not None
    assert drawn.lungs.labels()[0, :3].tolist() == [1, 2, 0]
    assert file.reading("1.2.3") == StudyReading("1.2.3", ("normal",), "a comment")


Change = Callable[[dict[str, Any]], object]
IMPOSSIBLE: dict[str, tuple[Change, str]] = {
    "another format": (lambda file: file.update(format="x"), "format"),
    "newer": (lambda file: file.update(schema_version=2, images="?"), "newer version"),
    "points": (
        lambda file: file["images"][0]["annotations"][0].update(points=[[1, 2]]),
        r"images\[0\]\.annotations\[0\].*a Cobb angle has not 1 points",
    ),
    "no place": (
        lambda file: file["images"][0]["annotations"][1].update(points=[[1, "x"]]),
        r"images\[0\]\.annotations\[1\]\.points\[0\]\[1\]",
    ),
    "kind": (lambda file: file["images"][0]["annotations"][0].update(kind="circle"), "kind"),
    "identifier": (lambda file: file["images"][0]["annotations"][0].update(identifier="7"), "no UUID"),
    "no image": (lambda file: file["images"][0].update(image_key=""), "names no image"),
    "base64": (lambda file: file["images"][0]["lungs"].update(zlib_base64="%"), "base64"),
    "huge": (lambda file: file["images"][0]["lungs"].update(rows=10**12), "rows"),
    "twice": (
        lambda file: file["images"][0]["annotations"].append(file["images"][0]["annotations"][1]),
        "two annotations",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_impossible_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    change, words = IMPOSSIBLE[name]
    content = json.loads(GOLDEN.read_text())
    change(content)
    (tmp_path / "a.json").write_text(json.dumps(content))
    with pytest.raises(ReadError, match=words) as refused:
        read_annotations(tmp_path / "a.json")
    assert str(refused.value).startswith(str(tmp_path / "a.json"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"null", b"\xff\xfe{", b"[" * 100_000, b'{"a":1}'])
def test_what_is_no_such_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(ReadError, match="no annotations file"):
        read_annotations(tmp_path / "a.json")


def test_a_mask_of_another_size_is_refused_before_it_is_unpacked(tmp_path: Path, image: Image) -> None:
    content = json.loads(GOLDEN.read_text())
    content["images"][0]["lungs"].update(rows=10_000, columns=10_000)
    content["images"][0]["image_key"] = image.source.key
    (tmp_path / "a.json").write_text(json.dumps(content))
    with pytest.raises(ReadError, match="10000 x 10000 pixels, not 80 x 60"):
        read_annotations(tmp_path / "a.json").annotations(image)


def test_unknown_fields_are_passed_over(tmp_path: Path) -> None:
    content = json.loads(GOLDEN.read_text())
    content["images"][0]["colour"] = "blue"
    (tmp_path / "a.json").write_text(json.dumps(content))
    assert len(read_annotations(tmp_path / "a.json").images) == 1
