"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from cxrviewer.inference.devices import DeviceChoice
from cxrviewer.study import ReadAs

ModelFolder = Annotated[
    Path | None,
    typer.Option("--models", help="Holds the model packages; those in use by default (`models list`)."),
]
Kind = Annotated[
    ReadAs,
    typer.Option(
        "--as", help="What pictures are that do not say it; auto refuses what looks like a CT slice."
    ),
]
Patches = Annotated[
    int,
    typer.Option(min=0, max=1000, metavar="N", help="Let N patches of the lungs vote as well, e.g. 100."),
]
Device = Annotated[DeviceChoice, typer.Option(help="auto takes a GPU if there is one.")]
