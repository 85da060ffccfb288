"""Statuses of C-STORE (PS3.4 B.2.3, PS3.7 9.1.1.1.9 and annex C), and objects that are answered with one."""

from cxrviewer.errors import CxrviewerError

SUCCESS = 0x0000
PROCESSING_FAILURE = 0x0110
OUT_OF_RESOURCES = 0xA700
DOES_NOT_MATCH = 0xA900
CANNOT_UNDERSTAND = 0xC000


class RefusalError(CxrviewerError):
    """An object that is not taken.

    Parameters
    ----------
    status
        What its sender is answered.
    reason
        Why, in words that quote nothing of its header.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
