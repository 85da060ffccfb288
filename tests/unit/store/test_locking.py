"""A lock on a file."""

from pathlib import Path

from cxrviewer.store.locking import taken


def test_one_holder_at_a_time_and_the_words_can_be_read_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with file.open("a+b") as first, file.open("a+b") as second:
        assert taken(first)
        first.write(b"first")
        first.flush()
        assert not taken(second)
        second.seek(0)
        assert second.read(5) == b"first"
    with file.open("a+b") as third:
        assert taken(third)
