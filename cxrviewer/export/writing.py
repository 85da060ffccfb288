"""How every file is written: whole or not at all."""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.errors import FileError


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file beside its place and then move it there, so that nobody ever sees half of it.

    Raises
    ------
    FileError
        If the folder is missing, full or may not be written to; what was at `path` is then untouched.
    """
    write_parts(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file as `write_bytes`, part by part as they are made.

    Raises
    ------
    FileError
        If the folder is missing, full or may not be written to; what was at `path` is then untouched.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)


def write_json(path: Path, record: Mapping[str, object] | list[dict[str, object]]) -> None:
    """Write a record as indented JSON in UTF-8.

    Raises
    ------
    FileError
        As `write_bytes`.
    ValueError
        If a number is not finite: JSON has no such number.
    """
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_bytes(path, text.encode(errors="backslashreplace"))  # names of files need not be valid UTF-8


def write_png(path: Path, picture: npt.NDArray[np.uint8]) -> None:
    """Write an 8-bit picture without loss.

    Parameters
    ----------
    path
        The file.
    picture
        (rows, columns) grey or (rows, columns, 3) RGB, uint8.

    Raises
    ------
    FileError
        As `write_bytes`.
    """
    import cv2  # noqa: PLC0415 - JSON is written without it

    channels_last = picture[..., ::-1] if picture.ndim == 3 else picture
    encoded, data = cv2.imencode(".png", np.ascontiguousarray(channels_last))
    if not encoded:
        raise FileError(path, "cannot be encoded as PNG")
    write_bytes(path, data.tobytes())
