"""The report: one page that says everything, and that it is not for clinical use."""

import base64
import dataclasses
import re
import shutil
import subprocess
import zlib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.export import write_report
from cxrviewer.study import Analysis, Image, LungArea

PICTURE = np.zeros((300, 400, 3), np.uint8)
WRITTEN = datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)


def texts_of(path: Path) -> str:
    """Return the texts that the pages draw, as far as they are in a standard font."""
    drawn = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL):
        try:
            content = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):
            continue
        drawn += re.findall(rb"\((.*?)\) Tj", content)
    unescaped = re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), b"\n".join(drawn))
    return unescaped.decode("cp1252", "replace").replace("\\(", "(").replace("\\)", ")")


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


def test_report_says_what_was_found_and_how(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, image, analysis, PICTURE, WRITTEN)
    texts = texts_of(path)
    expected = ["NOT FOR CLINICAL USE", "Müller, Jörg", "P-17", "2021-03-05", "film.dcm, frame 2 of 3"]
    expected += ["COVID-19", "65.0 %", "Other pathology", "25.0 %", "1,000", "125 mm²", "ImagerPixelSpacing"]
    expected += [
        "Contrast",
        "1.5",
        "0.0625",
        "32 levels",
        "lungs-unet 1.2.3",
        "SHA-256 0123456789ab",
        "fedcba987654",
    ]
    expected += [
        "torch 2.13 (CUDA)",
        "A broken VOI LUT was left out.",
        "The right lung is cut off.",
        "Limits",
    ]
    expected += ["2024-02-29 13:14:15 +0000"]
    flat = texts.replace("\n", " ")
    assert [text for text in expected if text not in flat] == []
    assert pages_of(path) == 1


def test_report_without_classifier_texture_or_calibration(
    image: Image, analysis: Analysis, tmp_path: Path
) -> None:
    bare = dataclasses.replace(
        analysis, classification=None, heatmaps=(), texture=(), areas=(LungArea("right", 7, None, None),)
    )
    write_report(tmp_path / "report.pdf", image, bare, PICTURE)
    flat = texts_of(tmp_path / "report.pdf").replace("\n", " ")
    assert "No classifier" in flat
    assert "tells no pixel spacing" in flat
    assert "No lung is large enough" in flat


def test_long_texts_still_fit_one_page(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    many = dataclasses.replace(
        analysis, notices=tuple(f"Notice number {n} " + "word " * 40 for n in range(30))
    )
    text = dataclasses.replace(image.text, patient_name="Long " * 20, study_description="<b>&amp; unclosed")
    write_report(tmp_path / "report.pdf", dataclasses.replace(image, text=text), many, PICTURE)
    assert pages_of(tmp_path / "report.pdf") == 1
    assert "<b>&amp;unclosed" in "".join(texts_of(tmp_path / "report.pdf").split())


@pytest.mark.parametrize("shape", [(40, 4000, 3), (4000, 40, 3), (1, 1, 3)])
def test_any_shape_of_picture_fits(
    image: Image, analysis: Analysis, tmp_path: Path, shape: tuple[int, int, int]
) -> None:
    write_report(tmp_path / "report.pdf", image, analysis, np.zeros(shape, np.uint8))
    assert pages_of(tmp_path / "report.pdf") == 1


def test_names_in_other_scripts_are_written(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    text = dataclasses.replace(image.text, patient_name="Иванов, Пётр")
    path = tmp_path / "report.pdf"
    write_report(path, dataclasses.replace(image, text=text), analysis, PICTURE)
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    assert "Иванов, Пётр" in read.stdout.decode()


def test_large_film_makes_a_small_file(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3000, 3000, 3), np.uint8)
    write_report(tmp_path / "report.pdf", image, analysis, noise)
    assert (tmp_path / "report.pdf").stat().st_size < 6_000_000


def test_wrong_input_is_refused(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="uint8"):
        write_report(tmp_path / "report.pdf", image, analysis, PICTURE[..., 0])
    naive = WRITTEN.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        write_report(tmp_path / "report.pdf", image, analysis, PICTURE, naive)
    assert not list(tmp_path.iterdir())
