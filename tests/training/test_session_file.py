"""Sessions in files: what is written comes back, and what is not whole is refused."""

import dataclasses
import errno
import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from mnist_viz.data.atomic_file import remove_stale_parts
from mnist_viz.training import (
    Analysis,
    History,
    Metrics,
    Ruin,
    SessionFileError,
    SessionRecord,
    Trainer,
    read_session,
    save_session,
    session_file,
)
from mnist_viz.training.history import Track, all_packed
from mnist_viz.training.packing import PackedArray
from mnist_viz.training.session_file import SESSION_FILE
from mnist_viz.ui.history_menu import LIMITS_MB
from tests.training.sessions import CHANGES, CONFIG, LOOKS, TAUGHT, tiny_session
from tests.training.test_history import assert_same
from tests.training.tiny import tiny_data

Edit = Callable[[dict[str, Any], dict[str, Any]], None]


@pytest.fixture(scope="module")
def session() -> SessionRecord:
    return tiny_session()


@pytest.fixture
def saved(tmp_path: Path, session: SessionRecord) -> Path:
    path = tmp_path / "ünï code.mnistviz"
    save_session(path, session)
    return path


def packed(session: SessionRecord) -> SessionRecord:
    runs = tuple(
        dataclasses.replace(one, snapshots=all_packed(one.snapshots)) for one in session.runs
    )
    return dataclasses.replace(session, runs=runs)


def history_of(record: SessionRecord) -> History:
    history = History()
    history.take_over(
        (
            Track(one.run, list(one.snapshots), whole_metrics(record, one.run.id), one.run.changes)
            for one in record.runs
        ),
        record.current,
    )
    return history


def whole_metrics(record: SessionRecord, run_id: int) -> Metrics:
    """Return all metrics of a run, those before it branched off from its parent."""
    one = next(one for one in record.runs if one.run.id == run_id)
    if not one.metrics_from:
        return one.metrics
    assert one.run.parent is not None
    before = whole_metrics(record, one.run.parent)
    return before.up_to(one.metrics_from).extended(one.metrics)


def assert_equal(back: SessionRecord, session: SessionRecord) -> None:
    """Fail unless every recorded step of every run is the same, bit for bit."""
    assert (back.current, back.to_come, back.data) == (
        session.current,
        session.to_come,
        session.data,
    )
    assert back.environment == session.environment
    ours, theirs = history_of(back), history_of(session)
    for one, other in zip(back.runs, session.runs, strict=True):
        assert one.run == other.run
        assert (one.asked, one.ghost, one.data) == (other.asked, other.ghost, other.data)
        assert [s.step for s in one.snapshots] == [s.step for s in other.snapshots]
        for a, b in zip(one.snapshots, other.snapshots, strict=True):
            assert (a.complete, a.updates, a.config) == (b.complete, b.updates, b.config)
            assert set(a.arrays) == set(b.arrays)
            assert_same(ours.frame(one.run.id, a), theirs.frame(one.run.id, b))
        for x, y in zip(one.analyses, other.analyses, strict=True):
            assert_same_analysis(x, y)


def assert_same_analysis(one: Analysis, other: Analysis) -> None:
    for name in ("run_id", "step", "loss", "loss_name", "classes"):
        assert getattr(one, name) == getattr(other, name)
    assert np.array_equal(one.predictions, other.predictions)
    assert np.array_equal(one.labels, other.labels)
    assert (one.held_out is None) == (other.held_out is None)
    if one.held_out is not None and other.held_out is not None:
        assert_same_analysis(one.held_out, other.held_out)


def rewrite(path: Path, edit: Edit) -> None:
    """Write the file anew after an edit, as a program with another idea of it would."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    _, _, text = json.loads(content[8 : 8 + size])["__metadata__"]["mnist-viz"].partition(" ")
    header, tensors = json.loads(text), safetensors.numpy.load(content)
    edit(header, tensors)
    from mnist_viz.training.tensor_file import digest  # noqa: PLC0415

    header["sha256"] = digest(tensors)
    text = json.dumps(header)
    metadata = {"mnist-viz": f"{hashlib.sha256(text.encode()).hexdigest()} {text}"}
    path.write_bytes(safetensors.numpy.save(tensors, metadata=metadata))


def test_a_session_comes_back_as_it_was(saved: Path, session: SessionRecord) -> None:
    back = read_session(saved)
    assert_equal(back, session)
    assert [digits.name for digits in back.taught] == [TAUGHT.name]
    looks = back.looks
    assert (looks.shown, looks.selection, looks.limits) == (11, LOOKS.selection, LOOKS.limits)
    assert looks.presets == {1: "intro"}
    for one, other in zip(looks.drawing.strokes, LOOKS.drawing.strokes, strict=True):
        assert np.array_equal(one.points, other.points)
        assert np.array_equal(one.pressure, other.pressure)  # type: ignore[arg-type]
    assert looks.drawing.borrowed is not None
    assert LOOKS.drawing.borrowed is not None
    assert np.array_equal(looks.drawing.borrowed.image, LOOKS.drawing.borrowed.image)
    assert looks.drawing.borrowed.class_name == "C"
    assert looks.drawing.borrowed.source is not None
    assert looks.drawing.borrowed.source.shape == (6, 7)


def test_the_health_of_the_layers_is_in_the_file_and_may_be_missing(
    saved: Path, session: SessionRecord
) -> None:
    back = read_session(saved)
    health = whole_metrics(back, 2).health
    assert health.steps.tolist() == [*range(1, 21), 22, 25, 26, 28]  # 26: 19 after the change
    assert health.values.tobytes() == whole_metrics(session, 2).health.values.tobytes()

    def as_of_before(header: Any, _: Any) -> None:  # noqa: ANN401
        for run in header["runs"]:
            del run["health"]

    rewrite(saved, as_of_before)
    older = read_session(saved)
    assert len(whole_metrics(older, 2).health) == 0
    assert np.array_equal(whole_metrics(older, 2).loss, whole_metrics(session, 2).loss)


def test_packed_snapshots_come_back_packed_and_share_what_they_are_packed_against(
    tmp_path: Path, session: SessionRecord
) -> None:
    save_session(tmp_path / "s", packed(session))
    back = read_session(tmp_path / "s")
    assert_equal(back, session)
    bases = {
        id(stored.base)
        for snapshot in back.runs[0].snapshots
        for stored in snapshot.arrays.values()
        if isinstance(stored, PackedArray) and stored.base is not None
    }
    own = {id(stored) for one in back.runs[0].snapshots for stored in one.arrays.values()}
    assert bases
    assert bases <= own


def test_training_goes_on_from_a_file_bit_for_bit(saved: Path) -> None:
    back = read_session(saved)
    newest = back.run.newest
    assert newest is not None
    history = history_of(back)
    trainer = Trainer(CONFIG, tiny_data(), 2, watched=True)
    trainer.restore(
        dataclasses.replace(history.checkpoint(2, newest), changes_to_come=back.to_come)
    )
    kept = tuple(change for change in CHANGES if change.step <= 15)
    through = Trainer(CONFIG, tiny_data(), 2, (*kept, *back.to_come), watched=True)
    for one in (trainer, through):
        units = one.units()
        while one.step < 45:
            next(units)
    assert_same(trainer.frame(), through.frame())
    for name, array in trainer.optimizer.state.items():
        assert np.array_equal(array, through.optimizer.state[name])


def test_the_file_is_safetensors_with_a_few_tensors(saved: Path) -> None:
    assert set(safetensors.numpy.load_file(saved)) <= {"float32", "float64", "int16", "uint8"}


@pytest.mark.parametrize("cut", [0, 7, 100, 5000, -1])
def test_a_session_that_is_cut_off_is_refused(saved: Path, cut: int) -> None:
    saved.write_bytes(saved.read_bytes()[:cut])
    with pytest.raises(SessionFileError, match=r"damaged|no MNIST Viz session"):
        read_session(saved)


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SessionFileError, match="There is no file"):
        read_session(tmp_path / "none")


def _newer(header: dict[str, Any], _: dict[str, Any]) -> None:
    header["version"] += 1


def _future_setting(header: dict[str, Any], _: dict[str, Any]) -> None:
    header["configs"][0]["colour"] = 1


def _unknown_activation(header: dict[str, Any], _: dict[str, Any]) -> None:
    header["configs"][0]["activation"] = ["__import__('os')"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (_newer, "format version 2"),
        (_future_setting, "no setting 'colour'.* newer MNIST Viz"),
        (_unknown_activation, "activation is one of"),
    ],
)
def test_a_session_of_the_future_says_so(saved: Path, edit: Edit, says: str) -> None:
    rewrite(saved, edit)
    with pytest.raises(SessionFileError, match=says):
        read_session(saved)


def _run(index: int, **fields: object) -> Edit:
    return lambda header, _: header["runs"][index].update(fields)


def _snapshot(index: int, **fields: object) -> Edit:
    return lambda header, _: header["runs"][0]["snapshots"][index].update(fields)


def _set(**fields: object) -> Edit:
    return lambda header, _: header.update(fields)


def _not_finite(_: dict[str, Any], tensors: dict[str, Any]) -> None:
    tensors["float32"][5] = np.nan


def _no_tensor(_: dict[str, Any], tensors: dict[str, Any]) -> None:
    del tensors["int16"]


def _health_steps(last: float) -> Edit:
    def edit(header: dict[str, Any], tensors: dict[str, Any]) -> None:
        _, start, size = header["runs"][0]["health"]["steps"]
        tensors["float64"][start + size - 1] = last

    return edit


def _negative_health(header: dict[str, Any], tensors: dict[str, Any]) -> None:
    _, start, _ = header["runs"][0]["health"]["values"]
    tensors["float32"][start] = -1.0


def _without_run(header: dict[str, Any], _: dict[str, Any]) -> None:
    del header["runs"][0]


def _longer_array(header: dict[str, Any], _: dict[str, Any]) -> None:
    header["runs"][0]["snapshots"][0]["arrays"]["parameters"][2] += 1


def _outside(header: dict[str, Any], _: dict[str, Any]) -> None:
    header["runs"][0]["loss"]["single"][1] = 2**60


def _extra_array(header: dict[str, Any], _: dict[str, Any]) -> None:
    arrays = header["runs"][0]["snapshots"][1]["arrays"]
    arrays["optimizer.other"] = arrays["parameters"]


_RUIN = {
    "step": 31,
    "layer": "Output",
    "quantity": "loss",
    "learning_rate": 3.0,
    "good_step": 29,
}


def test_a_test_loss_of_an_older_file_is_cross_entropy_whatever_was_trained_with(
    saved: Path,
) -> None:
    def name_loss(header: dict[str, Any], name: str | None) -> None:
        for run in header["runs"]:
            for one in run["analyses"]:
                one.pop("loss_name", None)
                if name is not None:
                    one["loss_name"] = name

    rewrite(saved, lambda header, _: name_loss(header, "squared_error"))
    assert {one.loss_name for one in read_session(saved).runs[0].analyses} == {"squared_error"}
    rewrite(saved, lambda header, _: name_loss(header, None))
    assert {one.loss_name for one in read_session(saved).runs[0].analyses} == {"cross_entropy"}
    rewrite(saved, lambda header, _: name_loss(header, "colour"))
    with pytest.raises(SessionFileError):
        read_session(saved)


def test_how_a_run_went_wrong_is_in_the_file_and_may_be_missing(saved: Path) -> None:
    rewrite(saved, _run(0, ruin=_RUIN))
    first, second = read_session(saved).runs
    assert first.ruin == Ruin(31, "Output", "loss", 3.0, 29)
    assert second.ruin is None

    def as_of_before(header: dict[str, Any], _: dict[str, Any]) -> None:
        for run in header["runs"]:
            del run["ruin"]

    rewrite(saved, as_of_before)
    assert [run.ruin for run in read_session(saved).runs] == [None, None]


def test_of_a_run_that_is_cut_off_before_it_went_wrong_nothing_of_that_is_told(
    saved: Path,
) -> None:
    rewrite(saved, _run(0, ruin=_RUIN | {"step": 32}))
    assert read_session(saved).runs[0].ruin is None


@pytest.mark.parametrize(
    "edit",
    [
        _run(1, parent=7),
        _run(1, parent=2),
        _run(1, branch_step=10_000),
        _run(1, ghost=9),
        _run(0, data="other"),
        _run(0, id=2),
        _run(0, id=0),
        _run(0, asked={"hidden": [3]}),
        _run(0, asked={"learning_rate": -1.0}),
        _run(0, asked={"learning_rate": "0.1"}),
        _run(0, input_shape=[4, 10**9]),
        _run(0, classes=10**9),
        _run(0, input_shape=[5, 5]),
        _run(0, metrics_from=5),
        _run(0, config=99),
        _run(0, health={}),
        _run(0, health={"steps": ["float64", 0, 1], "values": ["float32", 0, 12]}),
        _health_steps(-1.0),
        _health_steps(2.5),
        _health_steps(1e6),
        _health_steps(float("nan")),
        _negative_health,
        _run(0, config=-1),
        _snapshot(3, step=2),
        _snapshot(3, step=2**70),
        _snapshot(3, step=True),
        _snapshot(3, offset=-1),
        _snapshot(3, complete=1),
        _snapshot(3, loss=float("nan")),
        _set(current=5),
        _set(current="1"),
        _set(runs=[]),
        _set(change_lists=[[[0, "seed", 1]]]),
        _set(change_lists=[[[0, "my_digits", "1 unknown"]]] * 9),
        _set(taught=[[{"label": 11, "strokes": [[[0, 0]]]}]]),
        _set(saved_at=None),
        _not_finite,
        _no_tensor,
        _run(0, given_weights=1),
        _run(0, ruin={}),
        _run(0, ruin=_RUIN | {"step": 0}),
        _run(0, ruin=_RUIN | {"good_step": 31}),
        _run(0, ruin=_RUIN | {"layer": "Layer 9"}),
        _run(0, ruin=_RUIN | {"quantity": None}),
        _run(0, ruin=_RUIN | {"learning_rate": float("nan")}),
        _run(0, ruin=_RUIN | {"learning_rate": -1.0}),
        _without_run,
        _longer_array,
        _outside,
        _extra_array,
    ],
)
def test_a_session_that_contradicts_itself_is_refused(saved: Path, edit: Edit) -> None:
    rewrite(saved, edit)
    with pytest.raises(SessionFileError):
        read_session(saved)


def test_runs_that_lost_their_pictures_come_back_with_their_curve(
    tmp_path: Path, session: SessionRecord
) -> None:
    first, branch = session.runs
    bare = dataclasses.replace(first, layout=None, snapshots=())
    late = dataclasses.replace(branch, snapshots=branch.snapshots[-1:])
    save_session(tmp_path / "s", dataclasses.replace(session, runs=(bare, late)))
    back = read_session(tmp_path / "s")
    one, other = back.runs
    assert (one.run, one.snapshots) == (first.run, ())
    assert np.array_equal(one.metrics.loss, first.metrics.loss)
    assert other.newest is not None
    assert other.newest.step == 30
    assert np.array_equal(other.metrics.loss, whole_metrics(session, 2).loss)


def test_a_packed_array_that_would_fill_the_memory_is_refused(
    tmp_path: Path, session: SessionRecord
) -> None:
    path = tmp_path / "bomb"
    save_session(path, packed(session))

    def inflate(header: dict[str, Any], tensors: dict[str, Any]) -> None:
        import zlib  # noqa: PLC0415

        bomb = np.frombuffer(zlib.compress(b"\0" * 50_000_000), dtype=np.uint8)
        place = header["runs"][0]["snapshots"][0]["arrays"]["parameters"]
        place[1:] = [len(tensors["packed"]), len(bomb)]
        tensors["packed"] = np.concatenate([tensors["packed"], bomb])

    rewrite(path, inflate)
    with pytest.raises(SessionFileError, match="damaged"):
        read_session(path)


def test_a_pickle_is_refused_unexecuted(tmp_path: Path) -> None:
    marker = tmp_path / "executed"

    class Payload:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(marker),)

    path = tmp_path / "session.mnistviz"
    path.write_bytes(pickle.dumps(Payload()))
    with pytest.raises(SessionFileError, match="no MNIST Viz session"):
        read_session(path)
    assert not marker.exists()


def test_no_session_is_saved_that_could_not_be_opened(
    saved: Path, session: SessionRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    small = dataclasses.replace(SESSION_FILE, max_file_bytes=len(before) - 1)
    monkeypatch.setattr(session_file, "SESSION_FILE", small)
    with pytest.raises(OSError, match="too large"):
        save_session(saved, session)
    assert saved.read_bytes() == before
    with pytest.raises(SessionFileError, match="too large"):
        read_session(saved)
    most_of_the_past = 1024**2 * max(LIMITS_MB)
    assert SESSION_FILE.max_file_bytes > 1.5 * most_of_the_past


def test_a_save_that_is_killed_at_any_moment_leaves_the_old_session_or_the_new(
    saved: Path, session: SessionRecord
) -> None:
    """Each child saves again and again until it is killed, each a little later than the last."""
    code = (
        "import sys, pathlib; from tests.training.sessions import tiny_session;"
        "from mnist_viz.training import save_session;"
        "record = tiny_session(); path = pathlib.Path(sys.argv[1]); print('now', flush=True)\n"
        "while True: save_session(path, record)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(saved)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        for _ in range(20):  # while it is being replaced under our eyes
            assert read_session(saved).steps == session.steps
        child.kill()
        child.wait()
    assert read_session(saved).steps == session.steps
    remove_stale_parts(saved.parent)
    assert list(saved.parent.iterdir()) == [saved]


def test_a_session_saved_through_a_link_leaves_the_link(
    tmp_path: Path, session: SessionRecord
) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    save_session(link, session)
    assert link.is_symlink()
    assert read_session(target).steps == session.steps


@pytest.mark.parametrize("fails_at", range(1, 4))
def test_a_disk_that_fails_at_any_write_keeps_the_session_that_was_there(
    saved: Path, session: SessionRecord, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    before = saved.read_bytes()
    calls = 0
    fsync, replace = os.fsync, Path.replace

    def failing(name: str) -> None:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def failing_sync(descriptor: int) -> None:
        failing("sync")
        fsync(descriptor)

    def failing_replace(path: Path, target: Path) -> Path:
        failing("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", failing_sync)
    monkeypatch.setattr(Path, "replace", failing_replace)
    other = dataclasses.replace(session, current=1)
    if fails_at <= 2:
        with pytest.raises(OSError, match="No space left"):
            save_session(saved, other)
        assert saved.read_bytes() == before
    else:
        save_session(saved, other)
        assert read_session(saved).current == 1
    assert list(saved.parent.iterdir()) == [saved]


_ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    7,
    2**40,
    2**70,
    0.5,
    float("inf"),
    "",
    "x",
    [],
    [1],
    {},
    {"a": 1},
)


def _places(tree: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value in a JSON document."""
    found = [path] if path else []
    if isinstance(tree, (dict, list)):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            found += _places(value, (*path, key))
    return found


def test_a_header_with_any_value_wrong_is_refused_or_understood_though_its_seal_is_right(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s"
    save_session(path, packed(tiny_session(6)))
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    refused = 0
    for _ in range(400):
        path.write_bytes(whole)

        def spoil(header: dict[str, Any], _: dict[str, Any]) -> None:
            places = _places(header)
            *way, last = places[rng.integers(len(places))]
            at: Any = header
            for key in way:
                at = at[key]
            if rng.integers(4) == 0:
                del at[last]
            else:
                at[last] = _ODD[rng.integers(len(_ODD))]

        rewrite(path, spoil)
        try:
            read_session(path)
        except SessionFileError:
            refused += 1
    assert refused > 250
