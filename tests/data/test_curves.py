import numpy as np
import pytest

from mnist_viz.data.curves import LetterForm, path_matrices, piece_matrices


def _form(*strokes: list[tuple[float, float]], corners: tuple[int, ...] = ()) -> LetterForm:
    points = np.array([point for stroke in strokes for point in stroke])
    marked = np.isin(np.arange(len(points)), corners)
    return LetterForm(4, tuple(len(stroke) for stroke in strokes), points, marked)


HOOK = _form([(0.0, 0.0), (0.5, 0.1), (1.0, 0.5), (0.6, 1.0)])
SEVEN = _form(
    [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (0.6, 1.0)], [(0.4, 0.5), (1.0, 0.5)], corners=(2,)
)


def test_a_path_begins_and_ends_at_the_strokes_ends() -> None:
    for matrix, (first, last) in zip(path_matrices(SEVEN, 40), [(0, 3), (4, 5)], strict=True):
        path = matrix @ SEVEN.points
        assert path[[0, -1]] == pytest.approx(SEVEN.points[[first, last]])


def test_the_path_passes_through_every_control_point() -> None:
    (matrix,) = path_matrices(HOOK, 400)
    distances = np.linalg.norm((matrix @ HOOK.points)[:, None] - HOOK.points, axis=2)
    assert distances.min(axis=0).max() < 0.01


def test_points_on_the_template_are_equally_far_apart() -> None:
    (matrix,) = path_matrices(HOOK, 30)
    steps = np.linalg.norm(np.diff(matrix @ HOOK.points, axis=0), axis=1)
    assert steps.max() < 1.02 * steps.min()


def test_straight_stays_straight_up_to_a_corner() -> None:
    first, _ = path_matrices(SEVEN, 60)
    path = first @ SEVEN.points
    before = path[path[:, 0] < 0.6]
    assert np.abs(before[before[:, 1] < 0.2][:, 1]).max() < 1e-9
    assert path[:, 0].max() <= 1 + 1e-9


def test_moving_all_control_points_moves_the_curve() -> None:
    for matrix in path_matrices(SEVEN, 50):
        assert matrix.sum(axis=1) == pytest.approx(np.ones(len(matrix)))


def test_the_pieces_join_up() -> None:
    middles, vectors = piece_matrices(HOOK, 24)
    assert middles.shape == vectors.shape == (24, 4)
    gaps = np.diff(middles, axis=0) - (vectors[1:] + vectors[:-1]) / 2
    assert np.abs(gaps).max() < 1e-12


@pytest.mark.parametrize("pieces", [6, 7, 31, 96])
def test_the_strokes_share_exactly_the_wanted_number_of_pieces(pieces: int) -> None:
    middles, _ = piece_matrices(SEVEN, pieces)
    assert len(middles) == pieces
    assert min(len(matrix) - 1 for matrix in path_matrices(SEVEN, pieces)) >= 2
