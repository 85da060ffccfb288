"""Opens each of many files, by the reader and by `cxrviewer render`, in a process of its own.

`python -m hostile.opening PATHS.json ANSWERS.jsonl`
"""

import contextlib
import hashlib
import io
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from cxrviewer.cli.app import Windows, run_command_line
from cxrviewer.errors import ReadError
from cxrviewer.readers import read_header, read_image


def no_window(*_arguments: object) -> int:
    return 2


def read(path: Path) -> dict[str, Any]:
    """What the reader makes of a file."""
    try:
        image = read_image(path)
    except ReadError as error:
        return {"refusal": str(error), "reason": error.reason}
    texts = [getattr(image.text, name) for name in image.text.__dataclass_fields__]
    return {
        "sha256": hashlib.sha256(image.pixels.tobytes()).hexdigest(),
        "notices": image.notices,
        "texts": [text for text in texts if isinstance(text, str)],
    }


def render(path: Path, output: Path) -> dict[str, Any]:
    """What `cxrviewer render` makes of it."""
    output.unlink(missing_ok=True)
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = run_command_line(
            ["render", "--output", str(output), "--", str(path)], Windows(no_window, no_window)
        )
    return {"status": status, "said": said.getvalue(), "written": output.is_file()}


def header(path: Path) -> str:
    """What the list makes of it."""
    try:
        return read_header(path).description
    except ReadError as error:
        return str(error)


def main() -> None:
    paths = [Path(os.fsdecode(bytes.fromhex(name))) for name in json.loads(Path(sys.argv[1]).read_text())]
    answers = Path(sys.argv[2])
    output = answers.with_suffix(".png")
    steps = {"header": header, "read": read, "render": lambda path: render(path, output)}
    with answers.open("w") as stream:
        for path in paths:
            answer: dict[str, Any] = {"seconds": {}}
            for name, step in steps.items():
                start = time.monotonic()
                answer[name] = step(path)
                answer["seconds"][name] = round(time.monotonic() - start, 2)
            peaks = [
                resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            ]
            answer["peak_mib"] = max(peaks) // 1024
            stream.write(json.dumps(answer) + "\n")
            stream.flush()


if __name__ == "__main__":
    main()
