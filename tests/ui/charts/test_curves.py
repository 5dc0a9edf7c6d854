"""Long series are reduced to what a screen can show, and nothing is hidden."""

from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_viz.training.step_record import StepRecord, binned
from mnist_viz.ui.charts.curves import SMOOTHING_STEPS, LongSeries, thinned

quickly = settings(max_examples=40)

RECORDS = arrays.arrays(
    np.float32,
    st.integers(1, 400),
    elements=st.floats(0, 100, width=32) | st.sampled_from([np.nan, np.inf, -np.inf]),
)


def series(values: np.ndarray) -> LongSeries:
    made = LongSeries()
    made.follow(np.asarray(values, dtype=np.float32))
    return made


def noise(steps: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2.0, 0.1, steps).astype(np.float32)


def window(step: int) -> int:
    """Return of how many steps a mean is taken: fewer near the start."""
    return min(max(step // 4, 1), SMOOTHING_STEPS)


@quickly
@given(RECORDS, st.integers(2, 60))
def test_the_envelope_has_the_extremes_of_every_bin(values: np.ndarray, most: int) -> None:
    envelope = series(values).envelope(0, len(values), most)
    bins = len(envelope.steps)
    size = next(size for size in (2**k for k in range(12)) if size * most >= len(values))
    pieces = [values[k * size : (k + 1) * size] for k in range(bins)]
    assert sum(len(piece) for piece in pieces) == len(values)
    for k, piece in enumerate(pieces):
        finite = piece[np.isfinite(piece)]
        assert envelope.broken[k] == (len(finite) < len(piece))
        if len(finite):
            assert envelope.low[k] == finite.min()
            assert envelope.high[k] == finite.max()
        else:
            assert np.isnan(envelope.low[k])


@quickly
@given(RECORDS, st.integers(1, 400))
def test_the_smoothed_value_is_the_mean_of_the_last_numbers(values: np.ndarray, step: int) -> None:
    step = min(step, len(values))
    recent = values[max(0, step - window(step)) : step].astype(float)
    recent = recent[np.isfinite(recent)]
    smoothed = series(values).smoothed_at(step)
    assert smoothed == (pytest.approx(recent.mean()) if len(recent) else None)


@quickly
@given(RECORDS, st.integers(20, 60))
def test_the_smoothed_line_agrees_with_the_smoothed_value(values: np.ndarray, most: int) -> None:
    made = series(values)
    for step, mean in zip(*made.smooth(0, len(values), most), strict=True):
        assert mean == pytest.approx(made.smoothed_at(int(step)))


def test_far_out_a_smoothed_point_is_the_mean_of_its_bin() -> None:
    values = noise(100_000)
    steps, means = series(values).smooth(0, 100_000, 50)
    assert steps[0] == 1
    size = int(steps[2] - steps[1])
    assert size > SMOOTHING_STEPS
    for step, mean in zip(steps[1:-1], means[1:-1], strict=True):
        assert mean == pytest.approx(values[int(step) - size : int(step)].mean(dtype=float))
    assert steps[-1] == 100_000


@pytest.mark.parametrize("steps", [1, 3, 70, 128, 6221, 6272, 100_000])
@pytest.mark.parametrize("most", [3, 40, 600])
def test_the_newest_smoothed_point_is_the_smoothed_value(steps: int, most: int) -> None:
    made = series(noise(steps))
    ends, means = made.smooth(0, 2 * steps, most)
    assert ends[-1] == steps
    assert means[-1] == pytest.approx(made.smoothed_at(steps))


@quickly
@given(RECORDS, st.integers(1, 60), st.sampled_from([1, 2, 400]))
def test_each_smoothed_point_is_the_mean_of_the_steps_that_are_told(
    values: np.ndarray, most: int, reach: int
) -> None:
    made, stretch = series(values), (0, reach * len(values), most)
    steps, means = made.smooth(*stretch)
    first, last = made.smooth_spans(*stretch)
    np.testing.assert_array_equal(last, steps)
    assert first.min(initial=1) >= 1
    for start, end, mean in zip(first, last, means, strict=True):
        numbers = values[start - 1 : end].astype(float)
        assert mean == pytest.approx(numbers[np.isfinite(numbers)].mean())


@quickly
@given(RECORDS, st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_a_series_that_grew_and_went_back_equals_one_seen_at_once(
    values: np.ndarray, lengths: list[int]
) -> None:
    grown = LongSeries()
    for length in lengths:
        grown.follow(values[:length])
    fresh = series(values[: lengths[-1]])
    for most in (3, 20, 500):
        ours, theirs = (one.envelope(0, 400, most) for one in (grown, fresh))
        np.testing.assert_array_equal(ours.low, theirs.low)
        np.testing.assert_array_equal(ours.high, theirs.high)
        np.testing.assert_array_equal(grown.smooth(0, 400, most), fresh.smooth(0, 400, most))


def test_another_record_is_not_taken_for_a_continuation() -> None:
    made = series(noise(5000, seed=1))
    other = noise(8000, seed=2)
    made.follow(other)
    fresh = series(other)
    np.testing.assert_array_equal(
        made.envelope(0, 8000, 100).high, fresh.envelope(0, 8000, 100).high
    )


def test_a_peak_of_one_step_among_a_million_stays_visible() -> None:
    values = noise(1_000_000)
    values[123_456] = 61.5
    envelope = series(values).envelope(0, 1_500_000, 252)
    assert len(envelope.steps) <= 252
    assert envelope.high.max() == np.float32(61.5)
    assert abs(envelope.steps[envelope.high.argmax()] - 123_457) <= 1_500_000 / 252 * 2


def test_a_huge_loss_leaves_no_trace_in_later_means() -> None:
    values = noise(4000)
    values[1000] = 1e30
    made = series(values)
    steps, means = made.smooth(0, 4000, 40)
    late = steps > 1200
    assert late.any()
    assert means[late].max() < 1


def test_only_the_visible_part_and_its_neighbours_are_kept() -> None:
    envelope = series(noise(10_000)).envelope(5000, 5100, 1000)
    assert envelope.steps[0] in {4998, 4999, 5000}
    assert envelope.steps[-1] in {5100, 5101}


def test_the_outline_touches_both_ends_of_every_bin() -> None:
    envelope = series(noise(1000)).envelope(0, 1000, 100)
    x, y = envelope.outline()
    np.testing.assert_array_equal(x[::2], envelope.steps)
    np.testing.assert_array_equal(np.minimum(y[::2], y[1::2]), envelope.low)
    np.testing.assert_array_equal(np.maximum(y[::2], y[1::2]), envelope.high)


def test_an_empty_series_gives_empty_lines() -> None:
    made = LongSeries()
    assert len(made.envelope(0, 10, 100).steps) == 0
    assert len(made.smooth(0, 10, 100)[0]) == 0
    assert made.smoothed_at(0) is None


def test_a_million_steps_cost_no_more_than_ten_thousand() -> None:
    def cost(steps: int) -> float:
        values = noise(steps)
        made = series(values[: steps - 400])
        best = np.inf
        for turn in range(4):
            begun = process_time()
            for k in range(100):
                made.follow(values[: steps - 400 + 100 * turn + k])
                made.envelope(0, 1.5 * steps, 500)
                made.smooth(0, 1.5 * steps, 80)
            best = min(best, process_time() - begun)
        return best

    assert cost(1_000_000) < 3 * cost(10_000)


def test_a_thinned_line_keeps_its_extremes() -> None:
    x = np.arange(5000.0)
    y = np.random.default_rng(0).random(5000)
    y[3210] = 9.0
    steps, values = thinned(x, y, 0, 5000, 200)
    assert len(steps) <= 200
    assert values.max() == 9.0
    assert values.min() == y.min()


def test_a_thinned_line_passes_its_points_in_their_order() -> None:
    x = np.sort(np.random.default_rng(1).choice(100_000, 3000, replace=False)).astype(np.float64)
    y = np.random.default_rng(0).random(3000)
    steps, values = thinned(x, y, 0, 100_000, 200)
    assert len(steps) <= 200
    assert (np.diff(steps) > 0).all()
    np.testing.assert_array_equal(values, y[np.searchsorted(x, steps)])


def test_a_thinned_line_stays_low_up_to_a_peak_after_a_long_rest() -> None:
    x = np.array([0.0, 10, 20, 30, 40, 44_325, 88_380, 88_400, 100_000])
    y = np.array([0.3, 0.2, 0.3, 0.2, 0.23, 0.23, 0.23, 650.0, 0.2])
    steps, values = thinned(x, y, 0, 100_000, 8)
    before = int(values.argmax()) - 1
    assert (steps[before], values[before]) == (88_380, 0.23)
    assert steps[before + 1] == 88_400


def test_a_gap_in_a_thinned_line_takes_all_of_its_bin() -> None:
    x, y = np.arange(100.0), np.arange(100.0)
    y[57] = np.nan
    steps, values = thinned(x, y, 0, 100, 20)
    assert np.isnan(values[10:12]).all()
    assert np.isfinite(np.delete(values, [10, 11])).all()
    assert (np.diff(steps) >= 0).all()


def test_a_short_line_is_not_thinned() -> None:
    x = np.array([0.0, 10.0, 30.0, 70.0])
    y = np.array([4.0, 3.0, 2.0, 1.0])
    np.testing.assert_array_equal(thinned(x, y, 0, 100, 200), (x, y))
    np.testing.assert_array_equal(thinned(x, y, 12, 20, 200), (x[1:3], y[1:3]))


def test_a_record_with_bins_draws_the_same_extremes_and_means() -> None:
    values = np.random.default_rng(3).random(64 * 300).astype(np.float32)
    split = 64 * 200
    plain, with_bins = LongSeries(), LongSeries()
    plain.follow(values)
    with_bins.follow(StepRecord(values[split:].copy(), binned(values[:split])))
    one, other = (each.envelope(0, len(values), 150) for each in (plain, with_bins))
    assert np.array_equal(one.low, other.low)
    assert np.array_equal(one.high, other.high)
    assert np.array_equal(one.steps, other.steps)
    for drawn, expected in zip(
        with_bins.smooth(0, len(values), 150), plain.smooth(0, len(values), 150), strict=True
    ):
        # The first point is of step 1 alone, of which a bin does not tell.
        np.testing.assert_allclose(drawn, expected[1:], rtol=1e-5)


@pytest.mark.parametrize(("first", "last"), [(1000, 1040), (12_700, 12_900), (12_860, 12_900)])
def test_a_close_look_at_steps_in_bins_shows_what_the_bins_tell(first: int, last: int) -> None:
    values, split = noise(64 * 300), 64 * 200
    values[1010] = 61.5
    made = LongSeries()
    made.follow(StepRecord(values[split:].copy(), binned(values[:split])))
    stretch = first, last, 500
    envelope = made.envelope(*stretch)
    for start, end, low, high in zip(
        *made.spans(*stretch), envelope.low, envelope.high, strict=True
    ):
        assert (low, high) == (values[start - 1 : end].min(), values[start - 1 : end].max())
    x, y = envelope.outline()
    if first < split:  # a bar each, which none joins to the next
        np.testing.assert_array_equal(x[::3], envelope.steps)
        np.testing.assert_array_equal((y[::3], y[1::3]), (envelope.low, envelope.high))
        assert np.isnan(y[2::3]).all()
    _, means = made.smooth(*stretch)
    for start, end, mean in zip(*made.smooth_spans(*stretch), means, strict=True):
        assert mean == pytest.approx(values[start - 1 : end].mean(), rel=1e-5)
    assert (envelope.high.max() == 61.5) == (first == 1000)
    assert (len(means) > 40) == (first > split + SMOOTHING_STEPS), "the newer ones are told apart"


def test_a_step_in_a_bin_has_no_number_of_its_own_but_its_bin_s_mean() -> None:
    values, split = noise(64 * 3), 64 * 2
    made = LongSeries()
    made.follow(StepRecord(values[split:].copy(), binned(values[:split])))
    assert [made.value_at(step) for step in (1, split)] == [None, None]
    assert made.value_at(split + 1) == values[split]
    for step in (1, 64):
        assert made.smoothed_at(step) == pytest.approx(values[:64].mean())
    assert made.smoothed_at(split + 3) == pytest.approx(values[split : split + 3].mean())
    step = split + 60
    assert made.smoothed_at(step) == pytest.approx(values[step - window(step) : step].mean())


def test_a_series_goes_on_while_its_older_steps_go_into_bins() -> None:
    values = np.random.default_rng(4).random(64 * 300).astype(np.float32)
    grown, whole = LongSeries(), LongSeries()
    grown.follow(StepRecord(values[: 64 * 250].copy()))
    split = 64 * 200
    grown.follow(StepRecord(values[split:].copy(), binned(values[:split])))
    whole.follow(values)
    one, other = (each.envelope(0, len(values), 300) for each in (whole, grown))
    assert np.array_equal(one.low, other.low)
    assert np.array_equal(one.high, other.high)
