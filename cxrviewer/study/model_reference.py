"""Which model a result comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelReference:
    """The model that a result comes from.

    Attributes
    ----------
    name, version
        Of the package.
    sha256
        Of its weights.
    runtime
        What computed the result, e.g. "ONNX Runtime 1.31 (CPU)".
    """

    name: str
    version: str
    sha256: str
    runtime: str
