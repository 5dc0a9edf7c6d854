"""A moment of a run from which training can go on, in memory and in a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training.config import ConfigError, RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.runs import Change
from mnist_viz.training.tensor_file import FileKind, TensorFileError, Tensors


class CheckpointFileError(TensorFileError):
    """A file is no checkpoint that can be used; the message says why and what to do."""


CHECKPOINT_FILE = FileKind(
    noun="checkpoint",
    format="mnist-viz-checkpoint",
    version=1,
    origin="Checkpoints are saved while a network trains.",
    error=CheckpointFileError,
)


@dataclass(frozen=True)
class Checkpoint:
    """A frame, and what only the trainer knew.

    Attributes
    ----------
    frame : Frame
    config : RunConfig
        In force after the frame's changes.
    changes_to_come : tuple of Change
        Asked for, and not yet due.
    updates : int
        The optimizer's count.
    optimizer_state : dict of str to float32 array, shape (layout.size,), read-only
        See `mnist_viz.nn.Optimizer`.
    """

    frame: Frame
    config: RunConfig
    changes_to_come: tuple[Change, ...]
    updates: int
    optimizer_state: Mapping[str, NDArray[np.float32]]


_NUMBERS = ("run_id", "step", "epoch", "offset", "images_per_epoch", "batch_size")


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; a file that is there is replaced only once the new one is complete.

    Raises
    ------
    OSError
        If it cannot be written; what was there is untouched.
    """
    frame = checkpoint.frame
    header = {name: getattr(frame, name) for name in _NUMBERS} | {
        "config": checkpoint.config.to_json(),
        "last_config": frame.config.to_json(),
        "input_shape": list(frame.layout.input_shape),
        "classes": frame.layout.classes,
        "loss": frame.loss,
        "learning_rate": frame.learning_rate,
        "changes": [asdict(change) for change in frame.changes],
        "changes_to_come": [asdict(change) for change in checkpoint.changes_to_come],
        "updates": checkpoint.updates,
    }
    arrays = {
        "parameters": frame.parameters,
        "metrics.loss": frame.metrics.loss,
        "metrics.learning_rate": frame.metrics.learning_rate,
    }
    arrays |= {f"optimizer.{name}": array for name, array in checkpoint.optimizer_state.items()}
    if frame.gradients is not None:
        arrays["gradients"] = frame.gradients
    CHECKPOINT_FILE.write(path, header, arrays)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises
    ------
    CheckpointFileError
        If there is no such file, or it is damaged, of another format or newer.
    """
    header, tensors = CHECKPOINT_FILE.read(path)
    try:
        return _checkpoint(header, tensors)
    except ConfigError as error:
        raise CheckpointFileError(f"{path}: {error} It may come from a newer MNIST Viz.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise CHECKPOINT_FILE.damaged(path) from error


def _checkpoint(header: Mapping[str, Any], tensors: Tensors) -> Checkpoint:
    config = RunConfig.from_json(header["config"])
    height, width = header["input_shape"]
    last_config = RunConfig.from_json(header.get("last_config", header["config"]))
    layout = config.layout((height, width), header["classes"])
    flat = {name: _flat(tensors, name, layout.size) for name in _flat_names(config, tensors)}
    steps = header["step"]
    frame = Frame(
        **{name: int(header[name]) for name in _NUMBERS},
        layout=layout,
        parameters=flat["parameters"],
        gradients=flat.get("gradients"),
        loss=header["loss"],
        learning_rate=header["learning_rate"],
        metrics=Metrics(
            _flat(tensors, "metrics.loss", steps), _flat(tensors, "metrics.learning_rate", steps)
        ),
        config=last_config,
        changes=tuple(Change(**change) for change in header["changes"]),
    )
    return Checkpoint(
        frame=frame,
        config=config,
        changes_to_come=tuple(Change(**change) for change in header["changes_to_come"]),
        updates=int(header["updates"]),
        optimizer_state={
            name: flat[f"optimizer.{name}"] for name in OPTIMIZERS[config.optimizer].state_names
        },
    )


def _flat_names(config: RunConfig, tensors: Tensors) -> list[str]:
    states = [f"optimizer.{name}" for name in OPTIMIZERS[config.optimizer].state_names]
    return ["parameters", *states, *(["gradients"] if "gradients" in tensors else [])]


def _flat(tensors: Tensors, name: str, size: int) -> NDArray[np.float32]:
    """Return a vector of that size, read-only and finite."""
    array = tensors[name]
    if array.shape != (size,) or not np.isfinite(array).all():
        raise ValueError(name)
    array.flags.writeable = False
    return array
