"""Where results are sent to, and how that may fail."""

from typing import Protocol

from pydicom.dataset import FileDataset

from cxrviewer.errors import CxrviewerError


class UnreachableError(CxrviewerError):
    """An object could not be sent now; it may be possible later."""


class RejectedError(CxrviewerError):
    """The other side does not want an object; sending it again is of no use."""


class Remote(Protocol):
    """A receiver of DICOM objects."""

    @property
    def name(self) -> str:
        """What it is called in the table of deliveries and in sentences."""
        ...

    def send(self, content: bytes, dataset: FileDataset) -> None:
        """Send one object; when this returns, the other side has it.

        Parameters
        ----------
        content
            The file.
        dataset
            The same, read.

        Raises
        ------
        UnreachableError, RejectedError
            If it does not take it.
        """
        ...
