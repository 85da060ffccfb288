"""What is known of a film, for the command line: drawn, said, found, measured."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.errors import CxrviewerError, ReadError, StoreError
from cxrviewer.locations import readings_file
from cxrviewer.study import ReadAs

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser
    from cxrviewer.export.annotations_json import AnnotationsFile
    from cxrviewer.export.request import ExportRequest
    from cxrviewer.store import PatchResults, Readings, Results
    from cxrviewer.study import Analysis, AnnotationSet, Image, PatchReading, StudyReading

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
    read_as
        What images are that do not say it.
    patches
        How many patches of the lungs vote; 0 for those that the window has kept, if any.
    """

    def __init__(
        self,
        annotations: "AnnotationsFile | None",
        analyser: "Analyser",
        tell: Tell,
        read_as: ReadAs = ReadAs.AUTO,
        patches: int = 0,
    ) -> None:
        self._file, self._analyser, self._tell = annotations, analyser, tell
        self._read_as, self._patches = read_as, patches
        self._readings, self._results, self._patch_results = _kept(tell)
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
            analysis=self._voted(image, self._analysis(image, drawn)) if analysed else None,
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
        said = self._file.analysis(image) if self._file is not None else None
        if said is not None:
            return said
        try:
            if self._results is not None:
                kind = self._analyser.kind_of(image, self._read_as)
                kept = self._results.find(image.source.key, self._analyser.recipe(kind))
                if kept is not None:
                    return kept
            return self._analyser.analyse(image, read_as=self._read_as)
        except ReadError as refusal:
            self._tell(f"{refusal}; it is exported without results of the analysis")
            return None

    def _voted(self, image: "Image", analysis: "Analysis | None") -> "Analysis | None":
        """Return the results with what patches say, where they are kept or wanted."""
        if analysis is None or (analysis.quality is not None and analysis.quality.refused):
            return analysis
        said, wanted = analysis.patches, self._patches or None
        if said is not None and wanted in {None, said.number}:
            return analysis
        try:
            kept = self._kept_votes(image, analysis, wanted)
            if kept is None and wanted is not None:
                kept = self._analyser.read_patches(image, analysis, wanted, read_as=self._read_as)
        except ReadError as refusal:
            self._tell(f"{refusal}; it is exported without votes of patches")
            kept = None
        return replace(analysis, patches=kept)

    def _kept_votes(self, image: "Image", analysis: "Analysis", number: int | None) -> "PatchReading | None":
        """Return what the window has kept of so many patches, of any number if None."""
        if self._patch_results is None:
            return None
        kind = self._analyser.kind_of(image, self._read_as)
        recipe = self._analyser.patch_recipe(analysis.lungs.labels, number, kind)
        return None if recipe is None else self._patch_results.find(image.source.key, recipe)


def _kept(tell: Tell) -> "tuple[Readings | None, Results | None, PatchResults | None]":
    """Return what the window has kept, if it has kept anything."""
    from cxrviewer.store import PatchResults, Readings, Results, prepare_readings

    path = readings_file()
    if not path.is_file():
        return None, None, None
    try:
        for sentence in prepare_readings(path):
            tell(sentence)
        return Readings(path), Results(path), PatchResults(path)
    except StoreError as error:
        tell(str(error))
        return None, None, None


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
