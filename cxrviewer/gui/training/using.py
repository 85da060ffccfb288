"""Puts a model into the list of models and lets the analysis use it, or the one before."""

from pathlib import Path

from cxrviewer.inference.card import CARD_FILE, WEIGHTS_FILE, Card, read_card
from cxrviewer.inference.catalogue import installed_catalogue, pick_card
from cxrviewer.inference.choices import purpose_of
from cxrviewer.jobs import JobContext
from cxrviewer.training.packages.choosing import roll_back, use_package
from cxrviewer.training.packages.installing import install_package


def use_model(package: Path, settings: Path, context: JobContext) -> str:
    """Install a package, unless it is there already, and let the analysis use it.

    Parameters
    ----------
    package
        As the training left it.
    settings
        The settings file in use.
    context
        May cancel before anything is done.

    Returns
    -------
    A sentence on what is in use now.

    Raises
    ------
    ModelError
        If the package is broken or the analysis cannot use it.
    """
    context.checkpoint()
    catalogue = installed_catalogue(settings)
    same = [folder for folder in _own(catalogue.own) if _weights(folder) == _weights(package)]
    folder = same[0] if same else install_package(package, catalogue)
    use_package(installed_catalogue(settings), folder.name)
    return f"{folder.name} reads the films from now on."


def use_model_before(card: Card, settings: Path, context: JobContext) -> str:
    """Let the analysis use the model that it used before, for what the card's model is made for.

    Raises
    ------
    ModelError
        If none was chosen.
    """
    context.checkpoint()
    purpose = purpose_of(card)
    after = roll_back(installed_catalogue(settings), purpose)
    now = pick_card(after, purpose).value
    return (
        f"{now.name} {now.version} reads the films again." if now is not None else "No model reads the films."
    )


def _own(folder: Path | None) -> list[Path]:
    return sorted(file.parent for file in folder.glob(f"*/{CARD_FILE}")) if folder is not None else []


def _weights(folder: Path) -> str:
    """Return the hash of a package's weights, as its card says."""
    return read_card(folder).files[WEIGHTS_FILE]
