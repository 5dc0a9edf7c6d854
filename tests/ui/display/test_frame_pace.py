"""Frames are asked for as often as showing them takes a fixed share of the thread's time."""

import pytest

from mnist_viz.ui.display import frame_pace
from mnist_viz.ui.display.frame_pace import (
    FULL_SPEED_SHARE,
    LONGEST_MS,
    SHORTEST_MS,
    WATCHING_SHARE,
    FramePace,
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the thread's time, as a list of one number to be set."""
    now = [0.0]
    monkeypatch.setattr(frame_pace, "thread_time", lambda: now[0])
    return now


def interval_at(cost_ms: float, clock: list[float], share: float = FULL_SPEED_SHARE) -> int:
    """Show many frames that cost so much each; return the interval that is settled on."""
    pace = FramePace()
    for _ in range(100):
        pace.begin_frame()
        clock[0] += cost_ms / 1000
        pace.end_frame()
        clock[0] += 1.0  # what the hand does meanwhile is not charged
    return pace.interval_ms(share)


def test_cheap_frames_come_at_the_highest_rate(clock: list[float]) -> None:
    assert interval_at(0.5, clock) == SHORTEST_MS


def test_dear_frames_still_come(clock: list[float]) -> None:
    assert interval_at(50.0, clock) == LONGEST_MS


def test_between_the_two_frames_take_their_share(clock: list[float]) -> None:
    cost_ms = 4.0
    assert interval_at(cost_ms, clock) == pytest.approx(cost_ms / FULL_SPEED_SHARE, abs=1)


def test_where_training_waits_for_the_eye_frames_come_oftener(clock: list[float]) -> None:
    assert interval_at(4.0, clock, WATCHING_SHARE) == SHORTEST_MS
