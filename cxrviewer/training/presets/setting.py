"""What a value of a preset may be: its kind, limits or choices, unit, and a sentence for whoever sets it."""

from dataclasses import dataclass
from enum import StrEnum

ALL_TASKS = ("classify", "segment", "gate", "patches")
CLASSIFY = ("classify",)
CLASSES = ("classify", "patches")


class Kind(StrEnum):
    """How a value is written, and what a form shows for it."""

    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "choices in order"
    WHOLES = "whole numbers"
    TEXT = "text"
    NAMES = "names"
    STAGES = "names by stage"
    OPTIONS = "options"
    MAPPING = "names for names"


class Group(StrEnum):
    """Where a form shows a value, in this order."""

    NETWORK = "Network and start"
    PICTURE = "Picture"
    COURSE = "Course"
    OPTIMIZER = "Optimiser and loss"
    AUGMENTATION = "Augmentation"
    LUNGS = "Lungs"
    PATCHES = "Patches"
    DATA = "Data"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value of a preset that can be changed.

    Attributes
    ----------
    key
        Name of the field of `Preset`; after a full stop that of a field of the record in it.
    kind, group
        How it is written; where it is shown.
    says
        One sentence.
    low, high
        Limits of a number, or of each of several; both are allowed.
    choices
        What may be chosen; of `Kind.TEXT` what is proposed.
    unit
        Of numbers; empty for plain ones.
    tasks
        The tasks that it has a meaning for.
    """

    key: str
    kind: Kind
    group: Group
    says: str
    low: float = float("-inf")
    high: float = float("inf")
    choices: tuple[str, ...] = ()
    unit: str = ""
    tasks: tuple[str, ...] = ALL_TASKS
