from tests.benchmarks.first_step import measure


def test_training_begins_without_any_data_on_the_computer() -> None:
    marks = measure(rounds=1)
    window, data, step = (marks[n] for n in ("window_ms", "data_ready_ms", "first_step_ms"))
    assert isinstance(window, float)
    assert isinstance(data, float)
    assert isinstance(step, float)
    assert 0 < window < data < step
    assert marks["longest_unit_ms"]
    assert marks["play_to_first_step_ms"]
