"""Opening the file of readings: only a damaged one gives way to a new one, and it is kept."""

import sqlite3
from pathlib import Path

from cxrviewer.errors import StoreError
from cxrviewer.store.opening import FaultKind, find_fault, make_present, set_aside, store_error
from cxrviewer.store.readings_schema import READINGS
from cxrviewer.store.salvaging import salvage


def prepare_readings(path: Path) -> tuple[str, ...]:
    """Make sure that there is a usable file of readings of the present schema.

    A damaged one is kept under another name; what can still be read of it goes into the new one.

    Parameters
    ----------
    path
        The file; it and its folder need not exist.

    Returns
    -------
    tuple of str
        A sentence, if what was there is damaged.

    Raises
    ------
    StoreError
        If it was written by a newer version or by another program (it stays as it is), or there cannot be a
        file at this place.
    """
    try:
        fault = find_fault(path, READINGS)
        if fault is not None and fault.kind is not FaultKind.DAMAGED:
            raise StoreError(path, f"{READINGS.what} {fault.words}; what you draw and say is not saved")
        aside = set_aside(path) if fault is not None else None
        make_present(path, READINGS)
        return (_salvaged(aside, path),) if aside is not None else ()
    except (OSError, sqlite3.Error) as error:
        what = f"{READINGS.what} cannot be used, and what you draw and say is not saved"
        raise store_error(path, what, error) from error


def _salvaged(aside: Path, path: Path) -> str:
    count = salvage(aside, path)
    return (
        f"{path}: {READINGS.what} is damaged; it is kept as {aside.name}, and what could still be read of it "
        f"(annotations: {count}) is taken over."
    )
