"""The gallery of an evaluation in files of its own, for programs that show it: `worst/`."""

from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from cxrviewer.errors import DataError
from cxrviewer.export.writing import write_bytes, write_json
from cxrviewer.training.evaluation.schema import Record

FOLDER: Final = "worst"
_LIST: Final = "worst.json"


class WorstFilm(Record):
    """A film that the model is most wrong about.

    Attributes
    ----------
    file
        As the data set names it.
    lines
        What went wrong, in words.
    picture
        Name of the JPEG in the same folder.
    """

    file: str
    lines: tuple[str, ...]
    picture: str


_FILMS: Final[TypeAdapter[tuple[WorstFilm, ...]]] = TypeAdapter(tuple[WorstFilm, ...])


def write_gallery(films: list[tuple[str, tuple[str, ...], bytes]], folder: Path) -> None:
    """Write the pictures of the worst films and what is said of them.

    Parameters
    ----------
    films
        File, lines and JPEG of each, in order.
    folder
        Of the evaluation; what an earlier one left in `worst/` is replaced.

    Raises
    ------
    FileError
        If a file cannot be written.
    """
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    for old in place.glob("*.jpg"):
        old.unlink()
    listed = []
    for number, (file, lines, jpeg) in enumerate(films, 1):
        film = WorstFilm(file=file, lines=lines, picture=f"{number:02d}.jpg")
        write_bytes(place / film.picture, jpeg)
        listed.append(film.model_dump(mode="json"))
    write_json(place / _LIST, listed)


def read_gallery(folder: Path) -> tuple[WorstFilm, ...]:
    """Return the worst films of an evaluation; none where it wrote no gallery.

    Raises
    ------
    DataError
        If the list is damaged.
    """
    file = folder / FOLDER / _LIST
    try:
        return _FILMS.validate_json(file.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise DataError(f"{file}: is no list of films") from error
