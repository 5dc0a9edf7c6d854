"""Makes ``resources/pretrained.safetensors``, the network that reads from the first moment.

``python -m tests.making.pretrained_network --mnist FOLDER --pen FILE`` takes some minutes on one
core. It learns from MNIST's training images and from digits that the tablet's writers 1 to 24
wrote, each drawn again a dozen times with other pens and a hand that varies. The recipe was chosen
on writers 11 to 24, with networks that had not seen them; writers 25 to 30 have no part in it and
are left for measuring. ``--learn``, ``--score``, ``--pictures`` and ``--set`` try other recipes.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_viz.data import DIGIT_NAMES, DataSplits, LabelledImages, load_dataset
from mnist_viz.data.variations import write_again
from mnist_viz.training import Model, RunConfig, analyse_at_once, save_model, train
from tests.benchmarks.recognition import measure
from tests.pens import PenDigit, labels_of, numbers, read_pens

WRITERS, NEVER_SEEN = "1-24", "25-30"
PICTURES_EACH = 12
ORIGIN = (
    "MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges; CC BY-SA 3.0), and writers 1 to "
    "24 of Pen-Based Recognition of Handwritten Digits (E. Alpaydin, Fevzi Alimoglu; UCI Machine "
    "Learning Repository; CC BY 4.0)"
)
RECIPE = RunConfig(
    hidden=(512, 128),
    activation=("relu",),
    optimizer="adam",
    learning_rate=3e-3,
    beta2=0.99,
    label_smoothing=0.1,
    schedule="warmup_linear",
    augmentation="elastic",
    init="he",
    batch_size=256,
    epochs=40,
)


def main(arguments: list[str] | None = None) -> None:
    """Make the resource, and say how well it reads what it has never seen."""
    options = _parser().parse_args(arguments)
    mnist = load_dataset(options.mnist)
    data = joined(mnist, read_pens(options.pen, numbers(options.learn)), options.pictures)
    recipe = RECIPE.with_settings(dict(options.settings))
    with threadpool_limits(1, user_api="blas"):
        model = trained(recipe, data)
        save_model(options.out, model)
        network = model.network
        test = analyse_at_once(network.layout, network.parameters, mnist.test)
    never_seen = measure(model, read_pens(options.pen, numbers(options.score)))
    sys.stdout.write(f"{options.out}: MNIST test {test.accuracy}, pens {never_seen}\n")


def joined(mnist: DataSplits, pens: list[PenDigit], pictures: int) -> DataSplits:
    """Return MNIST with drawn digits among its training images; its test images stay alone.

    Parameters
    ----------
    mnist : DataSplits
    pens : list of PenDigit
    pictures : int
        How many of each of them.
    """
    rng = np.random.default_rng(0)
    drawn = [write_again(pen.strokes, pictures, rng) for pen in pens]
    labels = np.repeat(labels_of(pens), pictures)
    train_images = LabelledImages(
        np.concatenate([mnist.train.images, *drawn]), np.concatenate([mnist.train.labels, labels])
    )
    return DataSplits("mnist", "MNIST and pens", train_images, mnist.test, DIGIT_NAMES, ORIGIN)


def trained(recipe: RunConfig, data: DataSplits) -> Model:
    """Return the network that a recipe makes of the data."""
    steps, epoch = train(recipe, data), 0
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return Model(end.value, recipe, data.name, data.class_names, data.origin)
        if step.epoch > epoch:
            epoch = step.epoch
            sys.stderr.write(f"epoch {epoch} of {recipe.epochs}, loss {step.loss:.3f}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", required=True, help="'mnist', or a folder of its IDX files")
    parser.add_argument("--pen", type=Path, required=True, help="pen strokes, gzipped JSON lines")
    parser.add_argument("--learn", default=WRITERS, metavar="LIST", help="writers to learn from")
    parser.add_argument("--score", default=NEVER_SEEN, metavar="LIST", help="writers to score on")
    parser.add_argument("--pictures", type=int, default=PICTURES_EACH, help="of each digit")
    parser.add_argument(
        "--set", type=_setting, action="append", default=[], dest="settings", metavar="KEY=VALUE"
    )
    parser.add_argument("--out", type=Path, default=Path("resources/pretrained.safetensors"))
    return parser


def _setting(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value


if __name__ == "__main__":
    main()
