"""Both decoders of each transfer syntax give the same samples."""

from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest
from pydicom.pixels.encoders import RLELosslessEncoder

from cxrviewer.decoding import SYNTAXES, FrameRequest
from cxrviewer.decoding import codecs as c
from cxrviewer.decoding.codecs import DECODERS, decode_by, decode_frame

RAMP = (np.arange(64 * 48, dtype=np.uint16) * 5).reshape(64, 48)
SMOOTH = (RAMP // 4).astype(np.uint16)


def rle(pixels: np.ndarray) -> bytes:
    return RLELosslessEncoder.encode(
        pixels,
        rows=64,
        columns=48,
        samples_per_pixel=1,
        bits_allocated=16,
        bits_stored=16,
        pixel_representation=0,
        number_of_frames=1,
        photometric_interpretation="MONOCHROME2",
    )


LOSSLESS: list[tuple[str, Callable[[np.ndarray], bytes]]] = [
    (c.RLE, rle),
    (c.JPEG_LOSSLESS_SV1, lambda a: imagecodecs.jpeg8_encode(a, lossless=True, bitspersample=16)),
    (c.JPEG_LOSSLESS, lambda a: imagecodecs.jpeg8_encode(a, lossless=True, bitspersample=16, predictor=4)),
    (c.JPEG_LS_LOSSLESS, imagecodecs.jpegls_encode),
    (c.JPEG_2000_LOSSLESS, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True)),
    (c.HTJ2K_LOSSLESS, lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
]


def request(syntax: str, bits: int = 16) -> FrameRequest:
    return FrameRequest(syntax, 64, 48, 1, bits, bits, signed=False, stored_rgb=False)


def test_every_syntax_that_is_promised_has_its_decoders() -> None:
    assert set(DECODERS) == SYNTAXES


@pytest.mark.parametrize(("syntax", "encode"), LOSSLESS)
@pytest.mark.parametrize("place", [0, 1])
def test_each_decoder_gives_the_very_samples(
    syntax: str, encode: Callable[[np.ndarray], bytes], place: int
) -> None:
    decoder = DECODERS[syntax][place]
    assert decoder is not None
    np.testing.assert_array_equal(decoder(encode(RAMP), request(syntax)), RAMP)


def test_lossy_jpeg_by_both_decoders() -> None:
    eight = (RAMP >> 6).astype(np.uint8)
    stream = imagecodecs.jpeg8_encode(eight, level=95)
    first, second = DECODERS[c.JPEG_BASELINE]
    assert second is not None
    asked = request(c.JPEG_BASELINE, 8)
    by_first, by_second = first(stream, asked).astype(int), second(stream, asked).astype(int)
    assert np.abs(by_first - eight).max() <= 8
    assert np.abs(by_first - by_second).max() <= 1


def test_the_second_decoder_takes_over_and_says_so() -> None:
    def refuse(_stream: bytes, _request: FrameRequest) -> np.ndarray:
        raise RuntimeError("refused")

    stream = imagecodecs.jpegls_encode(RAMP)
    assert not decode_frame(stream, request(c.JPEG_LS_LOSSLESS)).second_decoder
    decoders = (refuse, DECODERS[c.JPEG_LS_LOSSLESS][1])
    picture = decode_by(decoders, stream, request(c.JPEG_LS_LOSSLESS))
    assert picture.second_decoder
    np.testing.assert_array_equal(picture.pixels, RAMP)


def test_samples_of_another_size_are_refused() -> None:
    small = imagecodecs.jpegls_encode(RAMP[:32])
    with pytest.raises(ValueError, match="another size"):
        decode_frame(small, request(c.JPEG_LS_LOSSLESS))
