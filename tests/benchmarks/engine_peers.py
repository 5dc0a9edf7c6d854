"""What people would train with instead: a textbook's NumPy, PyTorch, scikit-learn, JAX.

Each peer holds all images in memory in the form it likes best, and trains by the
shortest loop that its own documentation shows. None is a dependency; those that
are not installed are left out.
"""

import importlib
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits
from mnist_viz.training import RunConfig
from tests.benchmarks.engine_workloads import MEDIUM, Slice, Steps


def _images(data: DataSplits, dtype: str = "float32") -> NDArray[Any]:
    return np.divide(data.train.pixels, 255, dtype=dtype)


def _widths(config: RunConfig) -> list[int]:
    return [784, *config.hidden, 10]


def _activations(config: RunConfig) -> list[str]:
    names = list(config.activation)
    return names if len(names) == len(config.hidden) else names * len(config.hidden)


def textbook(config: RunConfig, data: DataSplits) -> Slice:
    """Plain NumPy as introductions write it: float64, a list of arrays, an expression a formula."""
    forward: dict[str, Callable[[Any], Any]] = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
    }
    forward["relu"] = lambda z: np.maximum(z, 0)
    slope: dict[str, Callable[[Any], Any]] = {"sigmoid": lambda a: a * (1 - a)}
    slope |= {"tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0}
    widths, names = _widths(config), _activations(config)
    rng, steps = np.random.default_rng(0), Steps.of(config)
    x, targets = _images(data, "float64"), np.eye(10)[data.train.labels]
    layers = len(widths) - 1
    w = [rng.normal(0, 1 / math.sqrt(a), (a, widths[k + 1])) for k, a in enumerate(widths[:-1])]
    w += [np.zeros(b) for b in widths[1:]]
    m, v = [np.zeros_like(p) for p in w], [np.zeros_like(p) for p in w]
    t = 0

    def gradients(batch: NDArray[Any]) -> list[NDArray[Any]]:
        a = [x[batch]]
        for k, name in enumerate(names):
            a.append(forward[name](a[-1] @ w[k] + w[layers + k]))
        logits = a[-1] @ w[layers - 1] + w[-1]
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        _ = -np.log((p * targets[batch]).sum(axis=1)).mean()
        d = (p - targets[batch]) / len(batch)
        dw: list[NDArray[Any]] = [w[0]] * (2 * layers)
        for k in reversed(range(layers)):
            dw[k], dw[layers + k] = a[k].T @ d, d.sum(axis=0)
            if k:
                d = d @ w[k].T * slope[names[k - 1]](a[k])
        return dw

    def train() -> int:
        nonlocal t
        order = rng.permutation(len(x))[: steps.images].reshape(steps.count, -1)
        for batch in order:
            t += 1
            for k, g in enumerate(gradients(batch)):
                if config.optimizer == "sgd":
                    w[k] -= config.learning_rate * g
                    continue
                m[k] = 0.9 * m[k] + 0.1 * g
                v[k] = 0.999 * v[k] + 0.001 * g**2
                m_hat, v_hat = m[k] / (1 - 0.9**t), v[k] / (1 - 0.999**t)
                w[k] -= config.learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)
        return steps.images

    return train


def _torch_network(torch: Any, config: RunConfig) -> Any:  # noqa: ANN401 - optional, untyped
    kinds = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    widths, modules = _widths(config), []
    for k, name in enumerate([*_activations(config), ""]):
        modules.append(torch.nn.Linear(widths[k], widths[k + 1]))
        if name:
            modules.append(kinds[name]())
    return torch.nn.Sequential(*modules)


def pytorch(config: RunConfig, data: DataSplits) -> Slice:
    """PyTorch in eager mode, its tensors indexed by hand: the fastest plain loop."""
    torch: Any = importlib.import_module("torch")
    learn, steps = _torch_step(torch, config), Steps.of(config)
    x, labels = _torch_tensors(torch, data)

    def train() -> int:
        order = torch.randperm(len(x))[: steps.images].reshape(steps.count, -1)
        for batch in order:
            learn(x[batch], labels[batch])
        return steps.images

    return train


def pytorch_tutorial(config: RunConfig, data: DataSplits) -> Slice:
    """PyTorch in eager mode with a DataLoader, as its tutorials train."""
    torch: Any = importlib.import_module("torch")
    learn, steps = _torch_step(torch, config), Steps.of(config)
    loading: Any = importlib.import_module("torch.utils.data")
    dataset = loading.TensorDataset(*_torch_tensors(torch, data))
    loader = loading.DataLoader(dataset, batch_size=steps.batch, shuffle=True, drop_last=True)
    batches = itertools.chain.from_iterable(itertools.repeat(loader))

    def train() -> int:
        for x, labels in itertools.islice(batches, steps.count):
            learn(x, labels)
        return steps.images

    return train


def _torch_tensors(torch: Any, data: DataSplits) -> tuple[Any, Any]:  # noqa: ANN401 - optional
    return torch.from_numpy(_images(data)), torch.from_numpy(data.train.labels.astype("int64"))


def _torch_step(torch: Any, config: RunConfig) -> Callable[[Any, Any], float]:  # noqa: ANN401
    """Return a step: cross_entropy, backward, the optimizer's step, the loss as a number."""
    torch.set_num_threads(1)
    network = _torch_network(torch, config)
    kind = torch.optim.SGD if config.optimizer == "sgd" else torch.optim.Adam
    optimizer = kind(network.parameters(), lr=config.learning_rate)

    def learn(x: Any, labels: Any) -> float:  # noqa: ANN401 - PyTorch's own arrays
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(x), labels)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return learn


def pytorch_inference(data: DataSplits, count: int) -> Slice:
    """Read images one by one with PyTorch."""
    torch: Any = importlib.import_module("torch")
    network = _torch_network(torch, MEDIUM)
    images = torch.from_numpy(data.test.pixels[:count].astype("float32") / np.float32(255))

    def read() -> int:
        with torch.inference_mode():
            for image in images:
                torch.softmax(network(image[None]), 1)
        return count

    return read


def scikit_learn(config: RunConfig, data: DataSplits) -> Slice:
    """MLPClassifier, by partial_fit; it knows one activation for all hidden layers."""
    neural: Any = importlib.import_module("sklearn.neural_network")
    name = {"sigmoid": "logistic"}.get(config.activation[-1], config.activation[-1])
    steps = Steps.of(config)
    network = neural.MLPClassifier(
        config.hidden,
        activation=name,
        solver=config.optimizer,
        alpha=0.0,
        batch_size=steps.batch,
        learning_rate_init=config.learning_rate,
        momentum=0.0,
        nesterovs_momentum=False,
    )
    x, labels = _images(data)[: steps.images], data.train.labels[: steps.images]

    def train() -> int:
        network.partial_fit(x, labels, classes=np.arange(10))
        return steps.images

    return train


def scikit_learn_inference(data: DataSplits, count: int) -> Slice:
    """Read images one by one with scikit-learn."""
    neural: Any = importlib.import_module("sklearn.neural_network")
    network = neural.MLPClassifier(MEDIUM.hidden, max_iter=1)
    network.partial_fit(_images(data)[:200], data.train.labels[:200], classes=np.arange(10))
    images = data.test.pixels[:count].astype("float32") / np.float32(255)

    def read() -> int:
        for image in images:
            network.predict_proba(image[None])
        return count

    return read


def jax_compiled(config: RunConfig, data: DataSplits) -> Slice:
    """JAX: a whole slice of steps compiled into one program by jit and scan."""
    jax: Any = importlib.import_module("jax")
    jnp, steps, names = jax.numpy, Steps.of(config), _activations(config)
    functions = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}
    x, labels = jnp.asarray(_images(data)), jnp.asarray(data.train.labels.astype("int32"))
    widths, rng = _widths(config), np.random.default_rng(0)
    w = [
        (jnp.asarray(rng.normal(0, 0.05, (a, b)), "float32"), jnp.zeros(b))
        for a, b in itertools.pairwise(widths)
    ]
    zeros = jax.tree.map(jnp.zeros_like, w)

    def loss(w: Any, batch: Any) -> Any:  # noqa: ANN401 - JAX's own arrays
        a = x[batch]
        for (weight, bias), name in zip(w[:-1], names, strict=True):
            a = functions[name](a @ weight + bias)
        scores = jax.nn.log_softmax(a @ w[-1][0] + w[-1][1])
        return -jnp.take_along_axis(scores, labels[batch][:, None], 1).mean()

    def step(state: Any, batch: Any) -> Any:  # noqa: ANN401 - JAX's own arrays
        w, m, v, t = state
        value, g = jax.value_and_grad(loss)(w, batch)
        if config.optimizer == "sgd":
            w = jax.tree.map(lambda p, d: p - config.learning_rate * d, w, g)
            return (w, m, v, t), value
        t = t + 1
        m = jax.tree.map(lambda p, d: 0.9 * p + 0.1 * d, m, g)
        v = jax.tree.map(lambda p, d: 0.999 * p + 0.001 * d * d, v, g)
        rate = config.learning_rate * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        w = jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-8), w, m, v)
        return (w, m, v, t), value

    run = jax.jit(lambda state, batches: jax.lax.scan(step, state, batches), donate_argnums=0)
    state: Any = (w, zeros, jax.tree.map(jnp.zeros_like, w), jnp.zeros(()))

    def train() -> int:
        nonlocal state
        order = rng.permutation(len(x))[: steps.images].reshape(steps.count, -1)
        state, losses = run(state, jnp.asarray(order))
        losses.block_until_ready()
        return steps.images

    return train


def jax_inference(data: DataSplits, count: int) -> Slice:
    """Read images one by one with a compiled JAX function."""
    jax: Any = importlib.import_module("jax")
    jnp, rng = jax.numpy, np.random.default_rng(0)
    shapes = ((784, 128), (128, 64), (64, 10))
    w = [jnp.asarray(rng.normal(0, 0.05, shape), "float32") for shape in shapes]
    forward = jax.jit(lambda a: jax.nn.softmax(jax.nn.relu(jnp.tanh(a @ w[0]) @ w[1]) @ w[2]))
    images = data.test.pixels[:count].astype("float32") / np.float32(255)

    def read() -> int:
        for image in images:
            np.asarray(forward(image[None]))
        return count

    return read


PEERS: dict[str, tuple[str, Callable[[RunConfig, DataSplits], Slice]]] = {
    "textbook": ("numpy", textbook),
    "torch": ("torch", pytorch),
    "torch-dataloader": ("torch", pytorch_tutorial),
    "scikit-learn": ("sklearn", scikit_learn),
    "jax": ("jax", jax_compiled),
}
"""By name: the module that must be installed, and what makes a slice of training."""

INFERENCE: dict[str, Callable[[DataSplits, int], Slice]] = {
    "torch": pytorch_inference,
    "scikit-learn": scikit_learn_inference,
    "jax": jax_inference,
}
