"""A session's record made of a JSON header and tensors, nothing of which is taken on trust.

What raises here raises one of `MALFORMED`; whoever reads the file makes one error of them.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.my_digits import MyDigits
from mnist_viz.nn import LOSSES, OPTIMIZERS, Layout
from mnist_viz.training.analysis import Analysis
from mnist_viz.training.config import LIVE_FIELDS, RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.health_record import HealthRecord
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.ruin import Ruin
from mnist_viz.training.runs import SOURCE_FIELDS, Change, Run
from mnist_viz.training.saving import MAX_CLASSES, input_shape
from mnist_viz.training.session_encoding import COUNTS
from mnist_viz.training.session_record import (
    BorrowedImage,
    DataRecord,
    Drawing,
    InkStroke,
    Looks,
    RunRecord,
    SessionRecord,
)
from mnist_viz.training.snapshot import NO_METRICS, NOTHING, STATE, Snapshot
from mnist_viz.training.step_record import StepRecord
from mnist_viz.training.stored_arrays import ArrayReader
from mnist_viz.training.tensor_file import Tensors
from mnist_viz.training.view import Limits, Selection

MALFORMED = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError)

Fields = Mapping[str, Any]

_FARTHEST = 10.0
"""How far off the pad a point can lie, in its sides."""


def decoded(header: Fields, tensors: Tensors) -> SessionRecord:
    """Return the record that `mnist_viz.training.session_encoding.encoded` was given."""
    arrays, tables = ArrayReader(tensors), _Tables(header)
    return SessionRecord(
        runs=tuple(_run(fields, arrays, tables) for fields in header["runs"]),
        current=_whole(header["current"], 1),
        to_come=_changes(header["to_come"]),
        data=tuple(_data(fields) for fields in header["data"]),
        taught=tuple(MyDigits.from_json(digits) for digits in header["taught"]),
        looks=_looks(header["looks"], arrays),
        environment={_text(k): _text(v) for k, v in header["environment"].items()},
        saved_at=_number(header["saved_at"]),
    )


class _Tables:
    def __init__(self, header: Fields) -> None:
        self._configs = [RunConfig.from_json(fields) for fields in header["configs"]]
        self._change_lists = [_changes(entries) for entries in header["change_lists"]]

    def config(self, place: Any) -> RunConfig:  # noqa: ANN401 - from a file
        return self._configs[_whole(place)]

    def changes(self, place: Any) -> tuple[Change, ...]:  # noqa: ANN401 - from a file
        return self._change_lists[_whole(place)]


def _run(fields: Fields, arrays: ArrayReader, tables: _Tables) -> RunRecord:
    parent, ghost = fields["parent"], fields["ghost"]
    run = Run(
        id=_whole(fields["id"], 1),
        config=tables.config(fields["config"]),
        data_name=_text(fields["data_name"]),
        data_checksum=_text(fields["data_checksum"]),
        changes=tables.changes(fields["changes"]),
        parent=None if parent is None else _whole(parent, 1),
        branch_step=_whole(fields["branch_step"]),
        given_weights=_flag(fields.get("given_weights", False)),
    )
    layout = _layout(fields, run.config)
    return RunRecord(
        run=run,
        layout=layout,
        snapshots=_snapshots(fields["snapshots"], run, layout, arrays, tables),
        metrics=_metrics(fields, len(run.config.hidden) + 1, arrays),
        metrics_from=_whole(fields["metrics_from"]),
        asked=_asked(fields["asked"], run.config),
        analyses=tuple(_analysis(one, run.id, arrays) for one in fields["analyses"]),
        ghost=None if ghost is None else _whole(ghost, 1),
        data=_text(fields["data"]),
        taught=_text(fields["taught"]),
        ruin=_ruin(fields.get("ruin"), layout),  # no file of before it was kept has it
    )


def _ruin(fields: Fields | None, layout: Layout | None) -> Ruin | None:
    if fields is None:
        return None
    rate = fields["learning_rate"]
    _check_setting("learning_rate", rate)
    ruin = Ruin(
        step=_whole(fields["step"], 1),
        layer=_text(fields["layer"]),
        quantity=_text(fields["quantity"]),
        learning_rate=float(rate),
        good_step=_whole(fields["good_step"]),
    )
    if layout is not None and ruin.layer not in [layer.title for layer in layout.layers]:
        raise ValueError(ruin.layer)
    return ruin


def _layout(fields: Fields, config: RunConfig) -> Layout | None:
    if fields["input_shape"] is None:
        return None
    classes = _whole(fields["classes"], 1)
    if classes > MAX_CLASSES:
        raise ValueError(classes)
    return config.layout(input_shape(fields), classes)


def _metrics(fields: Fields, layers: int, arrays: ArrayReader) -> Metrics:
    loss, rate = (_steps(fields[name], arrays) for name in ("loss", "learning_rate"))
    if len(loss) != len(rate) or loss.split != rate.split:
        raise ValueError("metrics")
    start = _whole(fields["metrics_from"])
    health = _health(fields, layers, arrays)
    if len(health) and not start < health.steps[0] <= health.steps[-1] <= start + len(loss):
        raise ValueError("health")
    return Metrics(loss, rate, health)


def _health(fields: Fields, layers: int, arrays: ArrayReader) -> HealthRecord:
    places = fields.get("health")  # no file of before health was recorded has it
    if places is None:
        return HealthRecord()
    steps = arrays.array(places["steps"], "float64", (-1,))
    values = arrays.array(places["values"], "float32", (len(steps), 3, layers))
    if not (np.abs(steps) < 2.0**53).all() or (values < 0.0).any():
        raise ValueError("health")
    whole = steps.astype(np.int64)
    if (whole != steps).any() or (np.diff(whole, prepend=0) < 1).any():
        raise ValueError("health")
    return HealthRecord(whole, values)


def _steps(fields: Fields, arrays: ArrayReader) -> StepRecord:
    single = arrays.array(fields["single"], "float32", (-1,))
    bins = arrays.array(fields["bins"], "float32", (-1, 3))
    if not (np.isfinite(single).all() and np.isfinite(bins).all()):
        raise ValueError("metrics")
    return StepRecord(single, bins)


def _asked(fields: Fields, config: RunConfig) -> dict[str, Any]:
    for name, value in fields.items():
        _check_setting(name, value, config)
    return dict(fields)


def _changes(entries: Sequence[Any]) -> tuple[Change, ...]:
    changes = []
    for step, field, value in entries:
        _check_setting(field, value)
        changes.append(Change(_whole(step), field, value))
    if any(one.step > other.step for one, other in pairwise(changes)):
        raise ValueError("changes")
    return tuple(changes)


def _check_setting(field: str, value: Any, config: RunConfig | None = None) -> None:  # noqa: ANN401 - from a file
    """Refuse a setting that cannot change, or not to that value."""
    if field in SOURCE_FIELDS and config is None:
        _text(value)
    elif field in LIVE_FIELDS:
        RunConfig.from_json({**(config or RunConfig()).to_json(), field: value})
    else:
        raise ValueError(field)


def _snapshots(
    entries: Sequence[Fields],
    run: Run,
    layout: Layout | None,
    arrays: ArrayReader,
    tables: _Tables,
) -> tuple[Snapshot, ...]:
    if layout is None:
        if entries:
            raise ValueError(run.id)
        return ()
    found = tuple(_snapshot(fields, run, layout, arrays, tables) for fields in entries)
    if any(one.step >= other.step for one, other in pairwise(found)):
        raise ValueError("steps")
    return found


def _snapshot(
    fields: Fields, run: Run, layout: Layout, arrays: ArrayReader, tables: _Tables
) -> Snapshot:
    config, last_config = tables.config(fields["config"]), tables.config(fields["last_config"])
    complete = _flag(fields["complete"])
    counts = {name: _whole(fields[name]) for name in COUNTS}
    if not 0 <= counts["offset"] < counts["images_per_epoch"]:
        raise ValueError("place")
    if counts["batch_size"] < 1 or not _same_network(config, last_config, run.config):
        raise ValueError("config")
    places = fields["arrays"]
    states = OPTIMIZERS[config.optimizer].state_names
    needed = {"parameters", *(f"{STATE}{name}" for name in states if complete)}
    if set(places) - {"gradients"} != needed or (not states and not complete):
        raise ValueError("arrays")
    outline = Frame(
        **counts,
        run_id=run.id,
        layout=layout,
        parameters=NOTHING,
        gradients=None,
        loss=_number_or_none(fields["loss"]),
        learning_rate=_number_or_none(fields["learning_rate"]),
        metrics=NO_METRICS,
        config=last_config,
        changes=tables.changes(fields["changes"]),
    )
    stored = {name: arrays.stored(place, layout.size) for name, place in places.items()}
    return Snapshot(outline, stored, config, _whole(fields["updates"]), complete)


def _same_network(*configs: RunConfig) -> bool:
    return len({(one.hidden, one.activation, one.optimizer, one.seed) for one in configs}) == 1


def _analysis(fields: Fields, run_id: int, arrays: ArrayReader) -> Analysis:
    predictions = arrays.array(fields["predictions"], "int16", (-1,))
    labels = arrays.array(fields["labels"], "uint8", (-1,))
    classes = _whole(fields["classes"], 1)
    if len(predictions) != len(labels) or not len(labels):
        raise ValueError("analysis")
    if labels.max() >= classes or not -1 <= predictions.min() <= predictions.max() < classes:
        raise ValueError("analysis")
    loss = fields["loss"]
    if type(loss) is not float:  # of a broken network it may not be finite
        raise TypeError("loss")
    loss_name = fields.get("loss_name", "cross_entropy")  # in older files it always was that
    if loss_name not in LOSSES:
        raise ValueError("loss_name")
    held_out = fields.get("held_out")  # no file of before held-out images were scored has it
    return Analysis(
        run_id=run_id,
        step=_whole(fields["step"]),
        loss=loss,
        predictions=predictions,
        labels=labels,
        classes=classes,
        images_title=_text(fields["images"]),
        held_out=None if held_out is None else _analysis(held_out, run_id, arrays),
        loss_name=loss_name,
    )


def _data(fields: Fields) -> DataRecord:
    names = ("name", "title", "checksum", "origin")
    return DataRecord(**{name: _text(fields[name]) for name in names})


def _looks(fields: Fields, arrays: ArrayReader) -> Looks:
    shown, limits = fields["shown"], fields["limits"]
    layer, unit = fields["selection"]
    return Looks(
        shown=None if shown is None else _whole(shown),
        selection=Selection(_whole(layer), _whole(unit)),
        limits=Limits(_number(limits["filters"]), tuple(map(_number, limits["activations"]))),
        drawing=_drawing(fields["drawing"], arrays),
        presets={int(run): _text(preset) for run, preset in fields["presets"].items()},
    )


def _drawing(fields: Fields, arrays: ArrayReader) -> Drawing:
    borrowed = fields["borrowed"]
    return Drawing(
        strokes=tuple(_stroke(stroke, arrays) for stroke in fields["strokes"]),
        borrowed=None if borrowed is None else _borrowed(borrowed, arrays),
    )


def _stroke(fields: Fields, arrays: ArrayReader) -> InkStroke:
    points = arrays.array(fields["points"], "float64", (-1, 2))
    pressure = fields["pressure"]
    if pressure is not None:
        pressure = arrays.array(pressure, "float64", (len(points),))
    for array in (points, pressure):
        if array is not None and not (np.abs(array) <= _FARTHEST).all():
            raise ValueError("stroke")
    if not len(points):
        raise ValueError("stroke")
    return InkStroke(points, pressure)


def _borrowed(fields: Fields, arrays: ArrayReader) -> BorrowedImage:
    source = fields["source"]
    return BorrowedImage(
        _picture(fields["image"], arrays),
        _text(fields["class_name"]),
        _whole(fields["index"], -2),
        None if source is None else _picture(source, arrays),
    )


def _picture(fields: Fields, arrays: ArrayReader) -> NDArray[np.uint8]:
    height, width = fields["shape"]
    return arrays.array(fields["pixels"], "uint8", (_whole(height, 1), _whole(width, 1)))


def _whole(value: Any, least: int = 0) -> int:  # noqa: ANN401 - from a file
    if type(value) is not int or not least <= value < 2**62:
        raise ValueError(value)
    return value


def _number(value: Any) -> float:  # noqa: ANN401 - from a file
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _number_or_none(value: Any) -> float | None:  # noqa: ANN401 - from a file
    return None if value is None else _number(value)


def _flag(value: Any) -> bool:  # noqa: ANN401 - from a file
    if type(value) is not bool:
        raise TypeError(value)
    return value


def _text(value: Any) -> str:  # noqa: ANN401 - from a file
    if type(value) is not str:
        raise TypeError(value)
    return value
