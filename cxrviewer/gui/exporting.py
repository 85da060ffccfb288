"""Exports the film on screen in other programs' formats, in the background."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.gathering import Gathered, Gathering
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded

if TYPE_CHECKING:
    from cxrviewer.export.formats import Exported


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user wants of an export.

    Attributes
    ----------
    folder
        Where the files go.
    formats
        Their short names, see `export.formats`.
    deidentified
        Whether nothing of the patient may be in them.
    """

    folder: Path
    formats: tuple[str, ...]
    deidentified: bool = False


class Exporting(QObject):
    """Writes the film on screen with all that is known of it.

    Signals
    -------
    about_to_export
        What is known is about to be gathered.
    exported
        These files are written.
    failed
        A sentence: why a file is not written.
    """

    about_to_export = Signal()
    exported = Signal(object)
    failed = Signal(str)

    def __init__(self, gathering: Gathering, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._gathering, self._runner = gathering, runner

    def export(self, wish: ExportWish) -> None:
        """Write the film on screen as it is now; what is there already stays as it is."""
        self.about_to_export.emit()
        gathered = self._gathering.gather()
        if gathered is not None:
            self._runner.submit(Lane.READING, partial(_export, gathered, wish), self._ended)

    def _ended(self, outcome: "Outcome[Exported]") -> None:
        if isinstance(outcome, Failed):
            self.failed.emit(sentence(outcome.error))
        elif isinstance(outcome, Succeeded):
            for failure in outcome.value.failures:
                self.failed.emit(sentence(failure))
            if outcome.value.written:
                self.exported.emit(outcome.value.written)


def _export(gathered: Gathered, wish: ExportWish, context: JobContext) -> "Exported":
    """Write the files; to be called by a worker."""
    from cxrviewer.export.deidentification import Options, deidentify_request, load_project
    from cxrviewer.export.dicom.source import source_for
    from cxrviewer.export.formats import export_film, free_files

    request = replace(gathered.request(context), source=source_for(gathered.image))
    if wish.deidentified:
        request = deidentify_request(request, load_project(), Options())
    context.checkpoint()
    files = free_files(wish.folder, request, wish.formats)
    return export_film(request, files, files.pop("source", None))
