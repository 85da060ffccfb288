"""All constructed films."""

from collections.abc import Iterator

from conformance.films_colour import colour_films
from conformance.films_grey import grey_films
from conformance.films_syntaxes import syntax_films
from conformance.films_tables import table_films
from conformance.making import Film


def constructed_films() -> Iterator[Film]:
    """Return every film, in the order of the document."""
    for group in (grey_films, table_films, colour_films, syntax_films):
        yield from group()
