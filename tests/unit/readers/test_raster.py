"""PNG, JPEG and TIFF files."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image
from cxrviewer.study import Photometric

GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


def save(tmp_path: Path, picture: Pillow.Image | np.ndarray, name: str, **options: object) -> Path:
    path = tmp_path / name
    (picture if isinstance(picture, Pillow.Image) else Pillow.fromarray(picture)).save(path, **options)
    return path


def test_grey_png_of_8_and_16_bits_keeps_its_values(tmp_path: Path) -> None:
    deep = np.array([[0, 1, 257], [4095, 40000, 65535]], np.uint16)
    for pixels in (GREY, deep):
        image = read_image(save(tmp_path, pixels, "film.png"))
        assert image.pixels.dtype == pixels.dtype
        assert image.pixels.tolist() == pixels.tolist()
        assert (image.source.format, image.photometric) == ("PNG", Photometric.MONOCHROME2)


def test_rgb_of_equal_channels_is_grey(tmp_path: Path) -> None:
    image = read_image(save(tmp_path, np.stack([GREY] * 3, axis=-1), "film.png"))
    assert image.pixels.tolist() == GREY.tolist()


def test_rgb_stays_rgb(tmp_path: Path) -> None:
    rgb = np.stack([GREY, GREY[::-1], GREY // 2], axis=-1)
    image = read_image(save(tmp_path, rgb, "film.png"))
    assert image.is_colour
    assert image.pixels.tolist() == rgb.tolist()


def test_16_bit_rgb_png_of_equal_channels_keeps_16_bits(tmp_path: Path) -> None:
    deep = np.array([[1, 257], [40000, 65535]], np.uint16)
    path = tmp_path / "deep.png"
    assert cv2.imwrite(str(path), np.stack([deep] * 3, axis=-1))
    assert read_image(path).pixels.tolist() == deep.tolist()


def test_transparent_parts_are_black_and_said_so(tmp_path: Path) -> None:
    rgba = np.dstack([GREY + 10] * 3 + [np.full_like(GREY, 255)])
    assert read_image(save(tmp_path, rgba, "opaque.png")).notices == ()
    rgba[0, 0, 3] = 0
    image = read_image(save(tmp_path, rgba, "film.png"))
    assert image.pixels[0].tolist() == [0, 30, 50, 70]
    assert image.notices == ("Transparent parts of the picture are shown black.",)


def test_palette_png_is_looked_up(tmp_path: Path) -> None:
    picture = Pillow.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    picture.putpalette([10, 20, 30, 40, 50, 60])
    assert read_image(save(tmp_path, picture, "film.png")).pixels.tolist() == [[[10, 20, 30], [40, 50, 60]]]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg(tmp_path: Path, mode: str) -> None:
    smooth = np.repeat(np.linspace(0, 255, 32, dtype=np.uint8)[np.newaxis], 32, axis=0)
    picture = Pillow.fromarray(smooth).convert(mode)
    image = read_image(save(tmp_path, picture, "film.jpg", quality=98))
    assert image.source.format == "JPEG"
    shown = image.pixels if image.pixels.ndim == 2 else image.pixels[..., 0]
    assert np.abs(shown.astype(int) - smooth).max() <= 6


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_the_stored_orientation_is_applied(tmp_path: Path, suffix: str) -> None:
    wide = np.zeros((16, 32), np.uint8)
    wide[:, 16:] = 255
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the first row is the right side: turn clockwise
    path = save(tmp_path, wide, f"film.{suffix}", exif=exif)
    pixels = read_image(path).pixels
    assert pixels.shape == (32, 16)
    assert pixels[:12].max() < 20
    assert pixels[20:].min() > 235


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_pages_of_a_tiff_are_frames(tmp_path: Path, dtype: type) -> None:
    pages = [Pillow.fromarray((GREY + page).astype(dtype)) for page in range(3)]
    path = save(tmp_path, pages[0], "film.tif", save_all=True, append_images=pages[1:])
    image = read_image(path, 2)
    assert image.pixels.dtype == dtype
    assert image.pixels.tolist() == (GREY + 1).tolist()
    assert image.source.frames == 3
    with pytest.raises(ReadError, match=r"film\.tif: has no frame 4 \(it has 3\)"):
        read_image(path, 4)


def test_white_is_zero_of_a_16_bit_tiff_is_monochrome1(tmp_path: Path) -> None:
    deep = Pillow.fromarray(GREY.astype(np.uint16) * 100)
    image = read_image(save(tmp_path, deep, "film.tif", tiffinfo={262: 0}))
    assert image.photometric is Photometric.MONOCHROME1
    assert image.pixels.tolist() == (GREY.astype(int) * 100).tolist()


def test_white_is_zero_of_an_8_bit_tiff_shows_zero_white(tmp_path: Path) -> None:
    data = BytesIO()
    Pillow.fromarray(GREY).save(data, "TIFF")
    tag = (262).to_bytes(2, "little") + (3).to_bytes(2, "little") + (1).to_bytes(4, "little")
    path = tmp_path / "film.tif"
    path.write_bytes(data.getvalue().replace(tag + b"\1", tag + b"\0"))
    image = read_image(path)
    bright = 255 - image.pixels if image.photometric is Photometric.MONOCHROME1 else image.pixels
    assert bright.tolist() == (255 - GREY).tolist()


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_a_cut_picture_is_refused(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)
    path = save(tmp_path, noise, f"film.{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ReadError, match=rf"film\.{suffix}: is damaged"):
        read_image(path)


def test_a_gigapixel_png_is_refused_by_its_header(tmp_path: Path) -> None:
    data = BytesIO()
    Pillow.new("1", (8, 8)).save(data, "PNG")
    header = bytearray(data.getvalue())
    header[16:24] = (13_000).to_bytes(4, "big") * 2
    import zlib

    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    path = tmp_path / "huge.png"
    path.write_bytes(header)
    with pytest.raises(ReadError, match=r"huge\.png: is too large a picture \(13000 x 13000 pixels\)"):
        read_image(path)
