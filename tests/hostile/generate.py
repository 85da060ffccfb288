"""All hostile files: `python -m hostile.generate FOLDER` from tests/ writes them, with their expectations."""

import sys
from collections.abc import Iterator
from pathlib import Path

from hostile import headers, paths, streams
from hostile.cases import Case


def cases() -> Iterator[Case]:
    """Every hostile file."""
    for make in (
        streams.right_ones,
        headers.sizes,
        headers.lengths,
        headers.wrong_types,
        headers.texts,
        headers.sequences,
        headers.classes,
        headers.starts,
        headers.flips,
        headers.truncations,
        streams.cut_streams,
        streams.lying_streams,
        streams.damaged_streams,
        streams.deflated,
        streams.pictures,
        paths.odd_paths,
    ):
        yield from make()


def write_all(folder: Path) -> dict[Path, Case]:
    """Write every case below a folder."""
    written = {}
    for case in cases():
        path = case.write(folder)
        if path in written:
            raise ValueError(f"two cases are called {case.name}")
        written[path] = case
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True)
    for case in write_all(target).values():
        sys.stdout.write(f"{case.name!a}: {case.outcome.value}\n")
