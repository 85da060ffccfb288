"""Code streams: texts go, every decoded value stays."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image as Pillow

from cxrviewer.export.deidentification import jpeg, jpeg2000

SECRET = b"Chesterfield^Anna"
GREY = (np.add.outer(np.arange(40), np.arange(56)) * 2).astype(np.uint8)
DEEP = (np.add.outer(np.arange(40), np.arange(56)) * 40).astype(np.uint16)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def pillow_jpeg(**options: object) -> bytes:
    stream = io.BytesIO()
    Pillow.fromarray(GREY).save(stream, "JPEG", **options)
    return stream.getvalue()


STREAMS = {
    "baseline": pillow_jpeg(),
    "progressive": pillow_jpeg(progressive=True),
    "restarts": pillow_jpeg(restart_marker_blocks=2),
    "extended": imagecodecs.jpeg_encode(DEEP, bitspersample=12),
    "lossless": imagecodecs.ljpeg_encode(DEEP),
    "JPEG-LS": imagecodecs.jpegls_encode(DEEP),
}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("marker", [0xFE, 0xE1, 0xE0, 0xEF], ids=["COM", "APP1", "APP0", "APP15"])
def test_texts_of_jpeg_go_and_the_picture_stays(name: str, marker: int) -> None:
    plain = STREAMS[name]
    telling = plain[:2] + segment(marker, SECRET) + plain[2:] + SECRET
    cleaned = jpeg.without_texts(telling)
    assert SECRET not in cleaned
    assert np.array_equal(imagecodecs.imread(cleaned), imagecodecs.imread(plain))


def test_texts_between_the_scans_of_a_jpeg_go() -> None:
    plain = STREAMS["progressive"]
    second_scan = plain.index(b"\xff\xda", plain.index(b"\xff\xda") + 2)
    telling = plain[:second_scan] + segment(0xFE, SECRET) + plain[second_scan:]
    cleaned = jpeg.without_texts(telling)
    assert SECRET not in cleaned
    assert np.array_equal(imagecodecs.jpeg_decode(cleaned), imagecodecs.jpeg_decode(plain))


def test_the_thumbnail_of_jfif_goes() -> None:
    plain = STREAMS["baseline"]
    assert plain[6:11] == b"JFIF\0"
    body = plain[6:18] + bytes([2, 3]) + SECRET.ljust(18)
    cleaned = jpeg.without_texts(plain[:2] + segment(0xE0, body) + plain[20:])
    assert cleaned == plain


def test_the_colour_transform_of_adobe_stays() -> None:
    colours = np.random.default_rng(1).integers(0, 255, (16, 16, 3)).astype(np.uint8)
    plain = imagecodecs.jpeg_encode(colours, colorspace="rgb", outcolorspace="rgb")
    assert np.array_equal(imagecodecs.jpeg_decode(jpeg.without_texts(plain)), imagecodecs.jpeg_decode(plain))


@pytest.mark.parametrize("codecformat", ["j2k", "jp2"])
def test_comments_and_boxes_of_jpeg_2000_go_and_the_picture_stays(codecformat: str) -> None:
    plain = imagecodecs.jpeg2k_encode(DEEP, level=0, codecformat=codecformat)
    start = plain.index(b"\xff\x4f\xff\x51")
    size = int.from_bytes(plain[start + 4 : start + 6], "big")
    behind_size = start + 4 + size
    telling = plain[:behind_size] + segment(0x64, b"\0\1" + SECRET) + plain[behind_size:]
    if codecformat == "jp2":  # the last box may end with the file
        telling = telling[: start - 8] + struct.pack(">I", 0) + telling[start - 4 :]
        text = struct.pack(">I4s", 8 + len(SECRET), b"xml ") + SECRET
        telling = telling[: start - 8] + text + telling[start - 8 :]
    cleaned = jpeg2000.without_texts(telling + SECRET)
    assert SECRET not in cleaned
    assert cleaned.startswith(b"\xff\x4f")
    assert np.array_equal(imagecodecs.jpeg2k_decode(cleaned), DEEP)


def test_comments_in_the_header_of_a_tile_go() -> None:
    plain = imagecodecs.jpeg2k_encode(DEEP, level=0, codecformat="j2k")
    start = plain.index(b"\xff\x90")
    length = int.from_bytes(plain[start + 6 : start + 10], "big")
    comment = segment(0x64, b"\0\1" + SECRET)
    head = (
        plain[start : start + 6] + (length + len(comment)).to_bytes(4, "big") + plain[start + 10 : start + 12]
    )
    telling = plain[:start] + head + comment + plain[start + 12 :]
    cleaned = jpeg2000.without_texts(telling)
    assert SECRET not in cleaned
    assert np.array_equal(imagecodecs.jpeg2k_decode(cleaned), DEEP)


@pytest.mark.parametrize("clean", [jpeg.without_texts, jpeg2000.without_texts])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\0\0", b"\xff\x4f\0\0\0\0", b"Anna", b"\xff\xd8\xff\xe1\0\0"]
)
def test_what_is_no_stream_is_refused(clean: object, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no|missing"):
        clean(data)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_streams_that_end_early_stay_as_far_as_they_go(keep: float) -> None:
    for plain, clean in (
        (STREAMS["baseline"], jpeg),
        (imagecodecs.jpeg2k_encode(DEEP, level=0, codecformat="j2k"), jpeg2000),
    ):
        cut = plain[: max(int(len(plain) * keep), plain.find(b"\xff\xda"), plain.find(b"\xff\x93") + 2)]
        assert clean.without_texts(cut)[-2:] == cut[-2:]
