"""How many viewports stand side by side."""

from enum import Enum


class Layout(Enum):
    """Rows and columns of viewports."""

    ONE = 1, 1
    TWO = 1, 2
    FOUR = 2, 2

    @property
    def rows(self) -> int:
        """Viewports above each other."""
        return self.value[0]

    @property
    def columns(self) -> int:
        """Viewports beside each other."""
        return self.value[1]

    @property
    def cells(self) -> int:
        """How many viewports there are."""
        return self.rows * self.columns


MOST_CELLS = max(layout.cells for layout in Layout)
