"""Data sets that are folders: of classes, or of images and masks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.data_set.manifest import SIDES

FILM_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".dicom"})
_IMAGE_FOLDERS = ("images", "image", "cxr_png")
_MASK_FOLDERS = ("masks", "mask", "manualmask")
_MASK_ENDINGS = ("", "_mask", "-mask")


def films_in(folder: Path) -> list[Path]:
    """Return the films below a folder in a stable order; those in folders of masks are no films."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in FILM_SUFFIXES
        and not any(part.lower() in _MASK_FOLDERS for part in file.relative_to(folder).parts[:-1])
    )


def _subfolders(folder: Path) -> list[Path]:
    """Return the folders in a folder, by name."""
    return sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _named(folder: Path, names: Sequence[str]) -> Path | None:
    """Return the subfolder that has one of the names, in small or capital letters."""
    return next((entry for entry in _subfolders(folder) if entry.name.lower() in names), None)


def records_of_classes(folder: Path) -> list[FilmRecord]:
    """Take each subfolder's name as the label of the films in it (paper B, row B8).

    A folder between a class and its films is a patient, unless it is called `images`; films that lie in the
    class's own folder are their own group. Folders `train`, `val` and `test` that hold the classes are the
    sides of a split.
    """
    subfolders = _subfolders(folder)
    if subfolders and all(sub.name.lower() in SIDES for sub in subfolders):
        sides = [(SIDES[sub.name.lower()], sub) for sub in subfolders]
    else:
        sides = [("", folder)]
    return [
        _film_of_class(file, label, folder, side)
        for side, root in sides
        for label in _subfolders(root)
        for file in films_in(label)
    ]


def _film_of_class(file: Path, label: Path, folder: Path, side: str) -> FilmRecord:
    """Return the record of a film below its class's folder."""
    between = file.relative_to(label).parts[:-1]
    patient = next((part for part in between if part.lower() not in _IMAGE_FOLDERS), "")
    return FilmRecord(
        file,
        label.name,
        patient or file.relative_to(folder).as_posix(),
        "",
        None,
        side=side,
        group_origin=GroupOrigin.FOLDER if patient else GroupOrigin.FILE,
    )


def image_and_mask_folders(folder: Path) -> tuple[Path, Path] | None:
    """Return the folders of images and of masks where there are both."""
    images, masks = _named(folder, _IMAGE_FOLDERS), _named(folder, _MASK_FOLDERS)
    return None if images is None or masks is None else (images, masks)


def records_of_masks(images: Path, masks: Path) -> list[FilmRecord]:
    """Pair films with their masks: `NAME.*` with `NAME.png`, or with `NAME_mask.png`.

    Masks lie in the folder of masks, or one for each lung in two folders in it whose names begin with `left`
    and `right` (as the National Library of Medicine hands out those of Montgomery; paper A, row A2).
    """
    lungs = [
        sub for side in ("right", "left") for sub in _subfolders(masks) if sub.name.lower().startswith(side)
    ]
    files = [_by_stem(films_in(folder)) for folder in (lungs if len(lungs) == 2 else [masks])]
    records = []
    for film in films_in(images):
        found = [_mask_of(film.stem, by_stem) for by_stem in files]
        whole = None not in found
        records.append(
            FilmRecord(
                film,
                "",
                film.stem,
                "",
                found[0] if whole else None,
                found[-1] if whole and found[1:] else None,
            )
        )
    return records


def _by_stem(files: Iterable[Path]) -> dict[str, Path]:
    """Return files by their names without suffix, in small letters."""
    return {file.stem.lower(): file for file in files}


def _mask_of(stem: str, masks: dict[str, Path]) -> Path | None:
    """Return the mask that belongs to a film."""
    return next((masks[name] for end in _MASK_ENDINGS if (name := stem.lower() + end) in masks), None)
