"""A session's record as a JSON header and a few tensors."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from mnist_viz.training.analysis import Analysis
from mnist_viz.training.config import RunConfig
from mnist_viz.training.health_record import HealthRecord
from mnist_viz.training.runs import Change
from mnist_viz.training.session_record import Drawing, Looks, RunRecord, SessionRecord
from mnist_viz.training.snapshot import Snapshot
from mnist_viz.training.step_record import StepRecord
from mnist_viz.training.stored_arrays import ArrayWriter
from mnist_viz.training.tensor_file import Array

COUNTS = ("step", "epoch", "offset", "images_per_epoch", "batch_size")
"""What a snapshot tells of its frame in whole numbers."""


def encoded(record: SessionRecord) -> tuple[dict[str, Any], Mapping[str, Array]]:
    """Return the header and the tensors that say what a record does."""
    arrays, tables = ArrayWriter(), _Tables()
    header = {
        "current": record.current,
        "steps": record.steps,
        "saved_at": record.saved_at,
        "to_come": _changes(record.to_come),
        "data": [asdict(data) for data in record.data],
        "taught": [digits.to_json() for digits in record.taught],
        "environment": dict(record.environment),
        "looks": _looks(record.looks, arrays),
        "runs": [_run(run, arrays, tables) for run in record.runs],
        "configs": tables.configs,
        "change_lists": tables.change_lists,
    }
    return header, arrays.tensors()


class _Tables:
    """Configs and lists of changes, of which thousands of snapshots have the same few."""

    def __init__(self) -> None:
        self.configs: list[Any] = []
        self.change_lists: list[Any] = []
        self._places: dict[str, int] = {}

    def config(self, config: RunConfig) -> int:
        return self._place(self.configs, config.to_json())

    def changes(self, changes: tuple[Change, ...]) -> int:
        return self._place(self.change_lists, _changes(changes))

    def _place(self, table: list[Any], entry: Any) -> int:  # noqa: ANN401 - as JSON has types
        key = json.dumps(entry)
        if key not in self._places:
            self._places[key] = len(table)
            table.append(entry)
        return self._places[key]


def _changes(changes: tuple[Change, ...]) -> list[list[Any]]:
    return [[change.step, change.field, change.value] for change in changes]


def _run(record: RunRecord, arrays: ArrayWriter, tables: _Tables) -> dict[str, Any]:
    run, layout = record.run, record.layout
    return {
        "id": run.id,
        "config": tables.config(run.config),
        "data_name": run.data_name,
        "data_checksum": run.data_checksum,
        "changes": tables.changes(run.changes),
        "parent": run.parent,
        "branch_step": run.branch_step,
        "given_weights": run.given_weights,
        "input_shape": None if layout is None else list(layout.input_shape),
        "classes": None if layout is None else layout.classes,
        "snapshots": [_snapshot(snapshot, arrays, tables) for snapshot in record.snapshots],
        "metrics_from": record.metrics_from,
        "loss": _steps(record.metrics.loss, arrays),
        "learning_rate": _steps(record.metrics.learning_rate, arrays),
        "health": _health(record.metrics.health, arrays),
        "asked": dict(record.asked),
        "analyses": [_analysis(analysis, arrays) for analysis in record.analyses],
        "ghost": record.ghost,
        "data": record.data,
        "taught": record.taught,
        "ruin": None if record.ruin is None else asdict(record.ruin),
    }


def _steps(record: StepRecord, arrays: ArrayWriter) -> dict[str, Any]:
    return {"single": arrays.put(record.single), "bins": arrays.put(record.bins)}


def _health(record: HealthRecord, arrays: ArrayWriter) -> dict[str, Any]:
    return {
        "steps": arrays.put(record.steps.astype(np.float64)),
        "values": arrays.put(record.values),
    }


def _snapshot(snapshot: Snapshot, arrays: ArrayWriter, tables: _Tables) -> dict[str, Any]:
    outline = snapshot.outline
    return {name: getattr(outline, name) for name in COUNTS} | {
        "loss": outline.loss,
        "learning_rate": outline.learning_rate,
        "last_config": tables.config(outline.config),
        "changes": tables.changes(outline.changes),
        "config": tables.config(snapshot.config),
        "updates": snapshot.updates,
        "complete": snapshot.complete,
        "arrays": {name: arrays.put_stored(stored) for name, stored in snapshot.arrays.items()},
    }


def _analysis(analysis: Analysis, arrays: ArrayWriter) -> dict[str, Any]:
    return {
        "step": analysis.step,
        "loss": analysis.loss,
        "loss_name": analysis.loss_name,
        "predictions": arrays.put(analysis.predictions),
        "labels": arrays.put(analysis.labels),
        "classes": analysis.classes,
        "images": analysis.images_title,
        "held_out": None if analysis.held_out is None else _analysis(analysis.held_out, arrays),
    }


def _looks(looks: Looks, arrays: ArrayWriter) -> dict[str, Any]:
    return {
        "shown": looks.shown,
        "selection": [looks.selection.layer, looks.selection.unit],
        "limits": {"filters": looks.limits.filters, "activations": looks.limits.activations},
        "drawing": _drawing(looks.drawing, arrays),
        "presets": {str(run): preset for run, preset in looks.presets.items()},
    }


def _drawing(drawing: Drawing, arrays: ArrayWriter) -> dict[str, Any]:
    borrowed = drawing.borrowed
    return {
        "strokes": [
            {
                "points": arrays.put(stroke.points),
                "pressure": None if stroke.pressure is None else arrays.put(stroke.pressure),
            }
            for stroke in drawing.strokes
        ],
        "borrowed": None
        if borrowed is None
        else {
            "image": _picture(borrowed.image, arrays),
            "source": None if borrowed.source is None else _picture(borrowed.source, arrays),
            "class_name": borrowed.class_name,
            "index": borrowed.index,
        },
    }


def _picture(image: Array, arrays: ArrayWriter) -> dict[str, Any]:
    return {"pixels": arrays.put(image), "shape": list(image.shape)}
