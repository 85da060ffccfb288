"""What becomes of a film that a model is measured on."""

from enum import StrEnum


class Status(StrEnum):
    """What becomes of a film."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    """The checks of the program refuse it, so that users get no answer; what the model says is kept if it can
    be had at all."""
    FAILED = "failed"
