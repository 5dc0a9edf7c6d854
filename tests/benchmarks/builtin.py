"""Trains on the built-in digits alone and reads MNIST and real pens.

``python -m tests.benchmarks.builtin --mnist FOLDER --pen FILE [--all] [--json]``. The network is
784-128-64-10 with ReLU, trained in two ways: on 60,000 images written afresh for each of 20 epochs,
and as the program does, which replaces a part of its pool after each epoch: for 40 epochs, with
shifted images. Of the pens only the writers after the 20th count, of whom the built-in digits know
nothing. ``--all`` adds the larger network, the same 60,000 images in every epoch, and training on
MNIST itself. `throughput_ratio` is of training as the program does, once the pool is full: the time
of an epoch on MNIST over that of one on the built-in digits, in turn, at full speed. It needs two
cores that have nothing else to do.
"""

import argparse
import dataclasses
import json
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mnist_viz.data.builtin import CHUNK_SIZE, generate_chunk, held_out_part, load_builtin
from mnist_viz.data.dataset import DIGIT_NAMES, DataSplits, LabelledImages
from mnist_viz.data.loading import load_dataset
from mnist_viz.nn import Network
from mnist_viz.training import DEFAULT_PRESET, PRESETS
from mnist_viz.training.config import RunConfig
from mnist_viz.training.trainer import Trainer
from tests.benchmarks.machine import machine
from tests.pens import drawn, read_pens

POOL = 60_000
KNOWN_WRITERS = 20
SMALL, BIG = (128, 64), (512, 256)
THROUGHPUT_RECIPE = PRESETS[DEFAULT_PRESET].config
RECIPE = RunConfig(
    hidden=SMALL,
    activation=("relu",),
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=0.01,
    label_smoothing=0.05,
    schedule="warmup_linear",
    init="he",
    batch_size=128,
    epochs=20,
)
RECIPE_AS_SHIPPED = dataclasses.replace(RECIPE, augmentation="shift", epochs=40)
"""Fewer images want to be shifted; chosen on the last 10,000 of MNIST's training images."""


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    with threadpool_limits(1):
        results = measure(options.mnist, options.pen, everything=options.all)
    if options.json:
        print(json.dumps({**results, "machine": machine()}))
        return
    for name, value in results.items():
        print(f"{name:>40}  {value}")


def measure(mnist: Path, pen: Path, *, everything: bool = False) -> dict[str, object]:
    """Return the figures by name."""
    digits, pens = load_dataset(mnist), read_unknown_pens(pen)
    results: dict[str, object] = {"images_per_second": writing_speed()}
    results["throughput_ratio"] = throughput_ratio(digits)
    for hidden in (SMALL, BIG) if everything else (SMALL,):
        ways = {
            "fresh": partial(train_on_builtin, hidden, fresh=True),
            "as shipped": partial(train_as_shipped, hidden),
        }
        if everything:
            ways["fixed"] = partial(train_on_builtin, hidden, fresh=False)
            ways["on MNIST"] = partial(train_on, digits, with_hidden(hidden))
        for way, train in ways.items():
            network, seconds = train()
            scores = {
                "mnist_test_accuracy": accuracy(network, digits.test),
                "pen_accuracy": accuracy(network, pens),
                "builtin_test_accuracy": accuracy(network, held_out_part(count=10_000)),
                "seconds": seconds,
            }
            if (hidden, way) == (SMALL, "fresh"):
                results |= scores
            results[f"{'-'.join(map(str, hidden))} {way}"] = scores
    return results


def throughput_ratio(mnist: DataSplits, epochs: int = 15) -> float:
    """Return the median ratio of an epoch's time on MNIST to one's on the built-in digits."""
    trainers = [Trainer(THROUGHPUT_RECIPE, data) for data in (mnist, load_builtin())]
    for trainer in trainers:
        _seconds_of_epoch(trainer)  # fills the pool
    ratios = [
        _seconds_of_epoch(trainers[0]) / _seconds_of_epoch(trainers[1]) for _ in range(epochs)
    ]
    return float(np.median(ratios))


def _seconds_of_epoch(trainer: Trainer) -> float:
    epoch, begun = trainer.epoch, time.perf_counter()
    for _ in trainer.units():
        if trainer.epoch > epoch:
            break
    return time.perf_counter() - begun


def train_as_shipped(hidden: tuple[int, ...]) -> tuple[Network, float]:
    """Train as the program does; see `train_on`."""
    return train_on(load_builtin(), dataclasses.replace(RECIPE_AS_SHIPPED, hidden=hidden))


def train_on(data: DataSplits, config: RunConfig) -> tuple[Network, float]:
    """Train a network; return it and the CPU seconds of one core that all of it took."""
    begun = time.process_time()
    trainer = Trainer(config, data)
    while trainer.epoch < config.epochs:
        _seconds_of_epoch(trainer)
    return trainer.network, time.process_time() - begun


def train_on_builtin(hidden: tuple[int, ...], *, fresh: bool) -> tuple[Network, float]:
    """Train on a pool that is written anew after each epoch, or not; see `train_on`."""
    begun = time.process_time()
    images, labels = np.empty((POOL, 28, 28), np.uint8), np.empty(POOL, np.uint8)
    _fill(images, labels, refresh=0)
    # The data set sees the same memory, so that it can be filled anew between epochs.
    train = LabelledImages(images[:], labels[:])
    data = DataSplits("builtin", "Built-in digits", train, train, DIGIT_NAMES, "a benchmark")
    trainer = Trainer(with_hidden(hidden), data)
    while trainer.epoch < RECIPE.epochs:
        if fresh and trainer.epoch:
            _fill(images, labels, refresh=trainer.epoch)
        _seconds_of_epoch(trainer)
    return trainer.network, time.process_time() - begun


def with_hidden(hidden: tuple[int, ...]) -> RunConfig:
    """Return the recipe for a network of these widths."""
    return dataclasses.replace(RECIPE, hidden=hidden)


def _fill(images: NDArray[np.uint8], labels: NDArray[np.uint8], refresh: int) -> None:
    for chunk in range(POOL // CHUNK_SIZE):
        written = generate_chunk(0, refresh, chunk)
        rows = slice(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE)
        images[rows], labels[rows] = written.images, written.labels


def accuracy(network: Network, images: LabelledImages) -> float:
    """Return the share of images that the network reads right, 0..1."""
    scores = network.predict((images.pixels / 255).astype(np.float32))
    return float(np.mean(scores.argmax(axis=1) == images.labels))


def read_unknown_pens(path: Path) -> LabelledImages:
    """Read and draw the digits of writers who are not in the built-in digits' model."""
    return drawn([digit for digit in read_pens(path) if digit.writer > KNOWN_WRITERS])


def writing_speed(chunks: int = 12) -> float:
    """Return how many images are written in a second of one core."""
    generate_chunk(0, 0, 0)
    begun = time.process_time()
    for chunk in range(chunks):
        generate_chunk(1, 0, chunk)
    return chunks * CHUNK_SIZE / (time.process_time() - begun)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, required=True, help="folder of MNIST's IDX files")
    parser.add_argument("--pen", type=Path, required=True, help="pen strokes, gzipped JSON lines")
    parser.add_argument("--all", action="store_true", help="also the big network and fixed images")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
