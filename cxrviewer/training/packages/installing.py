"""Packages that come to the user's own: checked in a folder apart, then there at once and whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CARD_FILE, README_FILE, Card, read_card
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.package import package_folders, read_package
from cxrviewer.inference.verification import verify_package
from cxrviewer.training.packages.card_words import write_card

INCOMING: Final = ".incoming"  # two levels above a card: never taken for a package


@contextmanager
def staging(catalogue: Catalogue) -> Iterator[Path]:
    """Give an empty folder beside the user's packages; what was not settled goes at the end.

    Raises
    ------
    ModelError
        If there is no place for packages of the user.
    """
    if catalogue.own is None:
        raise ModelError(catalogue.shipped, "takes no models of the user's own")
    incoming = catalogue.own / INCOMING
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=incoming))
        folder.chmod(0o755)  # it becomes the package's folder
    except OSError as error:
        raise ModelError(catalogue.own, f"cannot be written to ({error.strerror or error})") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(staged: Path, catalogue: Catalogue) -> Path:
    """Verify a staged package and give it its place; its version counts up where the name is taken.

    Parameters
    ----------
    staged
        What `staging` gave, filled.
    catalogue
        Where it goes to.

    Returns
    -------
    The package's folder.

    Raises
    ------
    ModelError
        If it is broken, or installed already.
    """
    card = read_package(staged).card
    verify_package(staged)
    twin = installed_twin(card, catalogue)
    if twin is not None:
        raise ModelError(twin.name, "is installed already")
    free = free_version(card, tuple(_cards(catalogue).values()))
    if free != card.version:
        write_card(card.model_copy(update={"version": free}), staged)
    place = staged.parent.parent / f"{card.name}-{free}"
    try:
        staged.replace(place)
    except OSError as error:
        raise ModelError(place, f"cannot be written ({error.strerror or error})") from error
    return place


def install_package(source: Path, catalogue: Catalogue) -> Path:
    """Copy a package, or the one that a run left, to the user's own.

    Parameters
    ----------
    source
        Folder of a package or of a run.
    catalogue
        Where it goes to.

    Returns
    -------
    The package's folder.

    Raises
    ------
    ModelError
        If there is no package, or as in `settle`.
    """
    package = read_package(package_in(source))
    with staging(catalogue) as folder:
        for name in (CARD_FILE, README_FILE, *package.card.files):
            if (package.folder / name).is_file():
                shutil.copyfile(package.folder / name, folder / name)
        return settle(folder, catalogue)


def installed_twin(card: Card, catalogue: Catalogue) -> Path | None:
    """Return the folder of the installed package that differs from this one by its version at most."""
    for folder, other in _cards(catalogue).items():
        if card.model_copy(update={"version": other.version}) == other:
            return folder
    return None


def package_in(folder: Path) -> Path:
    """Return the package's folder: the folder itself, or the newest in `package/` of a run.

    Raises
    ------
    ModelError
        If there is none.
    """
    if (folder / CARD_FILE).is_file():
        return folder
    made = package_folders(folder / "package")
    if not made:
        raise ModelError(folder, "holds no model package")
    return max(made, key=lambda one: _number(read_card(one).version))


def free_version(card: Card, installed: tuple[Card, ...]) -> str:
    """Return the card's version if no installed package of its name has it, else the next after them all."""
    versions = [other.version for other in installed if other.name == card.name]
    if card.version not in versions:
        return card.version
    major, minor, _patch = max(map(_number, versions))
    return f"{major}.{minor + 1}.0"


def _number(version: str) -> tuple[int, int, int]:
    """Return a version as numbers that sort."""
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def _cards(catalogue: Catalogue) -> dict[Path, Card]:
    """Return the cards of all installed packages that can be read."""
    cards = {}
    for root in catalogue.folders:
        for folder in package_folders(root):
            try:
                cards[folder] = read_card(folder)
            except ModelError:
                continue  # broken ones are shown as such in the list, and cannot be compared with
    return cards
