"""Make `import torchvision` work beside a torch without CUDA; import this module first.

torchvision's Linux wheel is linked against CUDA. Beside a CPU build of torch its C++ library does not load,
and a bundle leaves it out. Then the schemas of its operators stay undeclared, and `import torchvision` fails
with "operator torchvision::nms does not exist" while it registers shape rules for `nms` and `qnms`. Declaring
these two schemas first is enough for `torchvision.models` and `torchvision.transforms.v2`, which call
neither. With matching wheels nothing is done.
"""

import importlib.util
from pathlib import Path

import torch

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def _compiled_library() -> Path | None:
    """Return the file of torchvision's C++ operators; None where there is none."""
    spec = importlib.util.find_spec("torchvision")
    folders = (spec.submodule_search_locations if spec else None) or []
    found = (
        file for folder in folders for file in Path(folder).glob("_C*") if file.suffix in {".so", ".pyd"}
    )
    return next(found, None)


def _loads(library: Path) -> bool:
    """Whether the library loads beside this torch."""
    try:
        torch.ops.load_library(str(library))
    except OSError:
        return False
    return True


def declare_missing_operators() -> "torch.library.Library | None":
    """Declare the schemas of `nms` and `qnms` if torchvision's own library is absent or cannot.

    Returns
    -------
    torch.library.Library or None
        The declaration, which holds only as long as it is referenced; None where none was needed.
    """
    library = _compiled_library()
    if library is not None and _loads(library):
        return None
    fragment = torch.library.Library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS:
        fragment.define(schema)
    return fragment


DECLARED = declare_missing_operators()
