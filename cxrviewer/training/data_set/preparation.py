"""Films prepared once and kept on disk; what was interrupted goes on where it stopped."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cxrviewer.errors import FileError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.film_stack import Bytes, FilmStack

VERSION: Final = 1
"""Of what preparing a film does; to be counted up where the same recipe gives other pictures than before."""

_KEY, _FILMS = "key.txt", "films.jsonl"

Parts = Mapping[str, Bytes]
Prepare = Callable[[FilmRecord], Parts | str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What lies in the folder.

    Attributes
    ----------
    stacks
        Each part's pictures.
    records
        The film of each picture; a film's own follow each other.
    refused
        One sentence for each film that could not be used.
    """

    stacks: Mapping[str, FilmStack]
    records: tuple[FilmRecord, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """What became of one film: so many pictures, or the reason why there is none."""

    pictures: int
    refused: str = ""


def _file_hash(file: Path | None) -> str:
    """Return the SHA-256 of a file; words where there is none or it cannot be read."""
    if file is None:
        return ""
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def preparation_key(records: Sequence[FilmRecord], recipe: Mapping[str, object], context: JobContext) -> str:
    """Identify prepared films by the content of their files and by what is done with them.

    Parameters
    ----------
    records
        The films, whose files and masks are hashed.
    recipe
        All that the pictures depend on besides, as JSON takes it.
    context
        Takes progress and may cancel between films.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    digest = hashlib.sha256(json.dumps([VERSION, recipe], sort_keys=True).encode())
    for number, record in enumerate(records):
        context.progress(number / len(records), f"comparing film {number + 1} of {len(records)}")
        for file in (record.path, record.mask, record.left_mask):
            digest.update(f"{_file_hash(file)}\n".encode())
    return digest.hexdigest()


def prepare_on_disk(
    records: Sequence[FilmRecord],
    prepare: Prepare,
    parts: Sequence[str],
    side: int,
    folder: Path,
    key: str,
    context: JobContext,
) -> Prepared:
    """Prepare the films that the folder does not hold yet, and keep them there.

    Parameters
    ----------
    records
        The films.
    prepare
        Returns (pictures, side, side) of each part for a film, as many of each; or why it cannot be used.
        Called by two threads.
    parts, side
        Names of the parts, and the side of a picture.
    folder, key
        Where they are kept. What lies there under another key (see `preparation_key`) is removed first.
    context
        Takes progress and may cancel between films.

    Raises
    ------
    FileError
        If the folder cannot be written to, or the disk is full.
    """
    files = {part: folder / f"{part}.u8" for part in parts}
    lines: list[_Line] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines += _kept(folder, key, files, side)
        _add(records, prepare, lines, files, folder / _FILMS, context)
    except OSError as error:
        _make_room(files.values(), (sum(line.pictures for line in lines) - 1) * side * side)
        raise FileError(folder, f"the films cannot be kept there ({error.strerror or error})") from error
    count = sum(line.pictures for line in lines)
    return Prepared(
        {part: FilmStack(file, count, (side, side)) for part, file in files.items()},
        tuple(one for one, line in zip(records, lines, strict=True) for _picture in range(line.pictures)),
        tuple(line.refused for line in lines if line.refused),
    )


def _add(
    records: Sequence[FilmRecord],
    prepare: Prepare,
    lines: list[_Line],
    files: Mapping[str, Path],
    log_file: Path,
    context: JobContext,
) -> None:
    """Prepare the films after those of the lines, and add them and their lines to the files."""
    with ExitStack() as open_files:
        outputs = {part: open_files.enter_context(file.open("ab")) for part, file in files.items()}
        log = open_files.enter_context(log_file.open("a", encoding="utf-8"))
        for found in _read_ahead(records, prepare, len(lines), context):
            parts = {} if isinstance(found, str) else found
            line = _Line(len(next(iter(parts.values()), ())), found if isinstance(found, str) else "")
            for part, pictures in parts.items():
                outputs[part].write(pictures.tobytes())
                outputs[part].flush()
            log.write(json.dumps({"pictures": line.pictures, "refused": line.refused}) + "\n")
            log.flush()
            lines.append(line)


def _make_room(files: Iterable[Path], size: int) -> None:
    """Cut files off, so that a full disk has room for a sentence on it; `_kept` goes by what is left."""
    for file in files:
        if file.is_file() and file.stat().st_size > size >= 0:
            os.truncate(file, size)


def _kept(folder: Path, key: str, files: Mapping[str, Path], side: int) -> list[_Line]:
    """Return what the folder holds of films under this key, and cut off what was not written whole."""
    lines = _lines(folder / _FILMS) if _stored_key(folder) == key else []
    held = min((file.stat().st_size if file.is_file() else 0 for file in files.values()), default=0)
    while lines and sum(line.pictures for line in lines) * side * side > held:
        lines.pop()
    size = sum(line.pictures for line in lines) * side * side
    (folder / _KEY).unlink(missing_ok=True)
    for file in files.values():
        with file.open("ab") as handle:
            handle.truncate(size)
    rows = (json.dumps({"pictures": line.pictures, "refused": line.refused}) for line in lines)
    (folder / _FILMS).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    (folder / _KEY).write_text(key, encoding="utf-8")
    return lines


def _stored_key(folder: Path) -> str:
    """Return the key of what lies in the folder, if anything does."""
    file = folder / _KEY
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _lines(file: Path) -> list[_Line]:
    """Read what became of the films, up to a line that was not written whole."""
    lines: list[_Line] = []
    if not file.is_file():
        return lines
    whole, _newline, _torn = file.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    for text in whole.splitlines():
        try:
            row = json.loads(text)
            lines.append(_Line(int(row["pictures"]), str(row["refused"])))
        except (ValueError, KeyError, TypeError):
            break
    return lines


def _read_ahead(
    records: Sequence[FilmRecord], prepare: Prepare, first: int, context: JobContext
) -> Iterator[Parts | str]:
    """Yield what `prepare` returns for each record from `first` on, made by two threads."""
    pool = ThreadPoolExecutor(2, thread_name_prefix="cxrviewer-prepare")
    try:
        for number, found in enumerate(pool.map(prepare, records[first:]), start=first):
            context.progress(number / len(records), f"reading film {number + 1} of {len(records)}")
            yield found
    finally:
        pool.shutdown(cancel_futures=True)  # whoever cancels need not wait for the films not begun
