import contextlib
import dataclasses
import hashlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_viz.nn import ACTIVATIONS, Network, initial_parameters
from mnist_viz.training import (
    Model,
    ModelFileError,
    RunConfig,
    load_model,
    read_model,
    save_model,
    saving,
)
from mnist_viz.training.tensor_file import digest
from tests.training.tiny import tiny_config

unhurried = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Edit = Callable[[dict[str, Any], dict[str, np.ndarray]], None]


def _model(config: RunConfig | None = None, seed: int = 0) -> Model:
    config = config or tiny_config()
    layout = config.layout((4, 5), 3)
    parameters = initial_parameters(layout, "he", np.random.default_rng(seed))
    return Model(Network(layout, parameters), config, "tiny", ("ä", "b", "c"))


def _same(a: Model, b: Model) -> bool:
    return (
        np.array_equal(a.network.parameters, b.network.parameters)
        and a.network.layout == b.network.layout
        and (a.config, a.data_name, a.class_names) == (b.config, b.data_name, b.class_names)
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_model(path, _model())
    return path


def _rewrite(path: Path, edit: Edit) -> None:
    """Write the file anew after an edit, as a program with another idea of it would."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    metadata = json.loads(content[8 : 8 + size])["__metadata__"]
    _, _, text = metadata["mnist-viz"].partition(" ")
    header, tensors = json.loads(text), safetensors.numpy.load(content)
    edit(header, tensors)
    text = json.dumps(header)
    metadata = {"mnist-viz": f"{hashlib.sha256(text.encode()).hexdigest()} {text}"}
    path.write_bytes(safetensors.numpy.save(tensors, metadata=metadata))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_model_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    model = _model(tiny_config(activation=(name,), batch_size="full"))
    path = tmp_path / "ünï code.model"
    save_model(path, model)
    back = read_model(path)
    assert _same(back, model)
    x = np.random.default_rng(0).random((7, 20), dtype=np.float32)
    assert np.array_equal(back.network.predict(x), model.network.predict(x))
    network, config = load_model(path)
    assert config == model.config
    assert np.array_equal(network.parameters, model.network.parameters)


@pytest.mark.parametrize("dtype", ["<f8", ">f4", ">f8"])
def test_parameters_of_another_type_or_order_are_the_same_in_the_file(
    tmp_path: Path, dtype: str
) -> None:
    model = _model()
    odd = Network(model.network.layout, model.network.parameters.astype(dtype))
    save_model(tmp_path / "odd", Model(odd, model.config, model.data_name, model.class_names))
    assert _same(read_model(tmp_path / "odd"), model)


def test_a_file_is_replaced_whole_or_not_at_all(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space left"):
            save_model(saved, _model(seed=1))
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]
    save_model(saved, _model(seed=1))
    assert _same(read_model(saved), _model(seed=1))
    assert list(saved.parent.iterdir()) == [saved]


def test_a_file_cut_anywhere_is_refused(saved: Path) -> None:
    content = saved.read_bytes()
    for length in {*range(0, len(content), len(content) // 50), len(content) - 1}:
        saved.write_bytes(content[:length])
        with pytest.raises(ModelFileError, match=r"damaged|no MNIST Viz model"):
            read_model(saved)
    saved.write_bytes(content + b"\0")
    with pytest.raises(ModelFileError, match="damaged"):
        read_model(saved)


def test_a_flipped_bit_anywhere_is_refused_or_changes_nothing(saved: Path) -> None:
    content, model = saved.read_bytes(), _model()
    rng = np.random.default_rng(0)
    refused = 0
    for place in rng.integers(0, len(content), size=400):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.integers(8)
        saved.write_bytes(damaged)
        try:
            assert _same(read_model(saved), model)
        except ModelFileError:
            refused += 1
    assert refused > 390


@given(st.data())
@settings(unhurried, max_examples=200)
def test_random_mutants_are_refused_or_equal(saved: Path, data: st.DataObject) -> None:
    model = _model()
    mutant = saved.with_name("mutant")
    content = bytearray(saved.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        content[start : start + length] = data.draw(st.binary(max_size=40))
    mutant.write_bytes(content)
    with contextlib.suppress(ModelFileError):
        assert _same(read_model(mutant), model)


@given(st.binary(max_size=300))
@settings(unhurried)
def test_random_bytes_are_no_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "noise"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="no MNIST Viz model"):
        read_model(path)


class _Payload:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


@pytest.mark.parametrize("kind", ["pickle", "npz"])
def test_a_pickle_or_npz_offered_as_a_model_is_refused_and_not_run(
    tmp_path: Path, kind: str
) -> None:
    path, marker = tmp_path / f"model.{kind}", tmp_path / "executed"
    if kind == "npz":
        np.savez(path, weights=np.array([_Payload(marker)], dtype=object))
    else:
        path.write_bytes(pickle.dumps(_Payload(marker)))
    with pytest.raises(ModelFileError, match="no MNIST Viz model"):
        read_model(path)
    assert not marker.exists()


def test_safetensors_of_another_program_are_no_model(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    safetensors.numpy.save_file({"weight": np.zeros(3, np.float32)}, path)
    with pytest.raises(ModelFileError, match=r"no MNIST Viz model\. Models are written by: main"):
        read_model(path)


@pytest.mark.parametrize("header", ["[1]", '{"format": "other"}', "7", "[" * 50_000])
def test_a_header_that_is_not_ours_is_no_model(tmp_path: Path, header: str) -> None:
    path = tmp_path / "other.safetensors"
    metadata = {"mnist-viz": f"seal {header}"}
    safetensors.numpy.save_file({"weight": np.zeros(3, np.float32)}, path, metadata=metadata)
    with pytest.raises(ModelFileError, match="no MNIST Viz model"):
        read_model(path)


def _drop(header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    del tensors["layer2.bias"]
    header["sha256"] = digest(tensors)


def _add(header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    tensors["layer9.weight"] = np.zeros(2, np.float32)
    header["sha256"] = digest(tensors)


def _reshape(header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    tensors["layer1.weight"] = np.zeros((20, 7), np.float32)
    header["sha256"] = digest(tensors)


def _break(header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    tensors["layer1.weight"][3, 2] = np.nan
    header["sha256"] = digest(tensors)


def _double(_header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    tensors["layer1.bias"] = tensors["layer1.bias"].astype(np.float64)


def _flip(_header: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    tensors["layer1.weight"][0, 0] += 1


def _set(name: str, value: object) -> Edit:
    return lambda header, _: header.update({name: value})


def _set_config(name: str, value: object) -> Edit:
    return lambda header, _: header["config"].update({name: value})


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (_drop, r"layer2\.bias do not belong to it\. It is said to hold 20 → 6 tanh → 5 ReLU"),
        (_add, r"layer9\.weight do not belong"),
        (_reshape, r"layer1\.weight has shape \(20, 7\), not \(20, 6\)"),
        (_break, "some weights are not finite"),
        (_double, "damaged"),
        (_flip, "do not match their checksum"),
        (_set("version", 2), "format version 2; this program reads 1. Update MNIST Viz"),
        (_set_config("activation", ["swish", "relu"]), "activation is one of .* newer MNIST Viz"),
        (_set_config("colour", 3), "no setting 'colour'.* newer MNIST Viz"),
        (_set_config("hidden", [10_000] * 20), "activation names 2"),
        (_set("config", None), "damaged"),
        (_set("input_shape", [4]), "damaged"),
        (_set("input_shape", [4.0, 5]), "damaged"),
        (_set("input_shape", [-4, -5]), "damaged"),
        (_set("input_shape", [100_000, 100_000]), "damaged"),
        (_set("class_names", [1, 2, 3]), "damaged"),
        (_set("class_names", []), "damaged"),
        (_set("class_names", ["x"] * 1001), "damaged"),
        (_set("data", None), "damaged"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_the_reason(
    saved: Path, edit: Edit, message: str
) -> None:
    _rewrite(saved, edit)
    with pytest.raises(ModelFileError, match=message) as caught:
        read_model(saved)
    assert str(saved) in str(caught.value)


def test_an_array_given_twice_is_refused_or_the_same(saved: Path) -> None:
    content = saved.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = content[8 : 8 + size].rstrip()
    entry = json.dumps({"layer1.bias": json.loads(header)["layer1.bias"]})
    doubled = header[:-1] + b"," + entry[1:].encode()
    doubled += b" " * (-len(doubled) % 8)
    saved.write_bytes(len(doubled).to_bytes(8, "little") + doubled + content[8 + size :])
    with contextlib.suppress(ModelFileError):
        assert _same(read_model(saved), _model())


def test_a_missing_file_a_folder_and_a_giant_are_refused(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelFileError, match=r"There is no file .*nowhere"):
        read_model(tmp_path / "nowhere")
    with pytest.raises(ModelFileError, match="cannot be read: Is a directory"):
        read_model(tmp_path)
    small = dataclasses.replace(saving.MODEL_FILE, max_file_bytes=100)
    monkeypatch.setattr(saving, "MODEL_FILE", small)
    with pytest.raises(ModelFileError, match="too large for a model"):
        read_model(saved)


def test_a_header_that_claims_to_be_giant_is_refused_before_it_is_read(saved: Path) -> None:
    content = saved.read_bytes()
    saved.write_bytes((1 << 40).to_bytes(8, "little") + content[8:])
    with pytest.raises(ModelFileError, match="no MNIST Viz model"):
        read_model(saved)
