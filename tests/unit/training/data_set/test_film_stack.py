from pathlib import Path

import numpy as np
import pytest

from cxrviewer.training.data_set.film_stack import FilmStack, chosen

PICTURES = np.random.default_rng(0).integers(0, 256, (7, 4, 5)).astype(np.uint8)


@pytest.fixture
def stack(tmp_path: Path) -> FilmStack:
    (tmp_path / "pictures.u8").write_bytes(PICTURES.tobytes() + b"more than is counted")
    return FilmStack(tmp_path / "pictures.u8", 7, (4, 5))


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        np.int64(3),
        slice(2, 5),
        slice(None, None, -2),
        np.array([5, 0, 0, 6]),
        np.array([True, False] * 3 + [True]),
        (2, 1, 3),
        (slice(0, 3), 1),
        (np.array([1, 4]), slice(1, 3), 0),
        np.array([], np.intp),
    ],
    ids=str,
)
def test_a_stack_is_indexed_as_an_array_is(stack: FilmStack, key: object) -> None:
    expected = PICTURES[key]  # type: ignore[index]
    found = stack[key]  # type: ignore[index]
    assert np.array_equal(found, expected)
    assert np.shape(found) == np.shape(expected)


def test_a_stack_is_an_array_to_numpy(stack: FilmStack) -> None:
    assert (stack.shape, stack.ndim, len(stack), stack.dtype) == ((7, 4, 5), 3, 7, np.uint8)
    assert np.array_equal(np.asarray(stack), PICTURES)
    assert np.array_equal(np.stack(list(stack)), PICTURES)
    assert np.asarray(stack, np.float32).dtype == np.float32


@pytest.mark.parametrize("key", [7, -8, np.array([0, 7])])
def test_what_is_not_there_is_refused(stack: FilmStack, key: object) -> None:
    with pytest.raises(IndexError):
        stack[key]  # type: ignore[index]


def test_some_of_the_pictures_are_a_stack_too(stack: FilmStack) -> None:
    rows, again = np.array([5, 0, 6, 2]), np.array([3, 1])
    some = chosen(stack, rows)
    assert isinstance(some, FilmStack)
    assert (some.shape, len(some)) == ((4, 4, 5), 4)
    assert np.array_equal(np.asarray(some), PICTURES[rows])
    assert np.array_equal(np.asarray(chosen(some, again)), PICTURES[rows][again])
    assert np.array_equal(chosen(PICTURES, rows), PICTURES[rows])
