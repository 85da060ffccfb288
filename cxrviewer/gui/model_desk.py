"""What the window does with models, in the background: list, use, go back, exchange, remove, verify."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded

if TYPE_CHECKING:
    from cxrviewer.inference.catalogue import Catalogue, Installed

PURPOSES = {
    ("classify", "frontal chest radiographs"): "Classes of chest radiographs",
    ("segment", "frontal chest radiographs"): "Lungs in chest radiographs",
    ("patches", "frontal chest radiographs"): "Patches of the lungs in chest radiographs",
    (
        "gate",
        "frontal chest radiographs",
    ): "Check before the analysis: is it a frontal film, the right way round?",
    ("classify", "CT slices"): "Classes of CT slices",
    ("patches", "CT slices"): "Patches of the lungs in CT slices",
}
OTHERS = "Not used by the analysis"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model as the window shows it.

    Attributes
    ----------
    name
        Of the package, by which it is used, exported and removed.
    title
        Name and version for people.
    group
        What it is for, in words.
    key
        Task and kind of picture, for going back; empty texts of a broken package.
    figures
        The main one with its interval, or what is wrong.
    shipped, in_use, broken
        How it stands.
    may_roll_back
        Whether it is in use by the user's choice.
    card
        In words, Markdown.
    """

    name: str
    title: str
    group: str
    key: tuple[str, str]
    figures: str
    shipped: bool
    in_use: bool
    broken: bool
    may_roll_back: bool
    card: str


class ModelDesk(QObject):
    """Works on the list of models, one thing after the other.

    Parameters
    ----------
    runner
        Does the work.
    settings
        The settings file in use; the user's models lie beside it (see `locations`).
    parent
        Of this object.

    Signals
    -------
    listed
        The list, a tuple of `ModelRow`.
    began, ended
        Work is under way, in words; it is done, with a sentence, or failed, with another.
    switched
        Other models are in use.
    told
        A sentence on a chosen model that cannot be used.
    """

    listed = Signal(object)
    began = Signal(str)
    ended = Signal(str)
    switched = Signal()
    told = Signal(str)

    def __init__(self, runner: JobRunner, settings: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._settings = runner, settings

    def look_over(self) -> None:
        """Tell once of every chosen model that cannot be used."""
        self._runner.submit(Lane.INDEXING, partial(_troubles, self._settings), self._tell_troubles)

    def _tell_troubles(self, outcome: Outcome[tuple[str, ...]]) -> None:
        if isinstance(outcome, Succeeded):
            for trouble in outcome.value:
                self.told.emit(trouble)
        elif isinstance(outcome, Failed):
            self.told.emit(sentence(outcome.error))

    def refresh(self) -> None:
        """Read the list."""
        self._work("Reading the list", lambda _catalogue: "")

    def use(self, name: str) -> None:
        """Let the analysis use a model."""
        self._work(f"Loading {name}", partial(_use, name), switches=True)

    def adopt(self, source: Path) -> None:
        """Install the model of a run, or of a package's folder, unless it is, and let the analysis use it."""
        self._work(f"Verifying {source.name}", partial(_adopt, source), switches=True)

    def roll_back(self, key: tuple[str, str]) -> None:
        """Let the analysis use the model before."""
        self._work("Going back", partial(_roll_back, key), switches=True)

    def bring_in(self, source: Path) -> None:
        """Install a model from a file, or from the folder of a package or a run."""
        self._work(f"Verifying {source.name}", partial(_bring_in, source))

    def give_out(self, name: str, file: Path) -> None:
        """Write a model as one file."""
        self._work(f"Writing {file.name}", partial(_give_out, name, file))

    def remove(self, name: str) -> None:
        """Remove one of the user's own models."""
        self._work(f"Removing {name}", partial(_remove, name))

    def verify(self, name: str) -> None:
        """Verify a model from end to end."""
        self._work(f"Verifying {name}", partial(_verify, name))

    def _work(self, words: str, act: "Callable[[Catalogue], str]", *, switches: bool = False) -> None:
        """Do something with the list as it is by then, and read it anew."""
        self.began.emit(words)
        work = partial(_act, self._settings, act)
        self._runner.submit(Lane.MODELS, work, partial(self._end, switches=switches))

    def _end(self, outcome: "Outcome[_Done]", *, switches: bool) -> None:
        if isinstance(outcome, Succeeded):
            self.listed.emit(outcome.value.rows)
            self.ended.emit(outcome.value.said)
            if switches and not outcome.value.failed:
                self.switched.emit()
        elif isinstance(outcome, Failed):
            self.ended.emit(sentence(outcome.error))


@dataclass(frozen=True, slots=True)
class _Done:
    rows: tuple[ModelRow, ...]
    said: str
    failed: bool


def _act(settings: Path, act: "Callable[[Catalogue], str]", _context: JobContext) -> _Done:
    """Do something in a worker, and list the models whether it worked or not."""
    from cxrviewer.errors import CxrviewerError
    from cxrviewer.inference.catalogue import installed_catalogue

    try:
        said, failed = act(installed_catalogue(settings)), False
    except CxrviewerError as error:
        said, failed = error.sentence, True
    return _Done(_rows(installed_catalogue(settings)), said, failed)


def _rows(catalogue: "Catalogue") -> tuple[ModelRow, ...]:
    from cxrviewer.inference.catalogue import list_installed

    return tuple(_row(one, catalogue) for one in list_installed(catalogue))


def _row(one: "Installed", catalogue: "Catalogue") -> ModelRow:
    from cxrviewer.inference.choices import purpose_of
    from cxrviewer.training.packages.card_words import card_readme
    from cxrviewer.training.packages.listing import main_figure_text

    card = one.card
    if card is None:
        wrong = one.trouble.removeprefix(f"{one.folder}{os.sep}")
        flags = (one.shipped, False, True, False)
        card_text = f"# {one.name}\n\n{one.trouble}"
        return ModelRow(one.name, f"{one.name} (broken)", OTHERS, ("", ""), wrong, *flags, card_text)
    key = (card.task, card.reads)
    chosen = catalogue.choices.of(purpose_of(card)) == one.name
    return ModelRow(
        one.name,
        f"{card.name} {card.version}",
        PURPOSES.get(key, OTHERS),
        key,
        main_figure_text(card),
        one.shipped,
        one.in_use,
        broken=False,
        may_roll_back=chosen,
        card=card_readme(card),
    )


def _troubles(settings: Path, _context: JobContext) -> tuple[str, ...]:
    from cxrviewer.inference.catalogue import installed_catalogue, troubles

    return troubles(installed_catalogue(settings))


def _use(name: str, catalogue: "Catalogue") -> str:
    from cxrviewer.training.packages.choosing import use_package

    use_package(catalogue, name)
    return f"{name} is in use."


def _adopt(source: Path, catalogue: "Catalogue") -> str:
    from cxrviewer.inference.card import read_card
    from cxrviewer.inference.choices import purpose_of
    from cxrviewer.training.packages.choosing import adopt_package
    from cxrviewer.training.packages.installing import package_in

    purpose = purpose_of(read_card(package_in(source)))
    return f"{adopt_package(catalogue, source).choices.of(purpose)} is in use."


def _roll_back(key: tuple[str, str], catalogue: "Catalogue") -> str:
    from cxrviewer.inference.catalogue import pick_card
    from cxrviewer.inference.choices import Purpose
    from cxrviewer.training.packages.choosing import roll_back

    purpose = Purpose(*key)
    card = pick_card(roll_back(catalogue, purpose), purpose).value
    return "Nothing is in use." if card is None else f"{card.name}-{card.version} is in use again."


def _bring_in(source: Path, catalogue: "Catalogue") -> str:
    from cxrviewer.training.packages.archive import import_archive
    from cxrviewer.training.packages.installing import install_package

    install = install_package if source.is_dir() else import_archive
    return f"{install(source, catalogue).name} is installed; it is not in use yet."


def _give_out(name: str, file: Path, catalogue: "Catalogue") -> str:
    from cxrviewer.inference.catalogue import find_package
    from cxrviewer.training.packages.archive import export_archive

    export_archive(find_package(catalogue, name), file)
    return f"{name} is written to {file}."


def _remove(name: str, catalogue: "Catalogue") -> str:
    from cxrviewer.training.packages.choosing import remove_package

    remove_package(catalogue, name)
    return f"{name} is removed."


def _verify(name: str, catalogue: "Catalogue") -> str:
    from cxrviewer.inference.catalogue import find_package
    from cxrviewer.inference.verification import verify_package

    gap = verify_package(find_package(catalogue, name))
    return (
        f"{name} is whole and answers as its card says; ONNX Runtime and torch differ by at most {gap:.1e}."
    )
