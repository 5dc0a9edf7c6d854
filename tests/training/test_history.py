"""What is recorded of a run comes back bit for bit, at known steps, in bounded memory."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from mnist_viz.training import (
    Arena,
    Change,
    Frame,
    History,
    Recorder,
    Recording,
    Run,
    RunConfig,
    Snapshot,
    Trainer,
    ready_block,
    recorded_after,
)
from mnist_viz.training.metrics import MetricsRecorder
from mnist_viz.training.packing import pack
from tests.training.tiny import tiny_config, tiny_data

RECIPES = {
    "gradient descent": tiny_config(),
    "Adam, dropout, augmentation": tiny_config(
        optimizer="adam", dropout=0.3, augmentation="shift", weight_decay=1e-4
    ),
    "a schedule": tiny_config(optimizer="momentum", schedule="cosine", epochs=60),
    "whole batches in pieces": tiny_config(batch_size="full", optimizer="rmsprop"),
}
CHANGES = (
    Change(7, "learning_rate", 0.05),
    Change(40, "batch_size", 24),
    Change(120, "momentum", 0.5),
)


def assert_same(one: Frame, other: Frame) -> None:
    """Compare every field, arrays bit for bit."""
    for field in dataclasses.fields(Frame):
        ours, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "metrics":
            assert np.array_equal(ours.loss, theirs.loss)
            assert np.array_equal(ours.learning_rate, theirs.learning_rate)
            assert np.array_equal(ours.health.steps, theirs.health.steps)
            assert ours.health.values.tobytes() == theirs.health.values.tobytes()
        elif isinstance(theirs, np.ndarray):
            assert ours.dtype == theirs.dtype
            assert np.array_equal(ours.view(np.uint32), theirs.view(np.uint32)), field.name
            assert not ours.flags.writeable
        else:
            assert ours == theirs, field.name


def recorded(
    config: RunConfig, steps: int, changes: tuple[Change, ...] = CHANGES
) -> tuple[History, dict[int, Frame]]:
    """Train; return what was recorded, and the live frame of every step."""
    trainer = Trainer(config, tiny_data(), 1, changes)
    recorder = Recorder(trainer)
    history, live = History(), {0: trainer.frame()}
    history.begin(Run(1, config, "tiny", ""))
    units = trainer.units()
    while trainer.step < steps:
        if next(units) is not None:
            recorder.look()
            live[trainer.step] = trainer.frame()
    add_fresh(history, recorder)
    return history, live


def add_fresh(history: History, recorder: Recorder) -> None:
    recording = recorder.take_fresh()
    assert recording is not None
    history.add(recording)


def rewound(history: History, step: int) -> Frame:
    snapshot = history.at_or_before(1, step)
    assert snapshot is not None
    return history.frame(1, snapshot)


def pack_all(history: History) -> None:
    while (job := history.next_packing_job()) is not None:
        history.replace(job.run_id, job.done())


@pytest.mark.parametrize("name", RECIPES)
def test_a_rewound_frame_equals_the_live_one_array_for_array(name: str) -> None:
    history, live = recorded(RECIPES[name], 250)
    for step in history.steps(1).tolist():
        assert_same(rewound(history, step), live[step])


@pytest.mark.parametrize("name", RECIPES)
def test_packed_snapshots_give_the_same_bits(name: str) -> None:
    history, live = recorded(RECIPES[name], 160)
    pack_all(history)
    for step in history.steps(1).tolist():
        assert_same(rewound(history, step), live[step])


def test_every_step_to_40_is_recorded_and_then_some_six_hundredths_apart() -> None:
    steps = [0]
    while steps[-1] < 1_000_000:
        steps.append(recorded_after(steps[-1]))
    assert steps[:41] == list(range(41))
    gaps = [(after - before) / before for before, after in pairwise(steps[41:])]
    assert 0.03 < min(gaps) <= max(gaps) <= 1 / 16
    assert len(steps) < 250


def test_which_steps_are_recorded_depends_on_their_number_alone() -> None:
    for step in (0, 57, 100, 101, 103, 5000, 123_456):
        assert recorded_after(step) == recorded_after(recorded_after(step) - 1)


def test_training_goes_on_from_a_complete_snapshot_exactly_as_it_did() -> None:
    config = RECIPES["Adam, dropout, augmentation"]
    history, live = recorded(config, 200)
    pack_all(history)
    for target in (5, 43, 133, 199):
        start = history.at_or_before(1, target, complete=True)
        assert start is not None
        copy = Trainer(config, tiny_data(), 1)
        copy.restore(history.checkpoint(1, start))
        units = copy.units()
        while copy.step < target:
            next(units)
        assert_same(copy.frame(), live[target])


def test_adam_can_go_on_from_every_third_snapshot() -> None:
    history, _ = recorded(RECIPES["Adam, dropout, augmentation"], 90)
    line = [history.at_or_before(1, step) for step in range(90)]
    assert [one is not None and one.complete for one in line[:7]] == [True, False, False] * 2 + [
        True
    ]


def test_thinning_keeps_to_the_limit_and_keeps_both_ends() -> None:
    history, live = recorded(RECIPES["gradient descent"], 400)
    before = history.steps(1)
    history.limit_bytes = history.memory_bytes // 4
    after = history.steps(1)
    assert history.memory_bytes <= history.limit_bytes
    assert set(after) < set(before)
    assert (after[0], after[-1]) == (before[0], before[-1])
    for step in after.tolist():
        assert_same(rewound(history, step), live[step])


def with_many_runs(count: int, share: float) -> tuple[History, list[Frame]]:
    """Train runs one after the other, in a share of the memory that they would take."""
    history, last = History(limit_bytes=1), []
    for number in range(1, count + 1):
        config = tiny_config(optimizer="adam", seed=number)
        run = Run(number, config, "tiny", "")
        trainer = Trainer(config, tiny_data(), number, (Change(7, "learning_rate", 0.05),))
        recorder = Recorder(trainer)
        units = trainer.units()
        while trainer.step < 60:
            next(units)
            recorder.look()
        recorder.record(complete=True)
        if number == 1:
            fresh = recorder.take_fresh()
            assert fresh is not None
            size = sum(snapshot.nbytes for snapshot in fresh.snapshots)
            history = History(limit_bytes=int(share * size))
            history.begin(run)
            history.add(fresh)
        else:
            history.begin(run)
            add_fresh(history, recorder)
        last.append(trainer.frame())
    return history, last


def test_the_limit_holds_whatever_the_number_of_runs() -> None:
    count = 40
    history, last = with_many_runs(count, 0.5)
    assert history.memory_bytes <= history.limit_bytes
    assert_same(history.frame(count, history.track(count).snapshots[-1]), last[-1])  # type: ignore[union-attr]
    own = history.track(count)
    assert own is not None
    assert own.snapshots[0].step == 0
    assert len(own.snapshots) > 7
    for number, frame in enumerate(last, 1):
        track = history.track(number)
        assert track is not None
        assert track.changes == frame.changes
        assert track.metrics is not None
        assert np.array_equal(track.metrics.loss, frame.metrics.loss)


def test_the_run_that_was_left_longest_ago_loses_its_last_step_first() -> None:
    history, last = with_many_runs(40, 0.5)
    can_go_on = [history.can_go_on(number) for number in range(1, 41)]
    assert can_go_on == sorted(can_go_on)
    assert 7 < sum(can_go_on) < 40
    oldest = can_go_on.index(True) + 1
    newest = history.at_or_before(oldest, 10**6, complete=True)
    assert newest is not None
    assert_same(history.frame(oldest, newest), last[oldest - 1])
    # Looked at again, a run is the last to lose anything.
    history.begin(Run(oldest, tiny_config(), "tiny", ""))
    history.begin(Run(41, tiny_config(), "tiny", ""))
    history.limit_bytes = 3 * newest.nbytes
    assert history.memory_bytes <= history.limit_bytes
    assert history.can_go_on(oldest)
    assert not history.can_go_on(oldest + 1)


def test_the_step_on_the_screen_stays() -> None:
    history, live = recorded(RECIPES["Adam, dropout, augmentation"], 200)
    history.shown = 38
    history.limit_bytes = history.memory_bytes // 20
    assert history.memory_bytes <= history.limit_bytes
    assert len(history.steps(1)) < 20
    assert_same(rewound(history, 38), live[38])


def test_the_step_at_which_something_was_changed_last_stays() -> None:
    history, _ = recorded(RECIPES["gradient descent"], 400)
    step = int(history.steps(1)[-2])
    metrics = history.metrics(1)
    assert metrics is not None
    change = Change(step, "learning_rate", 0.01)
    history.add(Recording(1, (), metrics, (change,)))
    history.limit_bytes = history.memory_bytes // 20
    assert history.memory_bytes <= history.limit_bytes
    assert step in history.steps(1)


def test_a_branch_keeps_the_beginning_of_the_run_that_it_left() -> None:
    history, live = recorded(RECIPES["gradient descent"], 120)
    start = history.at_or_before(1, 30, complete=True)
    assert start is not None
    config = RECIPES["gradient descent"]
    trainer = Trainer(config, tiny_data(), 2)
    trainer.restore(history.checkpoint(1, start))
    history.begin(Run(2, config, "tiny", "", CHANGES[:1], parent=1, branch_step=30))
    recorder = Recorder(trainer)
    units = trainer.units()
    for _ in range(5):
        next(units)
        recorder.look()
    add_fresh(history, recorder)
    history.limit_bytes = history.memory_bytes // 20
    steps = history.steps(2).tolist()
    assert (steps[0], steps[-1]) == (0, 35)
    first = history.at_or_before(2, 0)
    assert first is not None
    assert_same(history.frame(2, first), dataclasses.replace(live[0], run_id=2))


def test_thinning_leaves_steps_spread_evenly_on_a_logarithmic_scale() -> None:
    history, _ = recorded(RECIPES["gradient descent"], 2000)
    history.limit_bytes = history.memory_bytes // 5
    gaps = np.diff(np.log1p(history.steps(1)[3:]))
    assert gaps.max() < 4 * np.median(gaps)


def test_thinning_what_others_are_packed_against_harms_none() -> None:
    history, live = recorded(RECIPES["gradient descent"], 300)
    pack_all(history)
    history.limit_bytes = history.memory_bytes // 2
    pack_all(history)
    assert history.memory_bytes <= history.limit_bytes
    for step in history.steps(1).tolist():
        assert_same(rewound(history, step), live[step])


def test_a_step_between_is_answered_by_the_snapshot_before_it() -> None:
    history, _ = recorded(RECIPES["gradient descent"], 150)
    steps = history.steps(1)
    assert rewound(history, int(steps[-1]) - 1).step == steps[-2]
    following = history.after(1, 39)
    assert following is not None
    assert following.step == 40


def test_a_branch_shares_the_steps_before_it() -> None:
    history, live = recorded(RECIPES["gradient descent"], 120)
    config = RECIPES["gradient descent"]
    branch = Run(2, config, "tiny", "", CHANGES[:1], parent=1, branch_step=30)
    start = history.at_or_before(1, 30, complete=True)
    assert start is not None
    history.begin(branch)
    trainer = Trainer(config, tiny_data(), 2)
    trainer.restore(history.checkpoint(1, start))
    recorder = Recorder(trainer)
    units = trainer.units()
    for _ in range(5):
        next(units)
        recorder.look()
    add_fresh(history, recorder)
    assert history.steps(2).tolist() == list(range(36))
    early = history.at_or_before(2, 12)
    assert early is not None
    assert_same(history.frame(2, early), dataclasses.replace(live[12], run_id=2))


def test_copies_are_private_and_keep_their_values_while_others_are_made() -> None:
    arena = Arena()
    for _ in range(arena.ask()):
        arena.add(ready_block(arena.block_size))
    rng = np.random.default_rng(0)
    arrays = [rng.random(size, dtype=np.float32) for size in (3, 100_000, 2_000_000, 400_000)] * 5
    copies = [arena.copy(array) for array in arrays]
    for array, copy in zip(arrays, copies, strict=True):
        assert np.array_equal(array, copy)
        assert not np.shares_memory(array, copy)
        assert not copy.flags.writeable
    assert 0 < arena.ask() <= 12
    assert arena.ask() == 0


def test_what_is_not_fetched_is_thinned_before_it_takes_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = Trainer(RECIPES["Adam, dropout, augmentation"], tiny_data(), 1)
    recorder = Recorder(trainer)
    start = trainer.frame()
    most = 40 * start.parameters.nbytes
    monkeypatch.setattr("mnist_viz.training.recording.MOST_WAITING_BYTES", most)
    units = trainer.units()
    while trainer.step < 39:
        next(units)
        recorder.look()
    recording = recorder.take_fresh()
    assert recording is not None
    assert sum(snapshot.nbytes for snapshot in recording.snapshots) <= most
    steps = [snapshot.step for snapshot in recording.snapshots]
    assert (steps[0], steps[-1]) == (0, 39)
    assert len(steps) > 8
    assert max(np.diff(np.log1p(steps))) < 1.0
    assert_same(recording.snapshots[0].frame(1, trainer.metrics.so_far()), start)
    next(units)
    recorder.look()
    rest = recorder.take_fresh()
    assert rest is not None
    assert [snapshot.step for snapshot in rest.snapshots] == [40]


@pytest.mark.parametrize("size", [7_960, 52_650, 535_818, 952_410])
def test_what_is_kept_of_a_network_fills_its_blocks(size: int) -> None:
    arena = Arena()
    stale = [ready_block(arena.block_size) for _ in range(arena.ask())]  # for another network
    arena.fit(size)
    for block in stale:
        arena.add(block)
    for _ in range(arena.ask()):
        arena.add(ready_block(arena.block_size))
    blocks = {}
    for _ in range(2 * arena.block_size // size):
        whole = arena.copy(np.ones(size, dtype=np.float32)).base
        assert whole is not None
        blocks[id(whole)] = whole
    assert [block.size for block in blocks.values()] == 2 * [arena.block_size]
    assert arena.block_size % size == 0


def test_a_network_too_large_for_a_block_asks_for_none() -> None:
    arena = Arena()
    arena.fit(2_000_000)
    assert arena.ask() == 0


def test_a_snapshot_that_holds_more_replaces_one_that_holds_less() -> None:
    trainer = Trainer(RECIPES["Adam, dropout, augmentation"], tiny_data(), 1)
    recorder = Recorder(trainer)
    units = trainer.units()
    next(units)
    recorder.look()
    recorder.record(complete=True)
    history = History()
    history.begin(Run(1, trainer.config, "tiny", ""))
    add_fresh(history, recorder)
    newest = history.at_or_before(1, 1)
    assert isinstance(newest, Snapshot)
    assert newest.complete
    assert history.steps(1).tolist() == [0, 1]


def test_nearby_weights_pack_to_less_than_alone() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(size=10_000).astype(np.float32)
    after = before * np.float32(1.0001)
    base = pack(before)
    packed = pack(after, base)
    assert packed.nbytes < 0.8 * pack(after).nbytes
    assert np.array_equal(packed.unpacked().view(np.uint32), after.view(np.uint32))


def test_numbers_that_are_no_numbers_are_kept_bit_for_bit() -> None:
    odd = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3.4e38], dtype=np.float32)
    assert np.array_equal(pack(odd).unpacked().view(np.uint32), odd.view(np.uint32))


def test_a_run_that_is_left_keeps_no_room_for_more_steps() -> None:
    history, run = History(), Run(1, RunConfig(), "tiny", "")
    history.begin(run)
    recorder = MetricsRecorder()
    for step in range(1500):
        recorder.add(1.0 / (step + 1), 0.1)
    known = recorder.so_far()
    history.add(Recording(1, (), known, ()))
    history.begin(Run(2, RunConfig(), "tiny", ""))
    kept = history.metrics(1)
    assert kept is not None
    assert np.array_equal(kept.loss, known.loss)
    assert kept.loss.single.base is None
    assert kept.learning_rate.single.nbytes == 4 * 1500
