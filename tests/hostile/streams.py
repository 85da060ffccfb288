"""Pixel data that lie or are damaged: code streams, fragments, deflated data, pictures of other formats."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from hostile.cases import CELLS, COLUMNS, ENCODED, ROWS, UNCOMPRESSED, Case, Outcome, compressed, native
from PIL import Image as Pillow
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

P, M, R = Outcome.PICTURE, Outcome.MARKED, Outcome.REFUSAL
LOSSY = (JPEGBaseline8Bit, JPEGExtended12Bit)
EIGHT = (CELLS >> 4).astype(np.uint8)


def right_ones() -> Iterator[Case]:
    """Nothing is wrong with these."""
    for syntax in UNCOMPRESSED:
        yield Case(f"right-{syntax}.dcm", P, native(syntax))
    for syntax in ENCODED:
        yield Case(f"right-{syntax}.dcm", Outcome.ANY if syntax in LOSSY else P, compressed(syntax))


def cut_streams() -> Iterator[Case]:
    """The file, or the stream in it, ends early."""
    for syntax, stream in ENCODED.items():
        data = compressed(syntax)
        start = data.index(stream)
        for cut in (start - 20, start - 4, start, start + 2, start + len(stream) // 2):
            yield Case(f"cut-{syntax}-{cut - start:+}.dcm", R, data[:cut])
        for cut in (start + len(stream), len(data) - 4):
            yield Case(
                f"cut-end-{syntax}-{len(data) - cut}.dcm", Outcome.ANY if syntax in LOSSY else P, data[:cut]
            )
        half = stream[: len(stream) // 2]
        yield Case(f"half-stream-{syntax}.dcm", Outcome.MARKED_OR_REFUSAL, compressed(syntax, half))
        yield Case(f"no-stream-{syntax}.dcm", R, compressed(syntax, bytes(2)))
        yield Case(f"noise-{syntax}.dcm", R, compressed(syntax, np.random.default_rng(3).bytes(500)))


def lying_streams() -> Iterator[Case]:
    """Streams of another size, with absurd headers, or encapsulated wrongly."""
    for syntax in (JPEGLSLossless, JPEGBaseline8Bit, JPEGLosslessSV1):
        stream = bytearray(ENCODED[syntax])
        frame = next(
            i for i in range(len(stream)) if stream[i] == 0xFF and stream[i + 1] in {0xC0, 0xC1, 0xC3, 0xF7}
        )
        for name, rows, columns in (("huge", 65535, 65535), ("zero", 0, 0), ("other", ROWS + 1, COLUMNS)):
            struct.pack_into(">HH", stream, frame + 5, rows, columns)
            yield Case(f"stream-{name}-{syntax}.dcm", R, compressed(syntax, bytes(stream)))
    for name, place, value in (
        ("tile-0", 24, 0),
        ("tile-1", 24, 1),
        ("offset", 16, 2**32 - 1),
        ("width", 8, 2**32 - 1),
    ):
        stream = bytearray(ENCODED[JPEG2000Lossless])
        struct.pack_into(">I", stream, place, value)
        yield Case(f"j2k-{name}.dcm", Outcome.MARKED_OR_REFUSAL, compressed(JPEG2000Lossless, bytes(stream)))
    rle = ENCODED[RLELossless]
    for segments in (0, 1, 3, 15, 2**32 - 1):
        yield Case(
            f"rle-segments-{segments}.dcm", R, compressed(RLELossless, struct.pack("<I", segments) + rle[4:])
        )
    for offset in (0, 2**32 - 1, 10**6):
        lie = rle[:8] + struct.pack("<I", offset) + rle[12:]
        yield Case(f"rle-offset-{offset}.dcm", Outcome.RIGHT_OR_SAID, compressed(RLELossless, lie))
    data = compressed(JPEGLSLossless)
    table = data.index(encapsulate([ENCODED[JPEGLSLossless]])[:8]) + 8
    yield Case("offset-table-lies.dcm", P, data[:table] + b"\xff\xff\xff\x7f" + data[table + 4 :])
    item = data.index(ENCODED[JPEGLSLossless]) - 4
    for length in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        yield Case(
            f"item-length-{length:X}.dcm", R, data[:item] + struct.pack("<I", length) + data[item + 4 :]
        )


def damaged_streams() -> Iterator[Case]:
    """Flipped bytes in code streams."""
    generator = np.random.default_rng(4)
    for syntax, stream in ENCODED.items():
        for number in range(6):
            damaged = bytearray(stream)
            for place in generator.integers(2, len(stream), 4):
                damaged[place] ^= int(generator.integers(1, 256))
            yield Case(f"flip-{syntax}-{number}.dcm", Outcome.ANY, compressed(syntax, bytes(damaged)))


def deflated() -> Iterator[Case]:
    """Deflated data sets that are bombs, garbage or cut."""
    data = native(DeflatedExplicitVRLittleEndian)
    start = 144 + int.from_bytes(data[140:144], "little")
    body = zlib.decompress(data[start:], -15)
    yield Case("deflate-cut.dcm", Outcome.MARKED_OR_REFUSAL, data[: start + (len(data) - start) // 2])
    yield Case("deflate-noise.dcm", R, data[:start] + np.random.default_rng(5).bytes(2000))
    for name, first in (("", b""), ("-behind-film", body)):
        yield Case(f"deflate-bomb{name}.dcm", R, data[:start] + bomb(first, 40))


def bomb(first: bytes, times: int) -> bytes:
    """Deflated bytes, and behind them so many times 16 MiB of zeros, which are deflated once only."""
    packer = zlib.compressobj(wbits=-15)
    start = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    zeros = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + times * zeros + packer.flush()


def pictures() -> Iterator[Case]:
    """PNG, JPEG and TIFF files that lie or are damaged."""
    for kind, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif")):
        stream = BytesIO()
        Pillow.fromarray(EIGHT).save(stream, kind)
        data = stream.getvalue()
        yield Case(f"right.{suffix}", Outcome.ANY, data)
        for share in (2, 10, 50, 90):
            yield Case(
                f"cut-{share}.{suffix}", Outcome.RIGHT_OR_SAID, data[: max(12, len(data) * share // 100)]
            )
        generator = np.random.default_rng(6)
        for number in range(10):
            damaged = bytearray(data)
            damaged[int(generator.integers(12, len(data)))] ^= int(generator.integers(1, 256))
            yield Case(f"flip-{number}.{suffix}", Outcome.ANY, bytes(damaged))
    for rows, columns in ((50_000, 50_000), (0, 10), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1)):
        yield Case(f"size-{rows}x{columns}.png", R, png(rows, columns, b""))
    yield Case("bomb.png", R, png(30_000, 30_000, zlib.compress(bytes(30_001 * 100))))
    zeros = zlib.compress(bytes(2**28), 1)
    yield Case(
        "text-bomb.png",
        Outcome.RIGHT_OR_SAID,
        png(ROWS, COLUMNS, scanlines(), (b"zTXt", b"k\0\0" + zeros)),
    )
    yield Case(
        "profile-bomb.png",
        Outcome.RIGHT_OR_SAID,
        png(ROWS, COLUMNS, scanlines(), (b"iCCP", b"k\0\0" + zeros)),
    )
    yield Case("short-data.png", R, png(ROWS, COLUMNS, zlib.compress(b"\0" * 10)))
    yield Case("loop.tif", Outcome.RIGHT_OR_SAID, tiff(ROWS, COLUMNS, 8))
    yield Case("chain.tif", Outcome.RIGHT_OR_SAID, tiff(ROWS, COLUMNS, 0) + struct.pack("<HI", 0, 0) * 10)
    yield Case("huge.tif", R, tiff(2**31 - 1, 2**31 - 1, 0))
    yield Case("huge-one-side.tif", R, tiff(1, 2**31 - 1, 0))


def scanlines() -> bytes:
    """The data of a grey PNG."""
    return zlib.compress(b"".join(b"\0" + row.tobytes() for row in EIGHT))


def png(rows: int, columns: int, data: bytes, *extra: tuple[bytes, bytes]) -> bytes:
    """A grey PNG of any header."""
    header = struct.pack(">IIBBBBB", columns & 0xFFFFFFFF, rows & 0xFFFFFFFF, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(value)) + kind + value + struct.pack(">I", zlib.crc32(kind + value))
        for kind, value in chunks
    )


def tiff(rows: int, columns: int, following: int) -> bytes:
    """A grey TIFF whose strip begins behind its directory."""
    tags = [
        (256, 4, columns),
        (257, 4, rows),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 200),
        (278, 4, rows),
        (279, 4, EIGHT.size),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    directory = struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return (b"II*\0" + struct.pack("<I", 8) + directory).ljust(200, b"\0") + EIGHT.tobytes()
