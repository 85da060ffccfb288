"""`cxrviewer export`: films with all that is known of them as DICOM, tables, pictures, reports."""

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.chosen_models import chosen_models
from cxrviewer.cli.free_names import FreeNames
from cxrviewer.cli.options import Device, Kind, ModelFolder, Patches
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.devices import DeviceChoice, resolve_device
from cxrviewer.quiet import libraries_silent
from cxrviewer.study import ReadAs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxrviewer.cli.gathering import Gatherer
    from cxrviewer.export.annotations_json import AnnotationsFile
    from cxrviewer.export.formats import Exported, Format
    from cxrviewer.export.request import ExportRequest

    Clean = Callable[[ExportRequest], ExportRequest]

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Films or folders of films.")]
Folder = Annotated[Path, typer.Option("--to", help="Folder for the files; made if there is none.")]
Names = Annotated[
    str,
    typer.Option("--format", help="With commas: sr, seg, gsps, sc (DICOM), csv, json, png, tiff, pdf."),
]
AnnotationsOption = Annotated[
    Path | None,
    typer.Option("--annotations", help="JSON file of annotations, in place of what the window has kept."),
]
Frame = Annotated[int, typer.Option(min=1, help="Frame of multi-frame files, from 1.")]
Deidentify = Annotated[
    bool, typer.Option("--deidentify", help="Leave out all that names the patient, as anonymise does.")
]
ProjectFile = Annotated[
    Path | None, typer.Option("--project", help="Secret of --deidentify, see anonymise; made if missing.")
]


def export(
    inputs: Inputs,
    to: Folder,
    formats: Names,
    annotations: AnnotationsOption = None,
    frame: Frame = 1,
    deidentify: Deidentify = False,
    project: ProjectFile = None,
    models: ModelFolder = None,
    device: Device = DeviceChoice.AUTO,
    read_as: Kind = ReadAs.AUTO,
    patches: Patches = 0,
) -> None:
    """Write films with annotations, measurements and results in other programs' formats.

    Files are named INPUTSTEM_FORMAT.EXT. DICOM objects of a film that is no DICOM file refer to
    INPUTSTEM_source.dcm, which is written beside them. Results of the analysis are those that the window has
    kept, else they are computed; votes of patches are computed only with --patches. With --deidentify neither
    names, dates and free texts nor the films' names are in the files, and what they refer to are the copies
    that anonymise makes. The exit status is 1 if anything could not be written.
    """
    from cxrviewer.analysis import Analyser
    from cxrviewer.cli.gathering import Gatherer, make_folder
    from cxrviewer.export.annotations_json import read_annotations
    from cxrviewer.export.formats import UnknownFormatError, formats_named
    from cxrviewer.readers import discover

    try:
        wanted = formats_named(formats)
    except UnknownFormatError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from error
    drawn = read_annotations(annotations) if annotations is not None else None
    found = discover(inputs)
    make_folder(to)
    gatherer = Gatherer(
        drawn, Analyser(resolve_device(device), chosen_models(models)), _tell, read_as, patches
    )
    names = FreeNames([*found.files, *([annotations] if annotations else [])])
    clean = _cleaner(project) if deidentify else None
    for refusal in found.refusals:
        _tell(str(refusal))
    failed = bool(found.refusals)
    with libraries_silent() if deidentify else nullcontext():
        for file in found.files:
            failed = not _export_one(file, frame, wanted, to, names, gatherer, clean) or failed
    failed = _unused(drawn, gatherer) or failed
    raise typer.Exit(1 if failed else 0)


def _export_one(
    file: Path,
    frame: int,
    wanted: "Sequence[Format]",
    to: Path,
    names: FreeNames,
    gatherer: "Gatherer",
    clean: "Clean | None",
) -> bool:
    """Export one film; return whether all of it was written."""
    from cxrviewer.readers import read_image

    try:
        image = read_image(file, frame)
        for notice in () if clean else image.notices:  # the name of a file may be the patient's
            _tell(f"{file}: {notice}")
        request = gatherer.gather(image, analysed=any(one.analysed for one in wanted))
        exported = _written(clean(request) if clean else request, wanted, to, names)
    except CxrviewerError as error:
        _tell(str(error))
        return False
    except Exception as error:  # noqa: BLE001 - one film must not take the rest with it
        detail = "" if clean else f": {str(error).partition(chr(10))[0]}"  # it may quote the header
        _tell(f"{file}: an error of the program ({type(error).__name__}{detail})")
        return False
    for path in exported.written:
        print(path)
    for failure in exported.failures:
        _tell(str(failure))
    return not exported.failures


def _cleaner(project: Path | None) -> "Clean":
    """Return what takes the patient out of requests."""
    from cxrviewer.export.deidentification import Options, deidentify_request, load_project

    return partial(deidentify_request, project=load_project(project), options=Options())


def _written(request: "ExportRequest", wanted: "Sequence[Format]", to: Path, names: FreeNames) -> "Exported":
    from cxrviewer.export.formats import export_film, files_of

    def files(stem: str) -> dict[str, Path]:
        return files_of(to, stem, request, [one.name for one in wanted])

    targets = files(names.free_name(request.image.source.path.stem, lambda stem: list(files(stem).values())))
    return export_film(request, targets, targets.pop("source", None))


def _unused(drawn: "AnnotationsFile | None", gatherer: "Gatherer") -> bool:
    """Say which images of the annotations are not among the films; return whether there are any."""
    if drawn is None or not gatherer.unused:
        return False
    _tell(f"{drawn.path}: {gatherer.unused} of its {len(drawn.images)} images are not among the films")
    return True


def _tell(sentence: str) -> None:
    print(f"cxrviewer: {sentence}", file=sys.stderr)
