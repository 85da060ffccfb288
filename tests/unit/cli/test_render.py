"""`cxrviewer render`: the picture against our own pipeline and against dcmtk's renderer."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from cxrviewer.cli.render import render
from cxrviewer.errors import FileError, ReadError
from cxrviewer.locations import demo_film

# One renderer of dcmtk for each family of transfer syntaxes
FILES = {
    "cornerstoneWADOImageLoader__CTImage.dcm_BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2.dcm": "dcm2pnm",  # noqa: E501
    "cornerstoneWADOImageLoader__CTImage.dcm_JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm": "dcml2pnm",  # noqa: E501
    "cornerstoneWADOImageLoader__CTImage.dcm_JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70.dcm": "dcmj2pnm",  # noqa: E501
    "cornerstoneWADOImageLoader__CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm": "dcmj2pnm",  # noqa: E501
    "cornerstoneWADOImageLoader__CTImage.dcm_RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm": "dcm2pnm",
    "dicom-test-files__RG3_JLSL.dcm": "dcml2pnm",
    "dicom-test-files__jpeg-baseline.dcm": "dcmj2pnm",
    "fo-dicom__CR-MONO1-10-chest.dcm": "dcm2pnm",
    "highdicom__dx_image.dcm": "dcm2pnm",
    "pydicom-data__vlut_04.dcm": "dcm2pnm",
    "pydicom__SC_ybr_full_422_uncompressed.dcm": "dcm2pnm",
    "pydicom__examples_overlay.dcm": "dcm2pnm",
    "pydicom__liver_1frame.dcm": "dcm2pnm",
    "torchxrayvision__1.2.276.0.7230010.3.1.4.8323329.6904.1517875201.850819.dcm": "dcmj2pnm",
}
VOI_LUT, FIRST_WINDOW, MINIMUM_TO_MAXIMUM = ["+Wl", "1"], ["+Wi", "1"], ["+Wm"]


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(render)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def voi_options(path: Path) -> list[str]:
    """The options by which dcmtk takes the VOI transform that `render` promises."""
    import pydicom

    header = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    if not str(header.PhotometricInterpretation).startswith("MONOCHROME"):
        return []
    if header.get("VOILUTSequence"):
        return VOI_LUT
    has_window = "WindowCenter" in header and header["WindowCenter"].VM > 0
    return FIRST_WINDOW if has_window else MINIMUM_TO_MAXIMUM


@pytest.mark.films
@pytest.mark.parametrize("name", FILES)
def test_pictures_agree_with_dcmtk(dicom_collection: Path, tmp_path: Path, name: str) -> None:
    renderer = shutil.which(FILES[name])
    if renderer is None:
        pytest.skip(f"no {FILES[name]} (package dcmtk)")
    film, theirs, ours = dicom_collection / name, tmp_path / "dcmtk.png", tmp_path / "ours.png"
    options = [*voi_options(film), "-O", "-S", "+F", "1"]  # no overlays, no scaling of size, first frame
    subprocess.run([renderer, "+on", *options, film, theirs], check=True, capture_output=True)
    assert run(film, "--output", ours).exit_code == 0
    expected, written = (np.asarray(Pillow.open(path)).astype(int) for path in (theirs, ours))
    assert written.shape == expected.shape
    difference = np.abs(written - expected)
    assert difference.max() <= 2
    assert (difference <= 1).mean() >= 0.95


@pytest.mark.films
def test_every_encoding_of_one_slice_gives_one_picture(dicom_collection: Path, tmp_path: Path) -> None:
    encodings = ("LittleEndianImplicit", "BigEndian", "JPEG2000Lossless", "JPEGLS", "JPEGProcess14SV1", "RLE")
    pictures = []
    for encoding in encodings:
        (film,) = dicom_collection.glob(f"cornerstone*CTImage.dcm_{encoding}*")
        assert run(film, "-o", tmp_path / "slice.png").exit_code == 0
        pictures.append((tmp_path / "slice.png").read_bytes())
    assert len(set(pictures)) == 1


def test_a_png_is_rendered_from_minimum_to_maximum(tmp_path: Path) -> None:
    film, output = tmp_path / "film.png", tmp_path / "out.png"
    Pillow.fromarray(np.array([[1000, 2000], [3000, 5000]], np.uint16)).save(film)
    assert run(film, "-o", output).exit_code == 0
    assert np.asarray(Pillow.open(output)).tolist() == [[0, 63], [127, 255]]


def test_a_page_of_a_tiff_and_its_colours(tmp_path: Path) -> None:
    film, output = tmp_path / "film.tif", tmp_path / "out.png"
    pages = [Pillow.new("RGB", (3, 2), colour) for colour in ("black", (200, 100, 50))]
    pages[0].save(film, save_all=True, append_images=pages[1:])
    assert run(film, "--output", output, "--frame", "2").exit_code == 0
    picture = np.asarray(Pillow.open(output))
    assert picture.shape == (2, 3, 3)
    assert picture[0, 0].tolist() == [200, 100, 50]


def test_failures_name_the_file_and_leave_nothing(tmp_path: Path) -> None:
    film = tmp_path / "film.png"
    Pillow.new("L", (2, 2)).save(film)
    missing = run(tmp_path / "missing.dcm", "-o", tmp_path / "out.png")
    assert isinstance(missing.exception, ReadError)
    unwritable = run(film, "-o", tmp_path / "no folder" / "out.png")
    assert isinstance(unwritable.exception, FileError)
    assert "out.png" in str(unwritable.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["film.png"]


@pytest.mark.parametrize("arguments", [(), ("film.png",), ("film.png", "-o", "out.png", "--frame", "0")])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_what_is_missing_from_a_picture_is_said(tmp_path: Path) -> None:
    whole = demo_film().read_bytes()
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(whole[: len(whole) // 2])
    done = run(cut, "--output", tmp_path / "cut.png")
    assert done.exit_code == 0
    assert f"cxrviewer: {cut}: Incomplete: " in done.stderr
    assert run(demo_film(), "--output", tmp_path / "whole.png").stderr == ""
