import threading

import numpy as np
import pytest

from mnist_viz.data import LabelledImages
from mnist_viz.data.builtin import FIRST_CHUNKS, load_builtin
from mnist_viz.data.stream import ChunkKey, ImageStream
from tests.streams import Writing, finish, part, streamed_data


def _stream(writing: Writing) -> ImageStream:
    stream = streamed_data(writing).stream
    assert stream is not None
    return stream


def test_chunks_are_written_in_the_order_they_are_expected_in() -> None:
    writing = Writing()
    stream = _stream(writing)
    keys = [ChunkKey(0, 3), ChunkKey(1, 0), ChunkKey(0, 0)]
    stream.expect(keys)
    finish(stream)
    assert writing.written == keys


def test_a_chunk_that_is_waited_for_comes_before_those_expected() -> None:
    writing = Writing()
    stream = _stream(writing)
    with writing.held_back():
        stream.expect([ChunkKey(0, 0), ChunkKey(0, 1), ChunkKey(0, 2)])
        assert stream.take(ChunkKey(0, 5), 0.0) is None
    finish(stream)
    assert writing.written.index(ChunkKey(0, 5)) < writing.written.index(ChunkKey(0, 1))


def test_waiting_ends_when_patience_does() -> None:
    writing = Writing()
    stream = _stream(writing)
    with writing.held_back():
        assert stream.take(ChunkKey(0, 0), 0.001) is None
    assert stream.take(ChunkKey(0, 0)) is not None


def test_a_chunk_is_the_same_whenever_it_is_written() -> None:
    writing = Writing()
    stream = _stream(writing)
    first = stream.take(ChunkKey(0, 1))
    for refresh in range(1, 20):
        stream.take(ChunkKey(refresh, 1))
    again = stream.take(ChunkKey(0, 1))
    assert first is not None
    assert again is not None
    assert writing.written.count(ChunkKey(0, 1)) == 2  # it had been let go
    assert np.array_equal(first.images, again.images)


def test_the_latest_chunks_are_kept_and_no_more() -> None:
    writing = Writing()
    stream = _stream(writing)
    for refresh in range(200):
        stream.take(ChunkKey(refresh, 0))
    stream.take(ChunkKey(199, 0))
    assert len(writing.written) == 200
    assert len(stream._kept) <= 2 * stream.chunks + 2


def test_what_is_no_longer_expected_is_not_written() -> None:
    writing = Writing()
    stream = _stream(writing)
    with writing.held_back():
        stream.expect([ChunkKey(0, chunk) for chunk in range(6)])
        stream.forget()
    stream.take(ChunkKey(9, 0))
    assert len(writing.written) <= 2


def test_what_another_thread_waits_for_is_written_whatever_is_expected() -> None:
    writing = Writing()
    stream = _stream(writing)
    taken: list[LabelledImages | None] = []
    with writing.held_back():
        stream.expect([ChunkKey(0, 0)])
        # The patience only keeps a failing test from hanging.
        waiting = threading.Thread(target=lambda: taken.append(stream.take(ChunkKey(7, 3), 20.0)))
        waiting.start()
        while not stream._awaited:
            threading.Event().wait(0.001)
        stream.forget()
    waiting.join(20.0)
    assert taken[0] is not None
    assert not stream._awaited


def test_the_thread_ends_with_its_work() -> None:
    stream = _stream(Writing())
    stream.take(ChunkKey(0, 0))
    finish(stream)


def test_an_error_while_writing_is_raised_where_the_chunk_is_taken() -> None:
    def fail(refresh: int, chunk: int) -> LabelledImages:
        raise MemoryError("no room")

    stream = ImageStream(fail, lambda count: part((0,), count), chunk_size=10, chunks=2)
    with pytest.raises(MemoryError, match="no room"):
        stream.take(ChunkKey(0, 0))


def test_the_first_pool_is_written_once_it_is_looked_at() -> None:
    writing = Writing()
    data = streamed_data(writing)
    assert len(data.train) == 240
    assert data.image_shape == (4, 4)
    assert len(data.checksum) == 64
    assert writing.written == []
    assert data.train.images.shape == (240, 4, 4)
    assert np.array_equal(data.train.labels[40:80], part((0, 1, 0, 1), 40).labels)


def test_the_checksum_tells_one_stream_from_another() -> None:
    sums = {streamed_data(replaced=replaced).checksum for replaced in (0, 1, 1)}
    assert len(sums) == 2


def test_the_built_in_digits_are_60000_of_which_5000_come_first() -> None:
    data = load_builtin(test_size=10)
    stream = data.stream
    assert stream is not None
    assert len(data.train) == stream.size == 60_000
    assert FIRST_CHUNKS * stream.chunk_size == 5_000
    assert data.test_title == "held-out built-in digits"
