"""Films in every transfer syntax (PS3.5 A)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import imagecodecs
import numpy as np
import numpy.typing as npt
from conformance.films_colour import picture
from conformance.making import COLUMNS, ROWS, Film, cells_of, dataset_of, ramp
from pydicom.uid import (
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

Pixels = npt.NDArray[np.generic]
_NATIVE = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)


def _lossless_jpeg(pixels: Pixels) -> bytes:
    colours = "RGB" if pixels.ndim == 3 else None
    bits = max(2, int(pixels.max()).bit_length())
    return imagecodecs.jpeg8_encode(
        pixels, lossless=True, bitspersample=bits, colorspace=colours, outcolorspace=colours
    )


def _jpeg_2000(pixels: Pixels) -> bytes:
    return imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", reversible=True)


def _lossy_jpeg_2000(pixels: Pixels) -> bytes:
    return imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", level=60)


def _htj2k(pixels: Pixels) -> bytes:
    return imagecodecs.htj2k_encode(pixels, reversible=True)


def _rle(pixels: Pixels) -> bytes:
    from pydicom.pixels.encoders import RLELosslessEncoder

    samples = 3 if pixels.ndim == 3 else 1
    bits = pixels.dtype.itemsize * 8
    return RLELosslessEncoder.encode(
        pixels,
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        samples_per_pixel=samples,
        bits_allocated=bits,
        bits_stored=bits,
        pixel_representation=0,
        number_of_frames=1,
        photometric_interpretation="RGB" if samples == 3 else "MONOCHROME2",
        **({"planar_configuration": 0} if samples == 3 else {}),
    )


_ENCODERS: dict[UID, Callable[[Pixels], bytes]] = {
    RLELossless: _rle,
    JPEGLosslessSV1: _lossless_jpeg,
    JPEGLossless: _lossless_jpeg,
    JPEGLSLossless: imagecodecs.jpegls_encode,
    JPEGLSNearLossless: lambda pixels: imagecodecs.jpegls_encode(pixels, level=3),
    JPEG2000Lossless: _jpeg_2000,
    JPEG2000: _lossy_jpeg_2000,
    HTJ2KLossless: _htj2k,
}


def _slug(syntax: UID) -> str:
    return str(syntax).removeprefix("1.2.840.10008.1.2").lstrip(".").replace(".", "-") or "implicit"


def _encoded(name: str, cells: Pixels, syntax: UID, **attributes: object) -> Film:
    """Return a film in a transfer syntax, with an uncompressed twin where dcmtk has no decoder."""
    streams = [_ENCODERS[syntax](cells)] if syntax in _ENCODERS else []
    film = Film(name, dataset_of(cells, syntax=syntax, streams=streams, **attributes))
    if syntax != HTJ2KLossless:
        return film
    return replace(
        film, beyond_dcmtk="dcmtk decodes no HTJ2K (PS3.5 A.4.4)", twin=dataset_of(cells, **attributes)
    )


def grey_syntaxes() -> Iterator[Film]:
    """Grey of 8, 12 and 16 bits; the 12-bit film is MONOCHROME1."""
    for syntax in (*_NATIVE, *_ENCODERS):
        for bits in (8, 12, 16):
            values = ramp(bits)
            if syntax == JPEGLSNearLossless:
                values = values.clip(4, (1 << bits) - 5)  # its error of 3 must not leave the range
            cells = cells_of(values, 8 if bits == 8 else 16)
            given: dict[str, object] = {"BitsStored": bits}
            given |= {"WindowCenter": 1 << (bits - 1), "WindowWidth": 1 << (bits - 1)}
            given["PhotometricInterpretation"] = "MONOCHROME1" if bits == 12 else "MONOCHROME2"
            yield _encoded(f"syntax-{_slug(syntax)}-{bits}", cells, syntax, **given)


def signed_syntaxes() -> Iterator[Film]:
    """Signed 16-bit values, whose sign the header tells."""
    cells = cells_of(ramp(16, signed=True))
    given = {"PixelRepresentation": 1, "WindowCenter": -5000, "WindowWidth": 30000}
    for syntax in (*_NATIVE, RLELossless, JPEGLSLossless, HTJ2KLossless):
        yield _encoded(f"syntax-{_slug(syntax)}-signed", cells, syntax, **given)
    streams = [_jpeg_2000(cells.view(np.int16))]
    dataset = dataset_of(cells, syntax=JPEG2000Lossless, streams=streams, **given)
    yield Film(f"syntax-{_slug(JPEG2000Lossless)}-signed", dataset)


def lossy_syntaxes() -> Iterator[Film]:
    """JPEG baseline and extended, grey and in colours."""
    eight = np.asarray(cells_of(ramp(8), 8))
    for syntax in (JPEGBaseline8Bit, JPEGExtended12Bit):
        stream = imagecodecs.jpeg8_encode(eight, level=95)
        yield Film(f"syntax-{_slug(syntax)}-8", dataset_of(eight, syntax=syntax, streams=[stream]))
    twelve = cells_of(ramp(12))
    stream = imagecodecs.jpeg8_encode(twelve, level=95, bitspersample=12)
    yield Film(
        f"syntax-{_slug(JPEGExtended12Bit)}-12",
        dataset_of(twelve, syntax=JPEGExtended12Bit, streams=[stream], BitsStored=12),
    )
    colours = _soft_colours()
    for photometric, subsampling in (("YBR_FULL_422", "422"), ("YBR_FULL", "444")):
        stream = imagecodecs.jpeg8_encode(colours, level=95, subsampling=subsampling)
        given = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "PhotometricInterpretation": photometric}
        name = f"syntax-{_slug(JPEGBaseline8Bit)}-{photometric.lower().replace('_', '-')}"
        yield Film(name, dataset_of(colours, syntax=JPEGBaseline8Bit, streams=[stream], **given))
    stream = imagecodecs.jpeg8_encode(colours, level=95, colorspace="RGB", outcolorspace="RGB")
    given = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "PhotometricInterpretation": "RGB"}
    yield Film("syntax-4-50-rgb", dataset_of(colours, syntax=JPEGBaseline8Bit, streams=[stream], **given))


def _soft_colours() -> npt.NDArray[np.uint8]:
    """Return colours without noise, so that lossy codecs keep them."""
    down, across = np.mgrid[0:ROWS, 0:COLUMNS]
    return np.stack([down * 5, across * 4, 255 - down * 2 - across * 2], axis=-1).astype(np.uint8)


def colour_syntaxes() -> Iterator[Film]:
    """RGB in the lossless syntaxes; YBR_RCT and YBR_ICT, which JPEG 2000 undoes itself."""
    colours = cells_of(picture(), 8)
    given = {"SamplesPerPixel": 3, "PlanarConfiguration": 0}
    rgb = given | {"PhotometricInterpretation": "RGB"}
    for syntax in (RLELossless, JPEGLosslessSV1, JPEGLSLossless, HTJ2KLossless):
        yield _encoded(f"syntax-{_slug(syntax)}-rgb", colours, syntax, **rgb)
    untransformed = imagecodecs.jpeg2k_encode(colours, codecformat="j2k", reversible=True, mct=False)
    dataset = dataset_of(colours, syntax=JPEG2000Lossless, streams=[untransformed], **rgb)
    yield Film(f"syntax-{_slug(JPEG2000Lossless)}-rgb", dataset)
    for photometric, syntax, reversible in (
        ("YBR_RCT", JPEG2000Lossless, True),
        ("YBR_ICT", JPEG2000, False),
    ):
        stream = imagecodecs.jpeg2k_encode(
            _soft_colours(),
            codecformat="j2k",
            reversible=reversible,
            mct=True,
            level=None if reversible else 60,
        )
        attributes = given | {"PhotometricInterpretation": photometric}
        name = f"syntax-{_slug(syntax)}-{photometric.lower().replace('_', '-')}"
        yield Film(name, dataset_of(colours, syntax=syntax, streams=[stream], **attributes))


def framed_syntaxes() -> Iterator[Film]:
    """The third frame of compressed ones."""
    frames = [cells_of(ramp(12) // divisor) for divisor in (1, 2, 4)]
    for syntax in (RLELossless, JPEGLosslessSV1, JPEGLSLossless, JPEG2000Lossless):
        streams = [_ENCODERS[syntax](frame) for frame in frames]
        dataset = dataset_of(
            np.stack(frames), syntax=syntax, streams=streams, BitsStored=12, NumberOfFrames=3
        )
        yield Film(f"syntax-{_slug(syntax)}-frame-3", dataset, 3)


def syntax_films() -> Iterator[Film]:
    """Return all of them."""
    for group in (grey_syntaxes, signed_syntaxes, lossy_syntaxes, colour_syntaxes, framed_syntaxes):
        yield from group()
