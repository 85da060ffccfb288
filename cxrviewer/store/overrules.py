"""What readers decided against the gate: image, time, reason."""

from pathlib import Path

from cxrviewer.store.opening import connected
from cxrviewer.store.schema import transaction
from cxrviewer.study import Overrule

_CHANGE = (
    "INSERT INTO changes (at, subject, what, added, changed, removed) VALUES (?, ?, 'overrule', 1, 0, 0)"
)


class Overrules:
    """The overrules in a prepared file of readings; any thread may use it.

    Parameters
    ----------
    path
        See `prepare_readings`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, image_key: str) -> Overrule | None:
        """Return the reader's decision on an image; None of none.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        with connected(self.path, "what the reader overruled cannot be read") as connection:
            row = connection.execute(
                "SELECT at, reason FROM overrules WHERE image = ?", (image_key,)
            ).fetchone()
            return None if row is None else Overrule(*row)

    def keep(self, image_key: str, overrule: Overrule) -> None:
        """Keep a decision in place of an earlier one; it is safe on the disk when the call returns.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        with connected(self.path, "the decision is not saved") as connection, transaction(connection):
            connection.execute(
                "INSERT OR REPLACE INTO overrules (image, at, reason) VALUES (?, ?, ?)",
                (image_key, overrule.at, overrule.reason),
            )
            connection.execute(_CHANGE, (overrule.at, image_key))
