"""The packages that ship and the user's own, and which of them is in use for what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CARD_FILE, Card, read_card
from cxrviewer.inference.choices import CHOICES_FILE, Choices, Purpose, purpose_of, read_choices
from cxrviewer.inference.package import ModelPackage, newest_card, package_folders, read_package
from cxrviewer.inference.roles import PURPOSES, unfit
from cxrviewer.locations import models_folder, own_models_folder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Where packages lie and what is chosen, at one moment.

    Attributes
    ----------
    shipped
        Folder of the packages that ship.
    own
        Folder of the user's own; None without.
    choices
        What the user has chosen.
    trouble
        A sentence if the choices could not be read; else empty.
    """

    shipped: Path
    own: Path | None = None
    choices: Choices = field(default_factory=Choices)
    trouble: str = ""

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where packages are looked for, the user's own first."""
        return (self.shipped,) if self.own is None else (self.own, self.shipped)


@dataclass(frozen=True, slots=True)
class Installed:
    """One package of the list.

    Attributes
    ----------
    folder
        Of the package; its name is the package's.
    shipped
        Whether it came with the program.
    in_use
        Whether the analysis uses it.
    card
        None where it is broken.
    trouble
        One sentence if it is broken; else empty.
    """

    folder: Path
    shipped: bool
    in_use: bool
    card: Card | None
    trouble: str = ""

    @property
    def name(self) -> str:
        """By which it is chosen."""
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Picked(Generic[T]):
    """What is used for a purpose.

    Attributes
    ----------
    value
        The package's card, or the model made of it; None where nothing is installed.
    passed_over
        Name of the chosen package where it cannot be used, or of the file that cannot be read.
    notice
        A sentence on that; else empty.
    """

    value: T | None
    passed_over: str = ""
    notice: str = ""


def installed_catalogue(settings: Path | None = None) -> Catalogue:
    """Return the catalogue of the user as it is now.

    Parameters
    ----------
    settings
        The settings file in use; the user's own if None (see `locations`).
    """
    own = own_models_folder(settings)
    try:
        return Catalogue(models_folder(), own, read_choices(own / CHOICES_FILE))
    except ModelError as error:
        return Catalogue(models_folder(), own, trouble=error.sentence)


def find_package(catalogue: Catalogue, name: str) -> Path:
    """Return the folder of a package by its name ("lungs-unet-1.0.0"), or by "lungs-unet" where one has it.

    Raises
    ------
    ModelError
        If none is called so, or several are.
    """
    folder = _folder_named(catalogue, name)
    if folder is not None:
        return folder
    every = [folder for root in catalogue.folders for folder in package_folders(root)]
    fitting = [folder for folder in every if folder.name.rpartition("-")[0] == name]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ModelError(name, f"there are several: {', '.join(folder.name for folder in fitting)}")
    raise ModelError(name, "no installed model is called so (see `cxrviewer models list`)")


def _folder_named(catalogue: Catalogue, name: str) -> Path | None:
    """Return the folder of the package of just this name; None if there is none."""
    if name != Path(name).name:
        return None
    places = (root / name for root in catalogue.folders)
    return next((folder for folder in places if (folder / CARD_FILE).is_file()), None)


def pick_card(catalogue: Catalogue, purpose: Purpose) -> Picked[Card]:
    """Return the card of the package for a purpose; its other files are not looked at.

    Raises
    ------
    ModelError
        If a card that ships is broken.
    """
    return _pick(catalogue, purpose, lambda _folder, card: card)


def pick_package(catalogue: Catalogue, purpose: Purpose) -> Picked[ModelPackage]:
    """Return the package for a purpose, its files checked.

    Raises
    ------
    ModelError
        If a package that ships is broken.
    """
    return _pick(catalogue, purpose, lambda folder, _card: read_package(folder))


def open_picked(
    catalogue: Catalogue, purpose: Purpose, open_package: Callable[[ModelPackage], T]
) -> Picked[T]:
    """Load the package for a purpose; where the chosen one cannot be loaded, the shipped one.

    Raises
    ------
    ModelError
        If a package that ships is broken.
    """
    return _pick(catalogue, purpose, lambda folder, _card: open_package(read_package(folder)))


def _pick(catalogue: Catalogue, purpose: Purpose, make: Callable[[Path, Card], T]) -> Picked[T]:
    """Make something of the chosen package, else of the newest that ships."""
    name, trouble = catalogue.choices.of(purpose), catalogue.trouble
    if name:
        try:
            folder = _chosen_folder(catalogue, name)
            return Picked(make(folder, _fitting_card(folder, purpose)))
        except ModelError as error:
            place = "" if error.path.name == name else f"{error.path.name} "
            trouble = f"The chosen model {name} cannot be used: {place}{error.reason}."
    passed_over = name or (CHOICES_FILE if trouble else "")
    found = newest_card(catalogue.shipped, purpose.task, purpose.reads)
    if found is None:
        return Picked(None, passed_over, trouble)
    card, folder = found
    if name:
        trouble += f" {card.name} {card.version}, which ships with the program, is used."
    return Picked(make(folder, card), passed_over, trouble)


def _chosen_folder(catalogue: Catalogue, name: str) -> Path:
    """Return the folder of a chosen package (ModelError if it is gone)."""
    folder = _folder_named(catalogue, name)
    if folder is None:
        raise ModelError(name, "it is not installed")
    return folder


def _fitting_card(folder: Path, purpose: Purpose) -> Card:
    """Return the card of a chosen package (ModelError if it cannot serve)."""
    card = read_card(folder)
    reason = unfit(card) if purpose_of(card) == purpose else f"is made for {purpose_of(card).key}"
    if reason:
        raise ModelError(folder, f"it {reason}")
    return card


def troubles(catalogue: Catalogue) -> tuple[str, ...]:
    """Return a sentence for each chosen package that cannot be used, as far as cards tell.

    Raises
    ------
    ModelError
        If a card that ships is broken.
    """
    said = [catalogue.trouble] if catalogue.trouble else []
    for key in catalogue.choices.chosen:
        task, _comma, reads = key.partition(", ")
        said.append(pick_card(catalogue, Purpose(task, reads)).notice)
    return tuple(sentence for sentence in said if sentence)


def list_installed(catalogue: Catalogue) -> tuple[Installed, ...]:
    """List every package, those that ship first, each by name; broken ones say what is wrong."""
    used = _used_folders(catalogue)
    return tuple(
        _installed(folder, shipped=root == catalogue.shipped, in_use=folder in used)
        for root in reversed(catalogue.folders)
        for folder in package_folders(root)
    )


def _used_folders(catalogue: Catalogue) -> set[Path]:
    """Return the folders of the packages in use; none where a package that ships is broken."""
    try:
        picked = [_pick(catalogue, purpose, lambda folder, _card: folder) for purpose in PURPOSES]
    except ModelError:
        return set()
    return {one.value for one in picked if one.value is not None}


def _installed(folder: Path, *, shipped: bool, in_use: bool) -> Installed:
    """Return a package as it stands in the list."""
    try:
        return Installed(folder, shipped, in_use, read_card(folder))
    except ModelError as error:
        return Installed(folder, shipped, in_use=False, card=None, trouble=error.sentence)
