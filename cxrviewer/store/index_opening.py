"""Opening the index: what cannot be used is set aside under another name, never lost and never in the way."""

import sqlite3
from pathlib import Path

from cxrviewer.store.index_schema import INDEX
from cxrviewer.store.opening import find_fault, make_present, set_aside, store_error


def prepare_index(path: Path) -> tuple[str, ...]:
    """Make sure that there is a usable index of the present schema.

    Parameters
    ----------
    path
        The index; it and its folder need not exist.

    Returns
    -------
    tuple of str
        A sentence, if what was there had to be set aside.

    Raises
    ------
    StoreError
        If there cannot be an index at this place.
    """
    try:
        fault = find_fault(path, INDEX)
        messages = (_set_aside(path, fault.words),) if fault is not None else ()
        make_present(path, INDEX)
    except (OSError, sqlite3.Error) as error:
        raise store_error(path, f"{INDEX.what} cannot be used", error) from error
    return messages


def _set_aside(path: Path, reason: str) -> str:
    aside = set_aside(path)
    return (
        f"{path}: {INDEX.what} {reason}; it is kept as {aside.name}, and a new one is filled "
        "with what you open from now on."
    )
