"""`cxrviewer import-annotations`: annotations and masks of other programs onto films, kept for the window."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.errors import CxrviewerError, ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxrviewer.export.layer_files import LayerFile
    from cxrviewer.store import Readings
    from cxrviewer.study import AnnotationSet, Image, StudyReading

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="JSON of this program, DICOM GSPS, SR or SEG of any program."),
]
Study = Annotated[list[Path], typer.Option("--study", help="The films, or folders of films, that are meant.")]


def import_annotations(files: Files, study: Study) -> None:
    """Put annotations, measurements and masks onto the films that they refer to.

    They are kept as if they were drawn in the window, which shows them from then on. Films are recognised by
    SOP Instance UID and frame, or by their content. The exit status is 1 if a file could not be read or means
    none of the films.
    """
    from cxrviewer.locations import readings_file
    from cxrviewer.readers import discover
    from cxrviewer.store import Readings, prepare_readings

    found = discover(study)
    for refusal in found.refusals:
        _tell(str(refusal))
    for sentence in prepare_readings(readings_file()):
        _tell(sentence)
    readings = Readings(readings_file())
    done = [_import_one(file, found.files, readings) for file in files]
    readings.close()
    raise typer.Exit(0 if all(done) and not found.refusals else 1)


def _import_one(path: Path, films: "Sequence[Path]", readings: "Readings") -> bool:
    """Import one file; return whether it means any of the films and all of it was read."""
    from cxrviewer.export.layer_files import films_meant, read_layer_file

    try:
        file = read_layer_file(path)
        matched = [_put_on(image, file, readings) for image in films_meant(file, films)]
        for reading in file.readings:
            _keep_reading(path, reading, readings)
    except CxrviewerError as error:
        _tell(str(error))
        return False
    for notice in file.notices:
        _tell(f"{path}: {notice}")
    if not any(matched):
        _tell(f"{path}: it belongs to none of the films")
    return bool(matched) and all(matched)


def _put_on(image: "Image | ReadError", file: "LayerFile", readings: "Readings") -> bool:
    """Put what a file says onto one film, and say what that is."""
    if isinstance(image, ReadError):
        _tell(str(image))
        return False
    new = file.drawn_on(image)
    if new is None:
        return False
    before = readings.load(image.source.key)
    readings.save(before, before.joining(new))
    frame = f", frame {image.source.frame}" if image.source.frames > 1 else ""
    print(f"{file.path}: {_words(new)} on {image.source.path}{frame}")
    return True


def _words(new: "AnnotationSet") -> str:
    counts = {
        "annotation": len(new.items),
        "mask": len(new.segments),
        "lung mask": int(new.lungs is not None),
    }
    words = [f"{number} {what}{'s' if number > 1 else ''}" for what, number in counts.items() if number]
    words += ["a calibration"] if new.calibration else []
    return ", ".join(words) or "nothing drawn"


def _keep_reading(path: Path, said: "StudyReading", readings: "Readings") -> None:
    """Keep what was said of a study, unless something is said of it already."""
    from cxrviewer.study import StudyReading

    empty, there = StudyReading(said.study_key), readings.reading(said.study_key)
    if there == empty:
        readings.save_reading(empty, said)
    elif there != said:
        _tell(f"{path}: what is said of the study there already stays as it is")


def _tell(sentence: str) -> None:
    print(f"cxrviewer: {sentence}", file=sys.stderr)
