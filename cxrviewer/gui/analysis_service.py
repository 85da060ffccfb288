"""What the workers do for an analysis: look for an earlier result, or compute one and keep it."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from cxrviewer.errors import CxrviewerError, StoreError
from cxrviewer.gui.findings import Findings, findings_of
from cxrviewer.jobs import JobContext
from cxrviewer.store import Overrules, PatchResults, Results
from cxrviewer.study import Analysis, Grey8, Image, Overrule, PatchReading, ReadAs, Recipe

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Generic[T]):
    """A result.

    Attributes
    ----------
    value
        To be shown.
    trouble
        A sentence if it could not be kept, else empty.
    """

    value: T
    trouble: str = ""


class AnalysisService:
    """Makes the analyser at its first use, in a worker's thread; importing it costs time.

    Parameters
    ----------
    device
        What computes.
    results
        Where results are kept; None for nowhere.
    overrules
        Where the reader's decisions against the gate are kept; None for nowhere.
    patches
        Where readings by patches are kept; None for nowhere.
    settings
        The settings file in use; the user's models lie beside it (see `locations`).
    """

    def __init__(
        self,
        device: str,
        results: Results | None,
        overrules: Overrules | None = None,
        patches: PatchResults | None = None,
        settings: Path | None = None,
    ) -> None:
        self._settings = settings
        self._device, self._results, self._overrules, self._patches = device, results, overrules, patches
        self._analyser: Analyser | None = None
        self._making = threading.Lock()

    def renew(self) -> None:
        """Let the next analysis use the models that are chosen by then; what runs ends with those it has."""
        with self._making:
            self._analyser = None

    def use_device(self, device: str) -> None:
        """Let the next analysis be computed by another device; what runs ends where it began."""
        with self._making:
            if device != self._device:
                self._device, self._analyser = device, None

    def recall(self, image: Image, read_as: ReadAs, _context: JobContext) -> Answer[Findings] | None:
        """Return the earlier result of the present models for an image read so, if there is one.

        Raises
        ------
        CxrviewerError
            If a card is broken, the file of results cannot be read, or the image is not to be read so.
        """
        if self._results is None:
            return None
        analyser = self._ready()
        recipe = analyser.recipe(analyser.kind_of(image, read_as))
        found = self._results.find(image.source.key, recipe)
        return None if found is None else Answer(findings_of(found))

    def analyse(self, image: Image, read_as: ReadAs, context: JobContext) -> Answer[Findings]:
        """Analyse an image and keep the result; to be called in the one thread of the inference lane.

        Parameters
        ----------
        image, context
            See `Analyser.analyse`.
        read_as
            What the user says that the image is.

        Raises
        ------
        CxrviewerError
            If a model cannot be used or the image is not fit for analysis.
        JobCancelledError
            If the user no longer wants it.
        """
        context.progress(0.0, "Loading the models")
        analyser = self._ready()
        overrule = self._overrules.find(image.source.key) if self._overrules is not None else None
        analysis = analyser.analyse(image, context, read_as, overrule)
        recipe = analyser.recipe(analyser.kind_of(image, read_as))
        return Answer(findings_of(analysis), self._keep(analysis, recipe))

    def read_patches(
        self, image: Image, analysis: Analysis, number: int, read_as: ReadAs, context: JobContext
    ) -> Answer[PatchReading]:
        """Let patches of an image's lungs vote, and keep what they say; for the one thread of inference.

        Raises
        ------
        CxrviewerError
            As `Analyser.read_patches`.
        JobCancelledError
            If the user no longer wants it.
        """
        analyser = self._ready()
        reading = analyser.read_patches(image, analysis, number, context, read_as)
        kind = analyser.kind_of(image, read_as)
        recipe = analyser.patch_recipe(analysis.lungs.labels, number, kind)
        trouble = analyser.patch_trouble(kind)
        if self._patches is None or recipe is None:
            return Answer(reading, trouble)
        try:
            self._patches.keep(image.source.key, reading, recipe)
        except StoreError as error:
            return Answer(reading, f"{trouble} {error.sentence}".strip())
        return Answer(reading, trouble)

    def recall_patches(
        self, image: Image, labels: Grey8, read_as: ReadAs, _context: JobContext
    ) -> PatchReading | None:
        """Return what patches of just these lungs said last by the present model, if they were read.

        Raises
        ------
        CxrviewerError
            If a card is broken, the file of results cannot be read, or the image is not to be read so.
        """
        if self._patches is None:
            return None
        analyser = self._ready()
        recipe = analyser.patch_recipe(labels, kind=analyser.kind_of(image, read_as))
        return None if recipe is None else self._patches.find(image.source.key, recipe)

    def overrule(self, image_key: str, reason: str) -> None:
        """Keep the reader's decision to have an image analysed whatever the gate says.

        Raises
        ------
        CxrviewerError
            If it cannot be kept: what is not on record is not overruled.
        """
        if self._overrules is None:
            raise CxrviewerError("the decision cannot be recorded, so the film is not analysed")
        self._overrules.keep(image_key, Overrule.now(reason))

    def _keep(self, analysis: Analysis, recipe: Recipe) -> str:
        """Keep a result; return a sentence if that is impossible."""
        if self._results is not None:
            try:
                self._results.keep(analysis, recipe)
            except StoreError as error:
                return error.sentence
        return ""

    def _ready(self) -> "Analyser":
        from cxrviewer.analysis import Analyser
        from cxrviewer.inference.catalogue import installed_catalogue

        with self._making:
            if self._analyser is None:
                catalogue = installed_catalogue(self._settings)
                self._analyser = Analyser(self._device, catalogue, threads=_spare_threads())
            return self._analyser


def _spare_threads() -> int:
    """Return how many threads a forward pass may take: one core stays with the window."""
    return max(1, (os.cpu_count() or 1) - 1)
