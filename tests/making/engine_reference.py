"""Make the table of reference values that the engine's tests compare with, using PyTorch.

Run by hand, in an environment with PyTorch::

    python -m tests.making.engine_reference > tests/nn/reference_values.json

All values are computed by PyTorch in float64, so the tests need no PyTorch.
"""

import itertools
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

import torch  # type: ignore[import-not-found]
from torch import Tensor
from torch.nn import functional  # type: ignore[import-not-found]
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop, lr_scheduler  # type: ignore[import-not-found]

RATE, MOMENTUM, BETA2 = 0.05, 0.8, 0.95
STEPS = 12

OPTIMIZERS: dict[str, Callable[[Iterable[Any]], Optimizer]] = {
    "sgd": lambda groups: SGD(groups, RATE),
    "momentum": lambda groups: SGD(groups, RATE, momentum=MOMENTUM),
    "nesterov": lambda groups: SGD(groups, RATE, momentum=MOMENTUM, nesterov=True),
    "rmsprop": lambda groups: RMSprop(groups, RATE, alpha=BETA2, eps=1e-8),
    "adam": lambda groups: Adam(groups, RATE, betas=(MOMENTUM, BETA2), eps=1e-8),
    "adamw": lambda groups: AdamW(groups, RATE, betas=(MOMENTUM, BETA2), eps=1e-8),
}

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "gelu": lambda z: functional.gelu(z, approximate="tanh"),
    "linear": lambda z: z,
}


def cross_entropy(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    return functional.cross_entropy(logits, labels, label_smoothing=smoothing)


def squared_error(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    classes = logits.shape[1]
    targets = functional.one_hot(labels, classes).double() * (1 - smoothing) + smoothing / classes
    return ((torch.softmax(logits, 1) - targets) ** 2).sum(1).mean()


LOSSES = {"cross_entropy": cross_entropy, "squared_error": squared_error}


def optimizer_path(name: str, weight_decay: float) -> dict[str, Any]:
    """Follow an optimizer along given gradients; rate and momentum change on the way."""
    weights = torch.randn(4, dtype=torch.float64, requires_grad=True)
    biases = torch.randn(2, dtype=torch.float64, requires_grad=True)
    start = torch.cat([weights, biases]).tolist()
    optimizer = OPTIMIZERS[name](
        [
            {"params": [weights], "weight_decay": weight_decay},
            {"params": [biases], "weight_decay": 0},
        ]
    )
    gradients = torch.randn(STEPS, 6, dtype=torch.float64) * torch.logspace(-3, 1, 6)
    path = []
    for step, gradient in enumerate(gradients):
        for group in optimizer.param_groups:
            _change_on_the_way(group, step)
        weights.grad, biases.grad = gradient[:4].clone(), gradient[4:].clone()
        optimizer.step()
        path.append(torch.cat([weights, biases]).tolist())
    return {
        "optimizer": name,
        "weight_decay": weight_decay,
        "start": start,
        "gradients": gradients.tolist(),
        "path": path,
    }


def _change_on_the_way(group: dict[str, Any], step: int) -> None:
    if step == 5:
        group["lr"] = 2 * RATE
    if step == 8 and "betas" in group:
        group["betas"] = (0.5, BETA2)
    if step == 8 and group.get("momentum"):
        group["momentum"] = 0.5


def loss_case(name: str, smoothing: float, scale: float) -> dict[str, Any]:
    logits = (torch.randn(5, 4, dtype=torch.float64) * scale).requires_grad_()
    labels = torch.tensor([0, 3, 1, 1, 2])
    loss = LOSSES[name](logits, labels, smoothing)
    (gradient,) = torch.autograd.grad(loss, logits)
    return {
        "loss": name,
        "smoothing": smoothing,
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "value": loss.item(),
        "gradient": gradient.tolist(),
    }


def activation_case(name: str) -> dict[str, Any]:
    z = torch.linspace(-6, 6, 24, dtype=torch.float64).requires_grad_()
    a = ACTIVATIONS[name](z)
    (slope,) = torch.autograd.grad(a.sum(), z)
    return {"activation": name, "z": z.tolist(), "a": a.tolist(), "slope": slope.tolist()}


def schedule_case(name: str) -> dict[str, Any]:
    steps = 20
    optimizer = SGD([torch.zeros(1, requires_grad=True)], 1.0)
    fall = lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=16)
    schedulers: dict[str, Callable[[], Any]] = {
        "constant": lambda: lr_scheduler.ConstantLR(optimizer, 1.0),
        "step": lambda: lr_scheduler.MultiStepLR(optimizer, [10, 15], 0.1),
        "cosine": lambda: lr_scheduler.CosineAnnealingLR(optimizer, steps),
        "warmup_linear": lambda: lr_scheduler.SequentialLR(
            optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, 1.0, total_iters=4), fall], [4]
        ),
    }
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = 1.0
    scheduler = schedulers[name]()
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"schedule": name, "factors": factors}


def network_case(hidden: list[str], optimizer_name: str, loss_name: str) -> dict[str, Any]:
    """Train a small network for some steps on one batch."""
    widths = [6, *(5 - number for number in range(len(hidden))), 3]
    layers = [torch.nn.Linear(a, b, dtype=torch.float64) for a, b in itertools.pairwise(widths)]
    start = [parameter for layer in layers for parameter in (layer.weight.T, layer.bias)]
    flat = torch.cat([parameter.reshape(-1) for parameter in start]).tolist()
    weights = [layer.weight for layer in layers]
    biases = [layer.bias for layer in layers]
    optimizer = OPTIMIZERS[optimizer_name](
        [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0}]
    )
    x, labels = torch.rand(8, 6, dtype=torch.float64), torch.randint(0, 3, (8,))
    losses = []
    for _ in range(STEPS):
        a = x
        for layer, name in zip(layers, [*hidden, "linear"], strict=True):
            a = ACTIVATIONS[name](layer(a))
        loss = LOSSES[loss_name](a, labels, 0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    end = [parameter for layer in layers for parameter in (layer.weight.T, layer.bias)]
    return {
        "activations": hidden,
        "optimizer": optimizer_name,
        "loss": loss_name,
        "widths": widths,
        "start": flat,
        "x": x.tolist(),
        "labels": labels.tolist(),
        "losses": losses,
        "end": torch.cat([parameter.reshape(-1) for parameter in end]).tolist(),
    }


def main() -> None:
    """Write the table to standard output."""
    torch.manual_seed(0)
    table = {
        "made_with": f"PyTorch {torch.__version__}",
        "rate": RATE,
        "momentum": MOMENTUM,
        "beta2": BETA2,
        "optimizers": [optimizer_path(name, decay) for name in OPTIMIZERS for decay in (0.0, 0.1)],
        "losses": [
            loss_case(name, smoothing, scale)
            for name in LOSSES
            for smoothing in (0.0, 0.1)
            for scale in (1.0, 30.0)
        ],
        "activations": [activation_case(name) for name in ACTIVATIONS],
        "schedules": [schedule_case(n) for n in ("constant", "step", "cosine", "warmup_linear")],
        "networks": [
            network_case(["tanh", "relu"], "sgd", "cross_entropy"),
            network_case(["sigmoid"], "momentum", "squared_error"),
            network_case(["gelu", "leaky_relu"], "nesterov", "cross_entropy"),
            network_case(["relu"], "rmsprop", "cross_entropy"),
            network_case(["relu", "tanh"], "adam", "cross_entropy"),
            network_case([], "adamw", "squared_error"),
        ],
    }
    json.dump(table, sys.stdout)


if __name__ == "__main__":
    main()
