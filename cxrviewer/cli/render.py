"""`cxrviewer render`: one frame as an 8-bit PNG."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def render(
    film: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM, PNG, JPEG or TIFF file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="PNG file to write.")],
    frame: Annotated[int, typer.Option(min=1, help="Frame of a multi-frame file, from 1.")] = 1,
) -> None:
    """Write the picture of INPUT as the window shows it at 1:1, without overlays and text.

    The first VOI LUT of the file is taken, else its first window, else minimum to maximum. What must be said
    beside the picture, such as that half of it is missing, goes to standard error.
    """
    from cxrviewer.display import render_grey8
    from cxrviewer.export import write_png
    from cxrviewer.readers import read_image

    image = read_image(film, frame)
    write_png(output, render_grey8(image))
    for notice in image.notices:
        print(f"cxrviewer: {film}: {notice}", file=sys.stderr)
