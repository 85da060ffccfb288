"""A package as one file (`.cxrmodel`): a ZIP of the package's own files and their SHA-256, nothing else.

What comes from elsewhere is believed in nothing: only names that a package has are taken, only plain files,
no more bytes than announced, and the package must answer as its card says before it has a place in the list.
"""

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CARD_FILE, FEATURES_FILE, ONNX_FILE, README_FILE, WEIGHTS_FILE, read_card
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.package import file_sha256, read_package
from cxrviewer.training.packages.installing import settle, staging
from cxrviewer.training.packages.onnx_file import check_self_contained

SUFFIX: Final = ".cxrmodel"
SUMS_FILE: Final = "SHA256SUMS"
_GIB = 1 << 30
LIMITS: Final[Mapping[str, int]] = {
    CARD_FILE: 1 << 22,
    README_FILE: 1 << 20,
    SUMS_FILE: 1 << 14,
    WEIGHTS_FILE: 2 * _GIB,
    ONNX_FILE: 2 * _GIB,
    FEATURES_FILE: 1 << 28,
}
"""The only names that an archive may hold, and the most bytes of each."""
_HIGHEST_RATIO, _ALWAYS = 100, 1 << 16  # compressed better than this, what is larger is no model
_DATE = (1980, 1, 1, 0, 0, 0)  # the same package makes the same file
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_CHUNK = 1 << 20


def export_archive(package: Path, file: Path) -> None:
    """Write a package as one file, whole or not at all.

    Raises
    ------
    ModelError
        If the package is broken or the file cannot be written.
    """
    read = read_package(package)
    names = [CARD_FILE, *([README_FILE] if (package / README_FILE).is_file() else []), *read.card.files]
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
                _write(archive, package, names)
            temporary.chmod(0o644)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(file, f"cannot be written ({error.strerror or error})") from error


def _write(archive: zipfile.ZipFile, package: Path, names: Sequence[str]) -> None:
    """Write the files and their sums, not compressed: weights do not shrink."""
    sums = "".join(f"{file_sha256(package / name)}  {name}\n" for name in names)
    archive.writestr(zipfile.ZipInfo(SUMS_FILE, _DATE), sums)
    for name in names:
        with (package / name).open("rb") as source, archive.open(zipfile.ZipInfo(name, _DATE), "w") as entry:
            shutil.copyfileobj(source, entry, _CHUNK)


def import_archive(file: Path, catalogue: Catalogue) -> Path:
    """Install a package from one file; nothing is left of one that is refused.

    Parameters
    ----------
    file
        As `export_archive` writes it.
    catalogue
        Where it goes to.

    Returns
    -------
    The package's folder.

    Raises
    ------
    ModelError
        If the file is no such archive, holds anything but a package, or the package is broken or there
        already.
    """
    with staging(catalogue) as folder:
        _unpack(file, folder)
        try:
            _check_sums(folder)
            check_self_contained(folder / ONNX_FILE)
            return settle(folder, catalogue)
        except ModelError as error:
            if folder not in {error.path, *error.path.parents}:
                raise
            inside = "" if error.path == folder else f"its {error.path.name} "
            raise ModelError(file, f"{inside}{error.reason}") from error


def _unpack(file: Path, folder: Path) -> None:
    """Unpack an archive that holds what a package has, and nothing else."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries, file)
            _check_room(sum(entry.file_size for entry in entries), folder, file)
            for entry in entries:
                with archive.open(entry) as stream, (folder / entry.filename).open("wb") as target:
                    shutil.copyfileobj(stream, target, _CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ModelError(file, "is damaged, or no model package") from error
    except OSError as error:
        raise ModelError(file, f"cannot be read or unpacked ({error.strerror or error})") from error


def _check_entries(entries: Sequence[zipfile.ZipInfo], file: Path) -> None:
    """Refuse an archive with other names than a package has, with links, or that grows beyond measure."""
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise ModelError(file, "holds a file twice")
    strange = [name for name in names if name not in LIMITS]
    if strange:
        raise ModelError(file, f"holds {strange[0]!r}, which is no part of a model package")
    missing = [name for name in (CARD_FILE, SUMS_FILE, WEIGHTS_FILE, ONNX_FILE) if name not in names]
    if missing:
        raise ModelError(file, f"is no model package: {missing[0]} is missing")
    for entry in entries:
        reason = _reason_against(entry)
        if reason:
            raise ModelError(file, f"holds {entry.filename} {reason}")


def _reason_against(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not unpacked, to follow its name; empty if it is."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return "as a link or device"
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        return "encrypted or compressed in a way that is not read here"
    if entry.file_size > LIMITS[entry.filename]:
        return f"of {entry.file_size:,} bytes, more than any model has"
    if entry.file_size > _ALWAYS and entry.file_size > _HIGHEST_RATIO * entry.compress_size:
        return "compressed as no model is"
    return ""


def _check_room(size: int, folder: Path, file: Path) -> None:
    """Refuse what does not fit on the disk."""
    free = shutil.disk_usage(folder).free
    if size > free:
        raise ModelError(file, f"needs {size / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free")


def _check_sums(folder: Path) -> None:
    """Compare every file with its sum (ModelError names the first that differs)."""
    lines = (folder / SUMS_FILE).read_text(encoding="ascii", errors="replace").splitlines()
    sums = {name: value for value, _space, name in (line.partition("  ") for line in lines)}
    (folder / SUMS_FILE).unlink()
    found = {one.name for one in folder.iterdir()}
    if found != sums.keys() or found != {CARD_FILE, README_FILE} & found | read_card(folder).files.keys():
        raise ModelError(folder, "holds other files than its list and its card name")
    for name, expected in sums.items():
        if file_sha256(folder / name) != expected:
            raise ModelError(folder / name, "is not the file that was packed (its SHA-256 differs)")
