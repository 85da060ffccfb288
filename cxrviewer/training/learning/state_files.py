"""Names of the files that hold the state of a training, for whoever need not read them."""

from typing import Final

LAST: Final = "last.pt"
BEST: Final = "best.pt"
