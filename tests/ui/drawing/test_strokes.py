import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mnist_viz.data import ink_to_image
from mnist_viz.data.ink import smooth
from mnist_viz.ui.drawing.ink import BorrowedDigit, Ink
from mnist_viz.ui.drawing.strokes import ERASER_RADIUS, WHOLE, Stroke, overlaps, runs, united

DIGIT = BorrowedDigit(np.full((28, 28), 90, dtype=np.uint8), "7", 3)
BAR = [(0.1, 0.5), (0.5, 0.5), (0.9, 0.5)]
POST = [(0.5, 0.1), (0.5, 0.9)]


def drawn(*strokes: list[tuple[float, float]]) -> Ink:
    ink = Ink()
    for first, *others in strokes:
        ink.begin_stroke(*first)
        for place in others:
            ink.extend(*place)
        ink.end()
    return ink


def points(ink: Ink) -> list[list[tuple[float, float]]]:
    return [[(x, y) for x, y in stroke.points.tolist()] for stroke in ink.sheet.strokes]


def picture(ink: Ink) -> NDArray[np.uint8]:
    shown = ink.sheet.picture
    assert shown is not None
    return shown


def test_nothing_drawn_has_no_picture() -> None:
    assert Ink().sheet.picture is None
    assert Ink().sheet.is_empty


def test_strokes_are_kept_as_they_were_drawn() -> None:
    ink = drawn(BAR, POST)
    assert points(ink) == [BAR, POST]
    assert np.array_equal(picture(ink), ink_to_image([np.array(BAR), np.array(POST)]))


def test_the_stroke_that_is_being_drawn_is_seen() -> None:
    ink = Ink()
    ink.begin_stroke(0.5, 0.5)
    assert np.array_equal(picture(ink), ink_to_image([np.array([[0.5, 0.5]])]))
    ink.extend(0.6, 0.7)
    assert points(ink) == [[(0.5, 0.5), (0.6, 0.7)]]


def test_the_picture_cannot_be_written_to() -> None:
    assert not picture(drawn(BAR)).flags.writeable


def test_a_pointer_that_stands_still_adds_nothing() -> None:
    ink = drawn(BAR)
    assert ink.begin_stroke(0.2, 0.2) == (0.2, 0.2, 0.2, 0.2)
    assert ink.extend(0.2, 0.2) is None
    assert ink.extend(0.3, 0.2) is not None


def test_a_movement_without_a_pen_on_the_pad_draws_nothing() -> None:
    ink = drawn(BAR)
    assert ink.extend(0.3, 0.3) is None
    assert ink.erase_to(0.5, 0.5) is None
    assert points(ink) == [BAR]


def test_ink_ends_at_the_edge_of_the_pad() -> None:
    ink = drawn([(0.5, 0.5), (1.4, -0.2)])
    assert points(ink) == [[(0.5, 0.5), (1.0, 0.0)]]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_place_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Ink().begin_stroke(bad, 0.5)


def test_the_changed_part_holds_what_the_new_point_bends() -> None:
    ink = Ink()
    ink.begin_stroke(0.1, 0.1)
    ink.extend(0.2, 0.1)
    ink.extend(0.3, 0.4)
    assert ink.extend(0.5, 0.3) == (0.2, 0.1, 0.5, 0.4)


def test_pressure_is_kept() -> None:
    ink = Ink()
    ink.begin_stroke(0.1, 0.1, 0.25)
    ink.extend(0.5, 0.1, 0.75)
    assert ink.sheet.strokes[0].pressure is not None
    assert ink.sheet.strokes[0].pressure.tolist() == [0.25, 0.75]


def test_the_eraser_splits_a_stroke_it_crosses() -> None:
    ink = drawn(BAR)
    ink.begin_erasing(0.5, 0.4)
    ink.erase_to(0.5, 0.6)
    ink.end()
    left, right = ink.sheet.strokes
    assert left.points[0].tolist() == [0.1, 0.5]
    assert right.points[-1].tolist() == [0.9, 0.5]
    assert left.points[:, 0].max() == pytest.approx(0.5 - ERASER_RADIUS, abs=0.02)
    assert right.points[:, 0].min() == pytest.approx(0.5 + ERASER_RADIUS, abs=0.02)
    assert left.points[:, 0].max() <= 0.5 - ERASER_RADIUS


def test_the_eraser_leaves_what_it_does_not_reach() -> None:
    ink = drawn(BAR, POST)
    before = ink.sheet.strokes
    assert ink.begin_erasing(0.9, 0.9) is None
    ink.end()
    assert ink.sheet.strokes == before
    ink.undo()
    assert points(ink) == [BAR]  # an erasure of nothing was no step


def test_the_eraser_takes_a_dot() -> None:
    ink = drawn([(0.3, 0.3)], BAR)
    ink.begin_erasing(0.3, 0.31)
    ink.end()
    assert points(ink) == [BAR]


def test_the_eraser_leaves_no_crumbs() -> None:
    ink = drawn([(0.5 - ERASER_RADIUS - 0.01, 0.5), (0.5, 0.5)])
    ink.begin_erasing(0.5, 0.5)
    ink.end()
    assert ink.sheet.is_empty


def test_what_is_left_of_a_stroke_keeps_its_shape_and_pressure() -> None:
    curve = np.array([[0.1, 0.1], [0.4, 0.15], [0.6, 0.5], [0.8, 0.9]])
    stroke = Stroke(curve, np.array([0.2, 0.4, 0.6, 0.8]))
    (left,) = stroke.without((0.8, 0.9), (0.8, 0.9))
    assert left.pressure is not None
    assert len(left.pressure) == len(left.points)
    assert left.pressure[0] == pytest.approx(0.2)
    assert 0.6 < left.pressure[-1] < 0.8
    again = left.without((0.1, 0.9), (0.2, 0.9))
    assert again == [left]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_no_ink_is_left_under_the_eraser(
    places: list[tuple[float, float]], start: tuple[float, float], end: tuple[float, float]
) -> None:
    parts = Stroke(np.array(places)).without(start, end)
    way = np.subtract(end, start)
    steps = np.array(start) + np.linspace(0, 1, 40)[:, None] * way
    for part in parts:
        seen = smooth(part.points, 0.005)
        gaps = np.hypot(*(seen[:, None] - steps).transpose(2, 0, 1))
        assert gaps.min() > ERASER_RADIUS - 0.01


def test_undo_takes_back_one_gesture_and_redo_does_it_again() -> None:
    ink = drawn(BAR, POST)
    ink.undo()
    assert points(ink) == [BAR]
    ink.undo()
    assert ink.sheet.is_empty
    assert not ink.can_undo
    ink.redo()
    ink.redo()
    assert points(ink) == [BAR, POST]
    assert not ink.can_redo


def test_erasing_and_clearing_can_be_taken_back() -> None:
    ink = drawn(BAR, POST)
    ink.begin_erasing(0.3, 0.5)
    ink.erase_to(0.7, 0.5)
    ink.end()
    ink.clear()
    assert ink.sheet.is_empty
    ink.undo()
    assert len(ink.sheet.strokes) > 2
    ink.undo()
    assert points(ink) == [BAR, POST]


def test_a_new_stroke_ends_what_could_be_done_again() -> None:
    ink = drawn(BAR, POST)
    ink.undo()
    ink.begin_stroke(0.2, 0.2)
    ink.end()
    assert not ink.can_redo
    ink.redo()
    assert points(ink) == [BAR, [(0.2, 0.2)]]


def test_undo_in_mid_stroke_takes_that_stroke_back() -> None:
    ink = drawn(BAR)
    ink.begin_stroke(0.2, 0.2)
    assert ink.can_undo
    ink.extend(0.4, 0.4)
    ink.undo()
    assert points(ink) == [BAR]
    assert ink.extend(0.5, 0.5) is None


def test_nothing_is_undone_on_a_fresh_pad() -> None:
    ink = Ink()
    assert ink.undo() == ink.redo() == ink.clear() == WHOLE
    assert not ink.can_undo
    assert not ink.can_redo


def test_only_so_many_steps_are_remembered() -> None:
    ink = drawn(*([(0.1, 0.1)] for _ in range(250)))
    while ink.can_undo:
        ink.undo()
    assert len(ink.sheet.strokes) == 50


def test_drawing_on_a_borrowed_digit_replaces_it() -> None:
    ink = Ink()
    ink.borrow(DIGIT)
    assert ink.sheet.picture is DIGIT.image
    assert ink.begin_stroke(0.2, 0.2) == WHOLE
    ink.end()
    assert ink.sheet.borrowed is None
    assert points(ink) == [[(0.2, 0.2)]]
    ink.undo()
    assert ink.sheet.borrowed is DIGIT


def test_a_drawing_comes_back_after_borrowing() -> None:
    ink = drawn(BAR)
    ink.borrow(DIGIT)
    ink.borrow(DIGIT)
    ink.undo()
    assert points(ink) == [BAR]


def test_borrowing_on_an_empty_pad_is_no_step() -> None:
    ink = Ink()
    ink.borrow(DIGIT)
    assert not ink.can_undo


def test_runs_and_boxes() -> None:
    assert runs(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
    assert runs(np.zeros(3, dtype=np.bool_)) == []
    assert overlaps((0, 0, 1, 1), (1, 1, 2, 2))
    assert not overlaps((0, 0, 1, 1), (1.1, 0, 2, 1))
    assert united(None, (0, 0, 1, 1)) == (0, 0, 1, 1)
    assert united((0, 0, 1, 1), (0.5, -1, 2, 0.5)) == (0, -1, 2, 1)


def test_what_was_undone_does_not_replace_a_borrowed_digit() -> None:
    ink = drawn(BAR)
    ink.undo()
    ink.borrow(DIGIT)
    assert not ink.can_redo
    ink.redo()
    assert ink.sheet.borrowed is DIGIT
