"""Model packages on disk: read, checked against their hashes, listed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CARD_FILE, FRONTAL_FILMS, ONNX_FILE, WEIGHTS_FILE, Card, read_card


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """A folder with a checked card and files that have the card's hashes.

    Attributes
    ----------
    folder
        Of the package.
    card
        What `card.json` says.
    """

    folder: Path
    card: Card

    @property
    def weights(self) -> Path:
        """The weights for torch."""
        return self.folder / WEIGHTS_FILE

    @property
    def onnx(self) -> Path:
        """The export for ONNX Runtime."""
        return self.folder / ONNX_FILE


def file_sha256(file: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read_package(folder: Path) -> ModelPackage:
    """Read a package and check every file against the card.

    Raises
    ------
    ModelError
        If the card breaks the schema, or a file is missing or not the one that the card describes.
    """
    card = read_card(folder)
    for name, expected in card.files.items():
        file = folder / name
        try:
            actual = file_sha256(file)
        except OSError as error:
            raise ModelError(file, f"cannot be read ({error.strerror})") from error
        if actual != expected:
            raise ModelError(file, "is not the file that the model card describes (its SHA-256 differs)")
    return ModelPackage(folder, card)


def package_folders(root: Path) -> list[Path]:
    """Return the folders below `root` that hold a card, by name."""
    return sorted(file.parent for file in root.glob(f"*/{CARD_FILE}"))


def _version(card: Card) -> tuple[int, ...]:
    """Return the version as numbers that sort."""
    return tuple(int(part) for part in card.version.split("."))


def newest_card(root: Path, task: str, reads: str = FRONTAL_FILMS) -> tuple[Card, Path] | None:
    """Return card and folder of the newest package for a task; its other files are not looked at.

    Parameters
    ----------
    root
        Holds the packages.
    task
        "classify" or "segment".
    reads
        What the model must be made for, by its card.

    Raises
    ------
    ModelError
        If a card is broken.
    """
    cards = [(read_card(folder), folder) for folder in package_folders(root)]
    fitting = [(card, folder) for card, folder in cards if card.task == task and card.reads == reads]
    return max(fitting, key=lambda one: (_version(one[0]), one[1]), default=None)


def newest_package(root: Path, task: str, reads: str = FRONTAL_FILMS) -> ModelPackage | None:
    """Return the newest package below `root` for a task; None if there is none.

    Parameters
    ----------
    root, task, reads
        As of `newest_card`.

    Raises
    ------
    ModelError
        If a card is broken or the newest package's files are not the card's.
    """
    newest = newest_card(root, task, reads)
    return read_package(newest[1]) if newest is not None else None
