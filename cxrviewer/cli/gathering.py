"""What is known of a film, for the command line: drawn, said, found, measured."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.errors import CxrviewerError, ReadError, StoreError
from cxrviewer.locations import readings_file

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser
    from cxrviewer.export.annotations_json import AnnotationsFile
    from cxrviewer.export.request import ExportRequest
    from cxrviewer.store import Readings, Results
    from cxrviewer.study import Analysis, AnnotationSet, Image, StudyReading

Tell = Callable[[str], None]


class Gatherer:
    """Gathers from a file of annotations, from what the window has kept, and from the models.

    Parameters
    ----------
    annotations
        Takes the place of what the window has kept, for the images that it knows; None without.
    analyser
        Computes what neither holds.
    tell
        Takes sentences on what could not be had.
    """

    def __init__(self, annotations: "AnnotationsFile | None", analyser: "Analyser", tell: Tell) -> None:
        self._file, self._analyser, self._tell = annotations, analyser, tell
        self._readings, self._results = _kept(tell)
        self._used: set[int] = set()

    @property
    def unused(self) -> int:
        """How many images of the file of annotations were not among the films so far."""
        return len(self._file.images) - len(self._used) if self._file is not None else 0

    def gather(self, image: "Image", *, analysed: bool) -> "ExportRequest":
        """Return everything known of a film.

        Parameters
        ----------
        image
            The film.
        analysed
            Whether results of the analysis are wanted; where the models refuse the film, there are none.

        Raises
        ------
        CxrviewerError
            If the file of annotations does not fit the film, or a model cannot be used.
        """
        from cxrviewer.export.dicom.source import source_for
        from cxrviewer.export.request import ExportRequest
        from cxrviewer.measurement import measure_all

        drawn = self._drawn(image)
        return ExportRequest(
            image=image,
            source=source_for(image),
            annotations=drawn,
            measurements=measure_all(image, drawn),
            analysis=self._analysis(image, drawn) if analysed else None,
            reading=self._reading(image),
        )

    def _drawn(self, image: "Image") -> "AnnotationSet":
        from cxrviewer.study import AnnotationSet

        if self._file is not None:
            drawn = self._file.annotations(image)
            record = self._file.about(image)
            if drawn is not None and record is not None:
                self._used.add(id(record))
                return drawn
        return self._readings.load(image.source.key) if self._readings else AnnotationSet(image.source.key)

    def _reading(self, image: "Image") -> "StudyReading | None":
        from cxrviewer.study import StudyReading, study_key

        key = study_key(image)
        said = self._file.reading(key) if self._file is not None else None
        if said is None and self._readings is not None:
            said = self._readings.reading(key)
        return None if said == StudyReading(key) else said

    def _analysis(self, image: "Image", drawn: "AnnotationSet") -> "Analysis | None":
        """Return the results, of the lungs as the reader has corrected them."""
        from cxrviewer.analysis import read_drawn, reread

        found = self._found(image)
        if drawn.lungs is None:
            return found
        labels = drawn.lungs.labels()
        if found is None:
            return read_drawn(image, labels)
        same = found.lungs.edited and (found.lungs.labels == labels).all()
        return found if same else reread(found, image, labels)

    def _found(self, image: "Image") -> "Analysis | None":
        """Return what the models say: from the file, from an earlier analysis, else computed now."""
        from cxrviewer.study import ReadAs

        said = self._file.analysis(image) if self._file is not None else None
        if said is not None:
            return said
        try:
            if self._results is not None:
                kind = self._analyser.kind_of(image, ReadAs.AUTO)
                kept = self._results.find(image.source.key, self._analyser.recipe(kind))
                if kept is not None:
                    return kept
            return self._analyser.analyse(image)
        except ReadError as refusal:
            self._tell(f"{refusal}; it is exported without results of the analysis")
            return None


def _kept(tell: Tell) -> "tuple[Readings | None, Results | None]":
    """Return what the window has kept, if it has kept anything."""
    from cxrviewer.store import Readings, Results, prepare_readings

    path = readings_file()
    if not path.is_file():
        return None, None
    try:
        for sentence in prepare_readings(path):
            tell(sentence)
        return Readings(path), Results(path)
    except StoreError as error:
        tell(str(error))
        return None, None


def make_folder(folder: Path) -> None:
    """Make a folder if there is none.

    Raises
    ------
    CxrviewerError
        If that is impossible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CxrviewerError(f"{folder}: cannot be made a folder ({error.strerror or error})") from error
