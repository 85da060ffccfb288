"""What a user does with the list of models: use one, go back, remove one; for window and command line."""

from dataclasses import replace
from pathlib import Path

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.card import read_card
from cxrviewer.inference.catalogue import Catalogue, find_package, list_installed
from cxrviewer.inference.choices import CHOICES_FILE, Choices, Purpose, purpose_of, write_choices
from cxrviewer.inference.package import read_package
from cxrviewer.inference.roles import PURPOSES, unfit
from cxrviewer.inference.sessions import open_session
from cxrviewer.training.packages.installing import install_package, installed_twin, package_in, staging


def use_package(catalogue: Catalogue, name: str) -> Catalogue:
    """Let the analysis use a package for what it is made for, once it has been loaded and answers rightly.

    Parameters
    ----------
    catalogue
        As it is.
    name
        As in `find_package`.

    Returns
    -------
    The catalogue with the choice, which is on the disk.

    Raises
    ------
    ModelError
        If there is no such package, it is broken, or the analysis cannot use it.
    """
    package = read_package(find_package(catalogue, name))
    reason = unfit(package.card)
    if reason:
        raise ModelError(package.folder.name, reason)
    open_session(package, "cpu")
    return _chosen(catalogue, catalogue.choices.using(purpose_of(package.card), package.folder.name))


def adopt_package(catalogue: Catalogue, source: Path) -> Catalogue:
    """Install the package of a folder, unless it is installed, and let the analysis use it.

    Parameters
    ----------
    catalogue
        As it is.
    source
        Folder of a package or of a run.

    Returns
    -------
    As of `use_package`.

    Raises
    ------
    ModelError
        As of `install_package` and `use_package`.
    """
    twin = installed_twin(read_card(package_in(source)), catalogue)
    folder = twin if twin is not None else install_package(source, catalogue)
    return use_package(catalogue, folder.name)


def roll_back(catalogue: Catalogue, purpose: Purpose) -> Catalogue:
    """Let the analysis use the package that it used before; before the first choice, the newest that ships.

    Raises
    ------
    ModelError
        If nothing was chosen.
    """
    if not catalogue.choices.of(purpose):
        raise ModelError(purpose.key, "the model that ships is in use, and none was chosen before")
    return _chosen(catalogue, catalogue.choices.rolled_back(purpose))


def remove_package(catalogue: Catalogue, name: str) -> Catalogue:
    """Remove a package of the user's own.

    Raises
    ------
    ModelError
        If there is none of that name, it ships with the program, or it is in use.
    """
    folder = find_package(catalogue, name)
    if folder.parent != catalogue.own:
        raise ModelError(folder.name, "ships with the program and stays")
    (row,) = (one for one in list_installed(catalogue) if one.folder == folder)
    if row.in_use:
        raise ModelError(folder.name, "is in use: use another one first, or roll back")
    with staging(catalogue) as rubbish:
        try:
            folder.replace(rubbish / folder.name)  # gone at once, and whole
        except OSError as error:
            raise ModelError(folder, f"cannot be removed ({error.strerror or error})") from error
    return _chosen(catalogue, catalogue.choices.without(folder.name))


def purpose_named(catalogue: Catalogue, task: str, reads: str) -> Purpose:
    """Return the purpose of a task; without one, the only one for which something was chosen.

    Raises
    ------
    CxrviewerError
        If there is no such purpose, or there are several to choose from.
    """
    fitting = [one for one in PURPOSES if one.task == task and one.reads == reads]
    if not task:
        fitting = [one for one in PURPOSES if catalogue.choices.of(one)]
    if len(fitting) == 1:
        return fitting[0]
    if task:
        raise CxrviewerError(f"the analysis has no model for {Purpose(task, reads).key}")
    if not fitting:
        raise CxrviewerError("no model was chosen: those that ship are in use")
    raise CxrviewerError(f"models were chosen for {'; '.join(one.key for one in fitting)}: name the task")


def _chosen(catalogue: Catalogue, choices: Choices) -> Catalogue:
    """Write the choices, if they are others."""
    if catalogue.own is None:
        raise ModelError(catalogue.shipped, "takes no choice of models")
    if catalogue.trouble:
        raise CxrviewerError(catalogue.trouble.rstrip("."))
    if choices != catalogue.choices:
        write_choices(choices, catalogue.own / CHOICES_FILE)
    return replace(catalogue, choices=choices)
