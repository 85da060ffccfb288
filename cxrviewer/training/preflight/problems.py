"""What a check has to say: a sentence, how grave it is, and the films that it is about."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Level(StrEnum):
    """How grave a problem is."""

    BLOCKS = "blocks"
    WARNING = "warning"
    NOTE = "note"


class Problem(BaseModel):
    """One finding.

    Attributes
    ----------
    level
        `BLOCKS` where nothing should be trained before it is put right.
    check
        Which check found it, e.g. "duplicates".
    sentence
        For the reader, whole.
    files
        The films that it is about, as the data set names them; may be empty.
    """

    model_config = ConfigDict(frozen=True)

    level: Level
    check: str
    sentence: str
    files: tuple[str, ...] = ()
