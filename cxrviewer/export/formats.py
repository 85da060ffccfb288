"""Every format that a film with all that is known of it can be exported in, by its short name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from itertools import count
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.export.picture import Rendered, render_picture
from cxrviewer.export.picture.files import write_picture
from cxrviewer.export.request import ExportRequest

REPORT_SIDE = 1400


class Film:
    """A film to be exported; its picture is drawn once, when the first format needs it."""

    def __init__(self, request: ExportRequest) -> None:
        self.request = request

    @cached_property
    def rendered(self) -> Rendered:
        """The view at full resolution."""
        return render_picture(self.request)

    @property
    def pictured(self) -> ExportRequest:
        """The request with a picture for the report."""
        if self.request.picture is not None:
            return self.request
        return replace(self.request, picture=render_picture(self.request, REPORT_SIDE).pixels)


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    name
        As the command line calls it.
    title
        As the window calls it.
    suffix
        Of its files.
    write
        Writes a film to a file; raises `FileError`.
    refers
        Whether it refers to a DICOM instance, which a picture file needs beside it.
    analysed
        Whether results of the analysis are in it.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Path, Film], None]
    refers: bool = False
    analysed: bool = True


def _dicom(module: str, function: str) -> Callable[[Path, Film], None]:
    """Return a writer of a DICOM object, whose module is loaded when it is first used."""

    def write(path: Path, film: Film) -> None:
        getattr(import_module(f"cxrviewer.export.{module}"), function)(path, film.request)

    return write


def _write_capture(path: Path, film: Film) -> None:
    from cxrviewer.export.dicom.secondary_capture import write_secondary_capture  # noqa: PLC0415

    write_secondary_capture(path, film.request, film.rendered.pixels)


def _write_csv(path: Path, film: Film) -> None:
    from cxrviewer.export.measurements_csv import write_csv  # noqa: PLC0415

    write_csv(path, [film.request])


def _write_json(path: Path, film: Film) -> None:
    from cxrviewer.export.annotations_json import write_annotations  # noqa: PLC0415

    write_annotations(path, [film.request])


def _write_report(path: Path, film: Film) -> None:
    from cxrviewer.export.report import write_report  # noqa: PLC0415

    write_report(path, film.pictured)


def _write_picture(path: Path, film: Film) -> None:
    write_picture(path, film.rendered)


_ALL = (
    Format(
        "sr",
        "Measurements and results (DICOM structured report)",
        ".dcm",
        _dicom("dicom.sr", "write_sr"),
        refers=True,
    ),
    Format("seg", "Lung mask (DICOM SEG)", ".dcm", _dicom("dicom.seg", "write_seg"), refers=True),
    Format(
        "gsps",
        "Annotations and view (DICOM presentation state)",
        ".dcm",
        _dicom("dicom.gsps", "write_gsps"),
        refers=True,
        analysed=False,
    ),
    Format("sc", "Picture (DICOM Secondary Capture)", ".dcm", _write_capture, refers=True),
    Format("csv", "Measurements as a table (CSV)", ".csv", _write_csv),
    Format("json", "Annotations and results, to be read again (JSON)", ".json", _write_json),
    Format("png", "Picture (PNG)", ".png", _write_picture),
    Format("tiff", "Picture (TIFF)", ".tiff", _write_picture),
    Format("pdf", "Report (PDF)", ".pdf", _write_report),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}


class UnknownFormatError(CxrviewerError):
    """A format that there is not."""


def formats_named(names: str) -> tuple[Format, ...]:
    """Return the formats of a list with commas, each once, in the list's order.

    Raises
    ------
    UnknownFormatError
        If there is no such format, or none is named.
    """
    wanted = list(dict.fromkeys(name.strip().lower() for name in names.split(",") if name.strip()))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        there = f"there are {', '.join(FORMATS)}"
        raise UnknownFormatError(f"no format {unknown[0]!r}; {there}" if unknown else f"no format; {there}")
    return tuple(FORMATS[name] for name in wanted)


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export.

    Attributes
    ----------
    written
        The files, in their order.
    failures
        Why others are not written.
    """

    written: tuple[Path, ...]
    failures: tuple[FileError, ...]


def export_film(request: ExportRequest, files: Mapping[str, Path], source: Path | None = None) -> Exported:
    """Write a film in several formats; one that is impossible does not keep the others from being written.

    Parameters
    ----------
    request
        The film.
    files
        Name of a format -> the file to write.
    source
        Where the instance that exports refer to is written, for a film that is no DICOM file; None of one
        that is.
    """
    film = Film(request)
    written: list[Path] = []
    failures: list[FileError] = []
    jobs: Sequence[tuple[Path, Callable[[], None]]] = [
        *([(source, lambda: _write_source(source, request))] if source is not None else []),
        *((path, _bound(FORMATS[name], path, film)) for name, path in files.items()),
    ]
    for path, write in jobs:
        try:
            write()
            written.append(path)
        except FileError as error:
            failures.append(error)
    return Exported(tuple(written), tuple(failures))


def _bound(kind: Format, path: Path, film: Film) -> Callable[[], None]:
    return lambda: kind.write(path, film)


def _write_source(path: Path, request: ExportRequest) -> None:
    from cxrviewer.export.dicom.source import write_source  # noqa: PLC0415

    write_source(path, request.image, request.source)


def files_of(folder: Path, stem: str, request: ExportRequest, names: Sequence[str]) -> dict[str, Path]:
    """Return the files for formats of a film: STEM_NAME.SUFFIX.

    Under "source" stands the file of the instance that exports refer to, if the film is no DICOM file.
    """
    from cxrviewer.export.dicom.source import needs_source  # noqa: PLC0415

    endings = {name: f"{name}{FORMATS[name].suffix}" for name in names}
    if needs_source(request.image) and any(FORMATS[name].refers for name in names):
        endings["source"] = "source.dcm"
    return {name: folder / f"{stem}_{ending}" for name, ending in endings.items()}


def free_files(folder: Path, request: ExportRequest, names: Sequence[str]) -> dict[str, Path]:
    """Return `files_of` a film of which none is there yet: STEM_NAME.SUFFIX, else STEM-2_NAME..."""
    stem = request.image.source.path.stem
    for number in count(1):
        files = files_of(folder, stem if number == 1 else f"{stem}-{number}", request, names)
        if not any(file.exists() for file in files.values()):
            break
    return files
