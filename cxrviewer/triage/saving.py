"""Files of each film beside the worklist, written by the worker that has it: one folder a content."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.export import write_heatmap, write_mask
from cxrviewer.export.dicom.source import needs_source, source_for
from cxrviewer.export.formats import FORMATS, UnknownFormatError, export_film
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Analysis, AnnotationSet, Image

CASES = "cases"
PICTURES = ("masks", "heatmaps")
SAVEABLE = (*FORMATS, *PICTURES)


@dataclass(frozen=True, slots=True)
class Saves:
    """What is saved of each film.

    Attributes
    ----------
    folder
        Holds a folder for each content, named by its SHA-256: no name of a patient, none of a file.
    names
        Some of `SAVEABLE`, in its order.
    """

    folder: Path
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The names in one word."""
        return ",".join(self.names)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of saving a film.

    Attributes
    ----------
    words
        `Saves.words` where all is written; else empty.
    troubles
        Why something of this film cannot be written, in sentences.
    stop
        Why nothing can be written any more, as with a full disk; else empty.
    """

    words: str = ""
    troubles: tuple[str, ...] = ()
    stop: str = ""


NOTHING_SAVED = Saved()


def saves_named(names: str, output: Path) -> Saves:
    """Return what a list with commas asks for, below the folder of a batch.

    Raises
    ------
    UnknownFormatError
        If there is no such kind of file.
    """
    wanted = {name.strip().lower() for name in names.split(",") if name.strip()}
    unknown = sorted(wanted - set(SAVEABLE))
    if unknown:
        raise UnknownFormatError(f"no format {unknown[0]!r}; there are {', '.join(SAVEABLE)}")
    return Saves(output.absolute() / CASES, tuple(name for name in SAVEABLE if name in wanted))


def save(saves: Saves, image: Image, analysis: Analysis) -> Saved:
    """Write the files of a film that was analysed; of one that a check has refused there are none.

    Each file is written whole or not at all; what is there already is written anew.
    """
    refused = analysis.quality is not None and analysis.quality.refused
    if refused or not saves.names:
        return Saved(saves.words)
    folder = saves.folder / image.source.sha256
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Saved(stop=f"{folder}: cannot be made a folder ({error.strerror or error})")
    failures = [*_export(saves, folder, image, analysis), *_pictures(saves, folder, image, analysis)]
    stop = next((str(one) for one in failures if isinstance(one.__cause__, OSError)), "")
    return Saved("" if failures else saves.words, tuple(map(str, failures)), stop)


def _export(saves: Saves, folder: Path, image: Image, analysis: Analysis) -> tuple[FileError, ...]:
    """Write what window and command line export too; return what could not be written."""
    files = {name: folder / f"{name}{FORMATS[name].suffix}" for name in saves.names if name in FORMATS}
    if not files:
        return ()
    refers = any(FORMATS[name].refers for name in files)
    request = ExportRequest(image, source_for(image), AnnotationSet(image.source.key), analysis=analysis)
    source = folder / "source.dcm" if refers and needs_source(image) else None
    return export_film(request, files, source).failures


def _pictures(saves: Saves, folder: Path, image: Image, analysis: Analysis) -> list[FileError]:
    """Write mask and heat maps as pictures; return what could not be written."""
    writers: list[Callable[[], None]] = []
    if "masks" in saves.names:
        writers.append(partial(write_mask, folder / "lungs.png", analysis.lungs.labels))
    if "heatmaps" in saves.names:
        writers += [
            partial(write_heatmap, folder / f"heatmap_{one.label}.png", one, image.rows, image.columns)
            for one in analysis.heatmaps
        ]
    failures = []
    for write in writers:
        try:
            write()
        except FileError as error:
            failures.append(error)
    return failures
