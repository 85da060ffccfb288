"""The analysis of one film from the picture to the results, the same for window, command line and tests."""

import hashlib
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from cxrviewer.analysis.classes import classification, heat_maps
from cxrviewer.analysis.ct import SliceAnalyser
from cxrviewer.analysis.kinds import kind_of
from cxrviewer.analysis.loading import (
    LoadedPatches,
    Models,
    load_models,
    load_patch_classifier,
    planned_recipe,
)
from cxrviewer.analysis.lungs import lung_areas, lung_notices, segment_lungs
from cxrviewer.analysis.patch_reading import check_gate, read_patches
from cxrviewer.analysis.patches import PatchError
from cxrviewer.analysis.quality import NO_GATE, check_suitable, mask_checks, picture_checks
from cxrviewer.analysis.stages import Stages, frame_notice
from cxrviewer.display import render_unit
from cxrviewer.errors import ReadError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS, Card
from cxrviewer.inference.catalogue import Catalogue, pick_card
from cxrviewer.inference.choices import Purpose
from cxrviewer.inference.devices import resolve_device
from cxrviewer.inference.model import Classifier
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import DeviceMemoryError
from cxrviewer.jobs import JobContext
from cxrviewer.locations import models_folder
from cxrviewer.study import (
    Analysis,
    Grey8,
    Image,
    LungMask,
    Overrule,
    PatchReading,
    PatchRecipe,
    Quality,
    ReadAs,
    Recipe,
    TextureReadout,
    TextureSettings,
)
from cxrviewer.texture import LASCU2021, measure_textures

Readouts = tuple[TextureReadout, ...]


class Analyser:
    """Analyses films one after the other; the models are loaded once, at the first film.

    Parameters
    ----------
    device
        "auto" takes a GPU if there is one, "cpu" and "cuda" say which.
    packages
        The model packages, or the folder that holds them; those that ship by default.
    texture
        How texture is measured.
    threads
        Threads of a forward pass on the CPU; 0 takes every core.
    """

    def __init__(
        self,
        device: str = "auto",
        packages: Catalogue | Path | None = None,
        texture: TextureSettings | None = None,
        threads: int = 0,
    ) -> None:
        self._choice = device
        packages = packages or models_folder()
        self._catalogue = Catalogue(packages) if isinstance(packages, Path) else packages
        self._texture = texture or TextureSettings()
        self._threads = threads
        self._models: Models | None = None
        self._patches: dict[str, LoadedPatches] = {}
        self._notices: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._slices = SliceAnalyser(self._catalogue, self._texture, threads)

    def load(self) -> None:
        """Load the models of films now; from then on `recipe` says what the results are made with.

        Raises
        ------
        ModelError
            If a model package is missing or broken.
        """
        with self._lock:
            self._loaded()

    def analyse(
        self,
        image: Image,
        context: JobContext | None = None,
        read_as: ReadAs = ReadAs.AUTO,
        overrule: Overrule | None = None,
    ) -> Analysis:
        """Analyse one film, or one slice of a CT; where a film fails a check, the result is an abstention.

        Parameters
        ----------
        image
            A frontal chest radiograph or an axial CT slice.
        context
            Takes progress and may cancel between the stages.
        read_as
            What the user says that it is.
        overrule
            The reader's decision to have it analysed whatever the checks say; None without.

        Raises
        ------
        UnsuitableError
            If the models cannot read such an image at all.
        ModelError
            If a model package is missing or broken.
        JobCancelledError
            If the context was cancelled.
        """
        context = context or JobContext()
        if self.kind_of(image, read_as) is ReadAs.CT:
            with self._lock:
                return self._slices.analyse(image, context)
        check_suitable(image)
        with self._lock:
            context.progress(0.0, "loading the models")
            models = self._loaded()
            try:
                return self._analyse(image, models, context, overrule)
            except DeviceMemoryError:
                return self._analyse(image, self._fall_back_to_cpu(), context, overrule)

    def read_patches(
        self,
        image: Image,
        analysis: Analysis,
        number: int,
        context: JobContext | None = None,
        read_as: ReadAs = ReadAs.AUTO,
    ) -> PatchReading:
        """Classify patches of the lungs (paper B).

        Parameters
        ----------
        image
            A frontal chest radiograph, or a slice of a CT.
        analysis
            What is known of it: its lungs, by the model or as the reader has corrected them, and its quality.
        number
            Patches.
        context
            Takes progress and may cancel between batches.
        read_as
            What the image is read as, see `kind_of`.

        Raises
        ------
        ReadError
            If the image was refused by the gate, or its lungs are missing, too small or not plausible.
        ModelError
            If no model for patches of such an image is installed, or it is broken.
        JobCancelledError
            If the context was cancelled.
        """
        kind = self.kind_of(image, read_as)
        key = image.source.key
        with self._lock:
            classifier = self._patch_classifier(_reads(kind))
            try:
                check_gate(analysis)
                return read_patches(classifier, render_unit(image), analysis.lungs, key, number, context)
            except PatchError as error:
                raise ReadError(image.source.path, error.reason) from error

    def kind_of(self, image: Image, read_as: ReadAs) -> ReadAs:
        """Decide what an image is read as; a picture is looked at where models of both kinds are installed.

        Raises
        ------
        ReadError
            See `kinds.kind_of`.
        ModelError
            If a card is broken.
        """
        return kind_of(image, read_as, looking=self._slices.classifies)

    def recipe(self, kind: ReadAs = ReadAs.CXR) -> Recipe:
        """Return what results are made with, without loading the models.

        Parameters
        ----------
        kind
            What is read, see `kind_of`.

        Raises
        ------
        ModelError
            If a card is broken.
        """
        if kind is ReadAs.CT:
            return self._slices.recipe()
        if self._models is not None:
            return self._models.recipe(self._texture)
        return planned_recipe(self._catalogue, self._texture)

    def patch_recipe(
        self, labels: Grey8, number: int | None = None, kind: ReadAs = ReadAs.CXR
    ) -> PatchRecipe | None:
        """Return what a reading by patches is made with, without loading the model; None where there is none.

        Parameters
        ----------
        labels
            (rows, columns) uint8: the lungs that the patches lie in.
        number
            Patches; None for any number.
        kind
            What is read, see `kind_of`.

        Raises
        ------
        ModelError
            If a card is broken.
        """
        reads = _reads(kind)
        card: Card | None
        if reads in self._patches:
            card = self._patches[reads].classifier.package.card
        else:
            card = pick_card(self._catalogue, Purpose("patches", reads)).value
        if card is None:
            return None
        lungs = hashlib.sha256(repr(labels.shape).encode() + np.ascontiguousarray(labels).tobytes())
        return PatchRecipe(card.identity, lungs.hexdigest(), number)

    def patch_trouble(self, kind: ReadAs = ReadAs.CXR) -> str:
        """Return a sentence if the chosen model for patches could not be loaded, and another was; else empty.

        Parameters
        ----------
        kind
            What is read, see `kind_of`.
        """
        loaded = self._patches.get(_reads(kind))
        return "" if loaded is None else loaded.notice

    def _patch_classifier(self, reads: str) -> Classifier:
        """Return the classifier of patches of such images, loading it at the first call."""
        picked = self._patches.get(reads)
        if picked is None:
            device = resolve_device(self._choice)
            picked = load_patch_classifier(self._catalogue, reads, device, self._threads)
            self._patches[reads] = picked
        return picked.classifier

    def _loaded(self) -> Models:
        """Return the models, loading them at the first call."""
        if self._models is None:
            self._models = load_models(self._catalogue, resolve_device(self._choice), self._threads)
        return self._models

    def _fall_back_to_cpu(self) -> Models:
        """Go on without the GPU, and say so with every result."""
        self._notices = ("The GPU has too little free memory; the CPU computed this result.",)
        self._models = load_models(self._catalogue, "cpu", self._threads)
        return self._models

    def _analyse(
        self, image: Image, models: Models, context: JobContext, overrule: Overrule | None
    ) -> Analysis:
        """Run the stages in order, as far as the checks let them."""
        stages = Stages(context)
        unit = stages.run("picture", 0.05, partial(render_unit, image))
        checks = stages.run("gate", 0.08, partial(picture_checks, image, unit, models.gate))
        quality = Quality(checks, overrule, None if models.gate is None else models.gate.reference)
        if quality.refused:
            return self._abstained(image, models, quality, stages)
        lungs = stages.run("lungs", 0.1, partial(segment_lungs, models.segmenter, unit))
        quality = replace(quality, checks=(*checks, *mask_checks(lungs, unit)))
        if quality.refused:
            return self._abstained(image, models, quality, stages)
        reading = stages.run("classes", 0.6, partial(models.classifier.read, unit, lungs.labels))
        maps = stages.run("Grad-CAM", 0.75, partial(heat_maps, models.classifier, reading, lungs))
        texture, nine = stages.run("texture", 0.8, partial(_textures, unit, lungs.labels, self._texture))
        areas = lung_areas(lungs, image.spacing)
        stages.end()
        return Analysis(
            image_key=image.source.key,
            lungs=lungs,
            areas=areas,
            classification=classification(models.classifier, reading),
            heatmaps=maps,
            texture=texture,
            timings_s=stages.timings_s,
            texture_lascu2021=nine,
            notices=(
                *self._all_notices(image, models, quality),
                *lung_notices(lungs, areas),
                *reading.notices,
            ),
            quality=quality,
        )

    def _abstained(self, image: Image, models: Models, quality: Quality, stages: Stages) -> Analysis:
        """Return that nothing is said of the film, and why; its lung mask is empty."""
        stages.end()
        nothing = np.zeros((image.rows, image.columns), np.uint8)
        return Analysis(
            image_key=image.source.key,
            lungs=LungMask(nothing, models.segmenter.reference),
            areas=(),
            classification=None,
            heatmaps=(),
            texture=(),
            timings_s=stages.timings_s,
            notices=self._all_notices(image, models, quality),
            quality=quality,
        )

    def _all_notices(self, image: Image, models: Models, quality: Quality) -> tuple[str, ...]:
        """Return what must stand beside the result, but for what concerns the lungs."""
        return (
            *(() if models.gate is not None else (NO_GATE,)),
            *_overruled(quality),
            *models.notices,
            *self._notices,
            *image.notices,
            *frame_notice(image),
            *(check.sentence for check in quality.warnings),
        )


def _reads(kind: ReadAs) -> str:
    """Return what models of such images read."""
    return CT_SLICES if kind is ReadAs.CT else FRONTAL_FILMS


def _overruled(quality: Quality) -> tuple[str, ...]:
    """Say what the reader has overruled."""
    if quality.overrule is None or not quality.refusals:
        return ()
    return (quality.overrule.sentence, *(check.sentence for check in quality.refusals))


def _textures(unit: FloatMap, labels: Grey8, settings: TextureSettings) -> tuple[Readouts, Readouts]:
    """Measure texture with these settings, and by the convention lascu2021."""
    own, nine = measure_textures(unit, labels, (settings, LASCU2021))
    return own, nine
