"""Errors that a reader of films may see: each message is one sentence that names the file and the reason."""

from pathlib import Path


class CxrviewerError(Exception):
    """Base of every error that is shown to the user as it stands."""

    @property
    def sentence(self) -> str:
        """The message with a full stop."""
        return f"{str(self).rstrip('.')}."


class FileError(CxrviewerError):
    """A file that cannot be used.

    Parameters
    ----------
    path
        The file, as the user named it.
    reason
        Why it cannot be used, without the file's name and without a full stop.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason


class ReadError(FileError):
    """A film that cannot be opened."""


class UnsuitableError(ReadError):
    """A film that is read, but that no model was made for."""


class StoreError(FileError):
    """An index of studies or a file of readings that cannot be used."""


class ModelError(FileError):
    """A model package that cannot be used."""


class DataError(CxrviewerError):
    """A data set that cannot be trained or evaluated on."""


_OF_TRAINING = {"torch", "torchvision", "onnx", "onnxscript", "pyqtgraph"}


class WithoutTrainingError(CxrviewerError):
    """Something that the viewer without training cannot do."""

    def __init__(self) -> None:
        super().__init__(
            "this is the viewer without training; that needs the whole program (docs/install.md)"
        )


def without_training(error: Exception) -> WithoutTrainingError | None:
    """Return what is told where a library is missing that the viewer does without; None of other errors."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in _OF_TRAINING:
        return WithoutTrainingError()
    return None
