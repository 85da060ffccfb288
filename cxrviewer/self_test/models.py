"""Every model package that ships loads and gives its golden output."""

from functools import partial
from pathlib import Path

from cxrviewer.inference.devices import torch_installed
from cxrviewer.inference.package import package_folders, read_package
from cxrviewer.inference.sessions import open_session
from cxrviewer.inference.verification import verify_package
from cxrviewer.locations import models_folder
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import SelfTestError


def checks(folder: Path | None = None) -> list[Check]:
    """Return a check for each package of a folder, that of the packages that ship if None."""
    root = folder or models_folder()
    found = [Check(f"model {one.name}", partial(_verify, one)) for one in package_folders(root)]
    return found or [Check("models", partial(_none, root))]


def _verify(folder: Path) -> str:
    """Compare the golden output, in torch too where it is installed."""
    if not torch_installed():
        session = open_session(read_package(folder), "cpu", 1)
        return f"the golden output in {session.runtime}"
    return f"the golden output; ONNX Runtime and torch differ by at most {verify_package(folder):.1e}"


def _none(root: Path) -> str:
    raise SelfTestError(f"{root}: holds no model package")
