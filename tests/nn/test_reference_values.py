"""The engine against PyTorch, by a recorded table (made by tests/making/engine_reference.py)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_viz.nn import LOSSES, OPTIMIZERS, SCHEDULES, Layout, Network, activation

TABLE = json.loads(Path(__file__).with_name("reference_values.json").read_text())

Case = dict[str, Any]


def _cases(kind: str, *names: str) -> pytest.MarkDecorator:
    cases = TABLE[kind]
    ids = ["-".join(str(case[name]) for name in names) for case in cases]
    return pytest.mark.parametrize("case", cases, ids=ids)


@_cases("optimizers", "optimizer", "weight_decay")
def test_an_optimizer_takes_the_path_that_pytorch_takes(case: Case) -> None:
    parameters = np.array(case["start"])
    decayed = np.array([1.0] * 4 + [0.0] * 2)
    optimizer = OPTIMIZERS[case["optimizer"]](
        parameters, decayed, TABLE["momentum"], TABLE["beta2"]
    )
    for step, (gradient, expected) in enumerate(zip(case["gradients"], case["path"], strict=True)):
        if step == 8:
            optimizer.set_momentum(0.5)
        rate = TABLE["rate"] * (2 if step >= 5 else 1)
        optimizer.update(np.array(gradient), rate, case["weight_decay"])
        assert parameters == pytest.approx(expected, rel=1e-10, abs=1e-12), f"after step {step + 1}"


@_cases("losses", "loss", "smoothing")
def test_a_loss_and_its_gradient_are_those_of_pytorch(case: Case) -> None:
    logits, labels = np.array(case["logits"]), np.array(case["labels"])
    gradient = np.empty_like(logits)
    loss = LOSSES[case["loss"]](logits, labels, case["smoothing"], gradient)
    assert loss == pytest.approx(case["value"], rel=1e-12)
    assert gradient == pytest.approx(np.array(case["gradient"]), rel=1e-9, abs=1e-14)


@_cases("activations", "activation")
def test_an_activation_and_its_slope_are_those_of_pytorch(case: Case) -> None:
    function = activation(case["activation"])
    z = np.array(case["z"])
    a, slope = np.empty_like(z), np.ones_like(z)
    function.forward(z, a)
    assert a == pytest.approx(case["a"], rel=1e-12, abs=1e-14)
    function.backward(slope, z if function.needs_input else a, function.scratch(z.shape, z.dtype))
    assert slope == pytest.approx(case["slope"], rel=1e-9, abs=1e-14)


@_cases("schedules", "schedule")
def test_a_schedule_has_the_factors_of_pytorch(case: Case) -> None:
    schedule, factors = SCHEDULES[case["schedule"]], case["factors"]
    assert [schedule(step / len(factors)) for step in range(len(factors))] == pytest.approx(factors)


@_cases("networks", "optimizer", "loss")
def test_a_network_trains_step_by_step_as_in_pytorch(case: Case) -> None:
    layout = Layout.of((2, 3), tuple(case["widths"][1:]), (*case["activations"], "softmax"))
    network = Network(layout, np.array(case["start"]))
    optimizer = OPTIMIZERS[case["optimizer"]](
        network.parameters, layout.weight_mask(), TABLE["momentum"], TABLE["beta2"]
    )
    x, labels = np.array(case["x"]), np.array(case["labels"])
    losses = []
    for _ in case["losses"]:
        loss = LOSSES[case["loss"]]
        losses.append(network.loss_and_gradient(x, labels, loss=loss, label_smoothing=0.1))
        optimizer.update(network.gradients, TABLE["rate"], 0.01)
    assert losses == pytest.approx(case["losses"], rel=1e-10)
    assert network.parameters == pytest.approx(case["end"], rel=1e-8, abs=1e-10)


def test_the_table_holds_every_optimizer_loss_activation_and_schedule() -> None:
    assert {case["optimizer"] for case in TABLE["optimizers"]} == set(OPTIMIZERS)
    assert {case["loss"] for case in TABLE["losses"]} == set(LOSSES)
    assert {case["schedule"] for case in TABLE["schedules"]} == set(SCHEDULES)
    assert len(TABLE["activations"]) == 6
    assert TABLE["made_with"].startswith("PyTorch 2.")
