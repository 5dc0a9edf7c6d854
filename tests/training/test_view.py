import dataclasses

import numpy as np
import pytest

from mnist_viz.training import Frame, Limits, Probe, Trainer, View
from tests.training.tiny import CLASSES, SHAPE, tiny_config, tiny_data

DRAWING = np.full(SHAPE, 200, dtype=np.uint8)


def _frame(**settings: object) -> Frame:
    trainer = Trainer(tiny_config(**settings), tiny_data())
    for _ in zip(range(3), trainer.units(), strict=False):
        pass
    return trainer.frame()


def _view(frame: Frame | None = None) -> View:
    data = tiny_data()
    probe = Probe.one_of_each(data.test, CLASSES)
    return View(frame or _frame(), probe, data.class_names)


def test_the_probe_holds_the_first_test_image_of_each_class() -> None:
    test = tiny_data().test
    probe = Probe.one_of_each(test, CLASSES + 1)
    assert probe.labels.tolist() == list(range(CLASSES))
    for index, label, image in zip(probe.indices, probe.labels, probe.images, strict=True):
        assert label not in test.labels[:index]
        assert np.array_equal(image, test.images[index])


def test_what_a_view_shows_is_the_forward_pass_of_its_frame() -> None:
    view = _view()
    layout, parameters = view.frame.layout, view.frame.parameters
    x = view.probe.images.reshape(CLASSES, -1) / 255
    for layer, shown in zip(layout.layers, view.probe_activations, strict=True):
        z = x @ layer.weight.of(parameters) + layer.bias.of(parameters)
        if layer.activation == "softmax":
            x = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        else:
            x = np.tanh(z) if layer.activation == "tanh" else np.maximum(z, 0)
        assert shown == pytest.approx(x, abs=1e-6)


def test_an_empty_pad_has_no_scores_and_a_drawing_has_ten() -> None:
    view = _view()
    assert view.scores is None
    assert view.drawing_activations is None
    drawn = view.with_drawing(DRAWING)
    assert drawn.scores is not None
    assert drawn.scores.shape == (CLASSES,)
    assert drawn.scores.sum() == pytest.approx(1.0)
    assert drawn.with_drawing(None).scores is None


def test_another_drawing_does_not_compute_the_probe_again() -> None:
    view = _view()
    known = view.probe_activations
    assert view.with_drawing(DRAWING).probe_activations is known


def test_the_last_analysis_is_the_one_that_is_shown() -> None:
    assert _view().analysis is None


def test_limits_hold_what_is_shown_and_never_shrink() -> None:
    view = _view()
    limits = Limits().covering(view)
    assert limits.filters >= np.abs(view.frame.filters).max()
    tanh, relu, softmax = limits.activations
    assert (tanh, softmax) == (1.0, 1.0)
    assert relu >= view.probe_activations[1].max()
    assert limits.covering(view) == limits
    smaller = dataclasses.replace(view.frame, parameters=view.frame.parameters * np.float32(0.1))
    assert limits.covering(_view(smaller)) == limits
    larger = dataclasses.replace(view.frame, parameters=view.frame.parameters * np.float32(10))
    assert limits.covering(_view(larger)).filters > limits.filters


def test_limits_are_round_numbers_a_little_above_the_largest_value() -> None:
    frame = _frame()
    limit = Limits().covering(_view(frame)).filters
    largest = float(np.abs(frame.filters).max())
    assert 1.1 * largest <= limit <= 1.25 * largest
    assert float(f"{limit:.1e}") == pytest.approx(limit)


def test_a_broken_frame_can_be_looked_at() -> None:
    frame = _frame()
    parameters = np.full_like(frame.parameters, np.nan)
    view = _view(dataclasses.replace(frame, parameters=parameters)).with_drawing(DRAWING)
    assert view.scores is not None
    assert np.isnan(view.scores).all()
    limits = Limits(0.5, (1.0, 2.0, 1.0))
    assert limits.covering(view) == limits
