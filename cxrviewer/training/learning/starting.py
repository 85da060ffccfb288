"""Training that starts from the weights of an installed model instead of fresh ones."""

from pathlib import Path

from safetensors.torch import load_file
from torch import nn

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import package_folders, read_package

HEAD = "head."


def start_from(network: nn.Module, name: str, folder: Path) -> int:
    """Take over the weights of a model; its head only where there are as many classes.

    Parameters
    ----------
    network
        With fresh weights; changed in place.
    name
        Of the package, without its version; the newest counts.
    folder
        Holds the packages.

    Returns
    -------
    How many tensors were taken over.

    Raises
    ------
    ModelError
        If there is no such package, or a weight does not fit.
    """
    packages = [read_package(one) for one in package_folders(folder) if one.name.rpartition("-")[0] == name]
    if not packages:
        raise ModelError(folder, f"holds no model package {name!r} to start from")
    newest = max(packages, key=lambda one: tuple(int(part) for part in one.card.version.split(".")))
    own = network.state_dict()
    weights = {
        key: value
        for key, value in load_file(newest.weights).items()
        if not key.startswith(HEAD) or own[key].shape == value.shape
    }
    try:
        missing, unexpected = network.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise ModelError(newest.weights, "does not fit the network that shall start from it") from error
    if unexpected or any(not key.startswith(HEAD) for key in missing):
        raise ModelError(newest.weights, "does not fit the network that shall start from it")
    return len(weights)
