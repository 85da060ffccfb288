"""What a picture is read as: a chest radiograph or an axial CT slice."""

from enum import StrEnum


class ReadAs(StrEnum):
    """What the user wants a picture read as."""

    AUTO = "auto"
    CXR = "cxr"
    CT = "ct"
