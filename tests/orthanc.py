"""A real Orthanc on loopback; tests that need one skip where it is not installed."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

_DICOMWEB = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
_LIMIT_S = 120.0


class Orthanc:
    """A real Orthanc with a folder and ports of its own."""

    def __init__(self, folder: Path, to: int = 0, *, dicomweb: bool = False) -> None:
        if dicomweb and not _DICOMWEB.exists():
            pytest.skip("no DICOMweb for Orthanc (apt: orthanc-dicomweb)")
        if (program := shutil.which("Orthanc")) is None:
            pytest.skip("no Orthanc (apt: orthanc)")
        folder.mkdir()
        self.http, self.dicom = free_port(), free_port()
        plugins = [str(_DICOMWEB)] if dicomweb else []
        settings = {
            "Name": "test", "StorageDirectory": str(folder), "IndexDirectory": str(folder),
            "Plugins": plugins,
            "HttpPort": self.http, "DicomPort": self.dicom, "DicomAet": "ORTHANC",
            "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "DicomAlwaysAllowStore": True,
            "DicomModalities": {"viewer": ["CXRVIEWER", "127.0.0.1", to]},
        }  # fmt: skip
        (folder / "orthanc.json").write_text(json.dumps(settings))
        self.process = subprocess.Popen(
            [program, str(folder / "orthanc.json")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def ask(self, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", data=body)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def is_there(self) -> bool:
        try:
            return bool(self.ask("/system"))
        except OSError:
            return False

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + _LIMIT_S
        while not self.is_there():
            assert self.process.poll() is None, "Orthanc has ended"
            assert time.monotonic() < deadline, "Orthanc does not answer"
            time.sleep(0.2)

    def reports(self) -> list[str]:
        return [one for one in json.loads(self.ask("/instances")) if self.tag(one, "Modality") == "SR"]

    def tag(self, instance: str, name: str) -> str:
        return str(json.loads(self.ask(f"/instances/{instance}/simplified-tags"))[name])

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
