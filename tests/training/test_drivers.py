"""The images that drive a unit most, against a plain forward pass of all of them."""

import dataclasses

import numpy as np
import pytest

from mnist_viz.training import Drivers, DriversRequest, Trainer, find_drivers
from mnist_viz.training import drivers as module
from tests.training.tiny import tiny_config, tiny_data


def found(request: DriversRequest) -> Drivers:
    pieces = find_drivers(request, tiny_data().test, "some images")
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: Drivers = end.value
            return result


@pytest.mark.parametrize(("layer", "unit"), [(0, 0), (0, 5), (1, 2), (2, 3)])
@pytest.mark.parametrize("rows", [7, 1000])
def test_they_are_the_images_with_the_highest_z(
    layer: int, unit: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "piece_rows", lambda _: rows)
    frame, test = Trainer(tiny_config(activation=("tanh",)), tiny_data()).frame(), tiny_data().test
    a = test.pixels / 255
    for number, part in enumerate(frame.layout.layers[: layer + 1]):
        z = a @ part.weight.of(frame.parameters).astype(np.float64)
        z += part.bias.of(frame.parameters)
        a = np.tanh(z)
        assert number <= layer
    result = found(DriversRequest(frame, layer, unit))
    wanted = np.argsort(-z[:, unit])[:10]
    assert result.indices.tolist() == wanted.tolist()
    assert np.allclose(result.z, z[wanted, unit], atol=1e-5)
    assert np.array_equal(result.images, test.images[wanted])
    assert np.array_equal(result.labels, test.labels[wanted])
    assert (result.layer, result.unit, result.step, result.looked_at) == (layer, unit, 0, 40)
    assert result.images_title == "some images"


def test_a_piece_is_bounded_and_what_is_found_cannot_be_written_to() -> None:
    frame = Trainer(tiny_config(), tiny_data()).frame()
    result = found(DriversRequest(frame, 0, 0))
    for array in (result.indices, result.z, result.images, result.labels):
        assert not array.flags.writeable


def test_images_whose_z_is_not_finite_are_left_out() -> None:
    frame = Trainer(tiny_config(), tiny_data()).frame()
    broken = np.full_like(frame.parameters, np.nan)
    result = found(DriversRequest(dataclasses.replace(frame, parameters=broken), 1, 1))
    assert len(result.indices) == 0
