"""Models in files: safetensors, checked by a SHA-256 of their own.

safetensors runs no code, but has no checksum and takes arrays that are not
C-contiguous apart wrongly; so every array is made contiguous, and a digest
over all of them stands in the header.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from mnist_viz.data.atomic_file import replacing
from mnist_viz.nn import Layout, Network
from mnist_viz.training.config import MAX_WIDTH, ConfigError, RunConfig

FORMAT = "mnist-viz-model"
VERSION = 1
MAX_FILE_BYTES = 1 << 30
MAX_CLASSES = 1000


class ModelFileError(Exception):
    """A file is no model that can be used; the message says why and what to do."""


@dataclass(frozen=True)
class Model:
    """A trained network and what must be known to use it.

    Attributes
    ----------
    network : Network
    config : RunConfig
        How it was trained.
    data_name : str
        The data set it was trained on.
    class_names : tuple of str
    """

    network: Network
    config: RunConfig
    data_name: str
    class_names: tuple[str, ...]


def save_model(path: Path, model: Model) -> None:
    """Write a model; a file that is there is replaced only once the new one is complete.

    Raises
    ------
    OSError
        If it cannot be written; what was there is untouched.
    """
    layout = model.network.layout
    tensors = {
        slot.name: np.ascontiguousarray(slot.of(model.network.parameters), dtype=np.float32)
        for slot in layout.slots
    }
    header = {
        "format": FORMAT,
        "version": VERSION,
        "config": model.config.to_json(),
        "input_shape": list(layout.input_shape),
        "data": model.data_name,
        "class_names": list(model.class_names),
        "sha256": _digest(tensors),
    }
    with replacing(path) as file:
        file.write(save(tensors, metadata={"mnist-viz": json.dumps(header)}))


def load_model(path: Path) -> tuple[Network, RunConfig]:
    """Read a model's network and recipe; errors as `read_model`."""
    model = read_model(path)
    return model.network, model.config


def read_model(path: Path) -> Model:
    """Read a model.

    Raises
    ------
    ModelFileError
        If there is no such file, or it is damaged, of another format or newer.
    """
    content = _content(path)
    header = _header(path, content)
    try:
        tensors = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise _damaged(path) from error
    try:
        return _model(header, tensors)
    except ConfigError as error:
        raise ModelFileError(f"{path}: {error} It may come from a newer MNIST Viz.") from error
    except _MismatchError as error:
        raise ModelFileError(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path) from error


class _MismatchError(Exception):
    """Header and tensors disagree."""


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ModelFileError(f"{path} is too large for a model.")
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror}.") from error


def _header(path: Path, content: bytes) -> dict[str, Any]:
    """Return our part of the file's header, after a look at who wrote it."""
    foreign = ModelFileError(
        f"{path} is no MNIST Viz model. Models are written by: main.py train --out FILE"
    )
    size = int.from_bytes(content[:8], "little")
    if len(content) < 8 or not 2 <= size <= len(content) - 8 or content[8:9] != b"{":
        raise foreign
    try:
        header = json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["mnist-viz"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise foreign from None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise foreign
    if header.get("version") != VERSION:
        raise ModelFileError(
            f"{path} has format version {header.get('version')}; this program reads {VERSION}. "
            "Update MNIST Viz to open it."
        )
    return header


def _model(header: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> Model:
    config = RunConfig.from_json(header["config"])
    height, width = header["input_shape"]
    class_names = tuple(header["class_names"])
    if not all(type(name) is str for name in (*class_names, header["data"])):
        raise TypeError
    if not (1 <= len(class_names) <= MAX_CLASSES and 1 <= height * width <= MAX_WIDTH):
        raise ValueError
    layout = config.layout((int(height), int(width)), len(class_names))
    network = Network(layout, _parameters(layout, tensors, header["sha256"]))
    return Model(network, config, header["data"], class_names)


def _parameters(
    layout: Layout, tensors: Mapping[str, NDArray[Any]], sha256: str
) -> NDArray[np.float32]:
    names = {slot.name for slot in layout.slots}
    if names != set(tensors):
        odd = ", ".join(sorted(names ^ set(tensors)))
        raise _MismatchError(f"the arrays {odd} do not belong to {layout.describe()}.")
    for slot in layout.slots:
        found = tensors[slot.name]
        if found.shape != slot.shape or found.dtype != np.float32:
            raise _MismatchError(
                f"{slot.name} has shape {found.shape} and type {found.dtype}; "
                f"{layout.describe()} needs {slot.shape} and float32."
            )
    if _digest(tensors) != sha256:
        raise _MismatchError("the weights do not match their checksum; the file is damaged.")
    flat = np.concatenate([tensors[slot.name].ravel() for slot in layout.slots])
    if not np.isfinite(flat).all():
        raise _MismatchError("some weights are not finite; this network cannot read anything.")
    return flat


def _digest(tensors: Mapping[str, NDArray[Any]]) -> str:
    """Return a SHA-256 over names, shapes and values, as hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name], dtype="<f4")
        digest.update(f"{name}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _damaged(path: Path) -> ModelFileError:
    return ModelFileError(f"{path} is damaged. Use another copy, or train the model again.")
