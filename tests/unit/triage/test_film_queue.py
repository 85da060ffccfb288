"""Films on their way to workers: none twice, none lost."""

from collections.abc import Iterator
from pathlib import Path

from cxrviewer.triage.film_queue import FilmQueue

ONE, TWO, THREE = Path("1"), Path("2"), Path("3")


def test_films_are_taken_one_at_a_time_and_it_ends_with_the_last_answer() -> None:
    taken = []

    def films() -> Iterator[Path]:
        for film in (ONE, TWO):
            taken.append(film)
            yield film

    queue = FilmQueue(films())
    assert not queue.is_through
    assert (queue.next(), taken) == (ONE, [ONE])
    assert queue.next() == TWO
    assert queue.next() is None
    queue.ended(TWO)
    assert not queue.is_through
    queue.ended(ONE)
    assert queue.is_through


def test_those_of_a_lost_worker_go_first_in_their_order() -> None:
    queue = FilmQueue([ONE, TWO, THREE])
    lost = [queue.next(), queue.next()]
    queue.again(lost)
    assert [queue.next() for _ in range(4)] == [ONE, TWO, THREE, None]
    for film in (ONE, TWO, THREE):
        assert not queue.is_through
        queue.ended(film)
    assert queue.is_through


def test_a_film_given_up_is_not_given_out_again() -> None:
    queue = FilmQueue([ONE, TWO])
    queue.again([queue.next(), queue.next()])
    queue.ended(ONE)
    assert queue.next() == TWO
    assert queue.next() is None


def test_tries_of_a_film_by_itself_and_with_all_others_are_counted_apart() -> None:
    queue = FilmQueue([])
    assert [queue.tried(ONE, by_itself=own) for own in (True, False, False, True)] == [1, 1, 2, 2]
    assert queue.tried(TWO, by_itself=True) == 1
