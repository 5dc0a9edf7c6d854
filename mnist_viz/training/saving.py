"""Models in files: the weights, and what must be known to use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_viz.assets import resource
from mnist_viz.nn import FloatArray, Layout, Network
from mnist_viz.training.config import MAX_WIDTH, ConfigError, RunConfig
from mnist_viz.training.presets import PRETRAINED
from mnist_viz.training.tensor_file import (
    FileKind,
    MismatchError,
    TensorFileError,
    Tensors,
    flat_parameters,
)

MAX_CLASSES = 1000


class ModelFileError(TensorFileError):
    """A file is no model that can be used; the message says why and what to do."""


MODEL_FILE = FileKind(
    noun="model",
    format="mnist-viz-model",
    version=1,
    origin="Models are written by: main.py train --out FILE",
    error=ModelFileError,
)


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
    data_origin : str
        Where the data set was read from, in case its name finds none.
    """

    network: Network
    config: RunConfig
    data_name: str
    class_names: tuple[str, ...]
    data_origin: str = ""


def model_path(name: str) -> Path:
    """Return the path of a model that is named by its file or by the word `PRETRAINED`."""
    return resource("pretrained.safetensors") if name == PRETRAINED else Path(name)


def save_model(path: Path, model: Model) -> None:
    """Write a model; a file that is there is replaced only once the new one is complete.

    Raises
    ------
    OSError
        If it cannot be written; what was there is untouched.
    """
    layout = model.network.layout
    header = {
        "config": model.config.to_json(),
        "input_shape": list(layout.input_shape),
        "data": model.data_name,
        "data_origin": model.data_origin,
        "class_names": list(model.class_names),
    }
    MODEL_FILE.write(
        path, header, {slot.name: slot.of(model.network.parameters) for slot in layout.slots}
    )


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
    header, tensors = MODEL_FILE.read(path)
    try:
        return _model(header, tensors)
    except ConfigError as error:
        raise ModelFileError(f"{path}: {error} It may come from a newer MNIST Viz.") from error
    except MismatchError as error:
        raise ModelFileError(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MODEL_FILE.damaged(path) from error


def _model(header: Mapping[str, Any], tensors: Tensors) -> Model:
    config = RunConfig.from_json(header["config"])
    class_names = tuple(header["class_names"])
    data, origin = header["data"], header["data_origin"]
    if not all(type(name) is str for name in (*class_names, data, origin)):
        raise TypeError
    if not 1 <= len(class_names) <= MAX_CLASSES:
        raise ValueError
    layout = config.layout(input_shape(header), len(class_names))
    network = Network(layout, _parameters(layout, tensors))
    return Model(network, config, data, class_names, origin)


def input_shape(header: Mapping[str, Any]) -> tuple[int, int]:
    """Return height and width of the images, out of a header.

    Raises
    ------
    TypeError, ValueError
        If they cannot be that.
    """
    height, width = header["input_shape"]
    if type(height) is not int or type(width) is not int:
        raise TypeError
    if min(height, width) < 1 or height * width > MAX_WIDTH:
        raise ValueError
    return height, width


def _parameters(layout: Layout, tensors: Tensors) -> FloatArray:
    try:
        return flat_parameters({slot.name: slot.shape for slot in layout.slots}, tensors)
    except MismatchError as error:
        raise MismatchError(f"{error} It is said to hold {layout.describe()}.") from None
