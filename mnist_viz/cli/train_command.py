"""``train``: a network without a window."""

import argparse
import dataclasses
import sys
from pathlib import Path
from time import perf_counter

from threadpoolctl import threadpool_limits

from mnist_viz.cli.interrupts import Interrupted, StopRequest, noting_interrupts
from mnist_viz.cli.printing import percent, print_json, print_lines
from mnist_viz.cli.progress import Progress
from mnist_viz.data import DataSplits, dataset_statuses, load_dataset
from mnist_viz.training import (
    DEFAULT_PRESET,
    PRESETS,
    ConfigError,
    Model,
    RunConfig,
    Trainer,
    analyse_at_once,
    save_model,
)


def run_train(arguments: argparse.Namespace) -> int:
    """Train, score on the test images, save, and print the result."""
    config = config_of(arguments)
    _check_target(arguments.out)
    with threadpool_limits(1, user_api="blas"), noting_interrupts() as stop:
        data = load_dataset(arguments.data)
        trainer = Trainer(config, data)
        _say_which(trainer, chosen=arguments.data is not None)
        seconds = _train(trainer, stop)
        _save(trainer, data, arguments.out)
        if stop.made:
            raise Interrupted(_interruption(trainer, arguments.out))
        result = _result(trainer, data, arguments.preset or DEFAULT_PRESET, seconds)
    if arguments.json:
        print_json(result)
    else:
        print_lines(_sentences(result, data, arguments.out))
    return 0


def config_of(arguments: argparse.Namespace) -> RunConfig:
    """Return the recipe that the arguments say.

    Raises
    ------
    ConfigError
        If a setting cannot be.
    """
    config = PRESETS[arguments.preset or DEFAULT_PRESET].config
    config = config.with_settings(dict(arguments.settings))
    for field in ("epochs", "seed"):
        value = getattr(arguments, field)
        if value is not None:
            config = dataclasses.replace(config, **{field: value})
    return config


def _check_target(path: Path | None) -> None:
    """Refuse a target that cannot be written before an hour's training, not after it."""
    if path is not None and not path.resolve().parent.is_dir():
        raise ConfigError(f"--out: there is no folder {path.resolve().parent}.")
    if path is not None and path.is_dir():
        raise ConfigError(f"--out: {path} is a folder; name a file.")


def _say_which(trainer: Trainer, *, chosen: bool) -> None:
    data, used = trainer.data, len(trainer.examples)
    of_all = f"{used:,} of " if used != len(data.train) else ""
    counts = f"{of_all}{len(data.train):,} training images, {len(data.test):,} {data.test_title}"
    print(f"{data.title}: {counts} ({data.origin})", file=sys.stderr)  # noqa: T201
    missing = [status for status in dataset_statuses() if status.name == "mnist" and status.missing]
    if missing and not chosen and data.name == "builtin":
        remedy = "Get it with: main.py data download mnist"
        print(f"MNIST lacks {missing[0].missing[0]}. {remedy}", file=sys.stderr)  # noqa: T201


def _train(trainer: Trainer, stop: StopRequest) -> float:
    """Train for the config's epochs; return the seconds it took."""
    epochs, per_epoch = trainer.config.epochs, trainer.steps_per_epoch
    _ = trainer.examples.source  # to read them is not to train
    began = perf_counter()
    with Progress(epochs * per_epoch, epochs, per_epoch) as progress:
        for step in trainer.units():
            if step is not None:
                progress.show(step)
            if stop.made or trainer.epoch >= epochs:
                break
    return perf_counter() - began


def _save(trainer: Trainer, data: DataSplits, path: Path | None) -> None:
    if path is not None:
        model = Model(trainer.network, trainer.config, data.name, data.class_names, data.origin)
        save_model(path, model)


def _interruption(trainer: Trainer, path: Path | None) -> str:
    kept = f"the weights so far are in {path}" if path else "nothing was saved without --out"
    return f"Interrupted at step {trainer.step:,}; {kept}."


def _result(trainer: Trainer, data: DataSplits, preset: str, seconds: float) -> dict[str, object]:
    network, config = trainer.network, trainer.config
    test = analyse_at_once(network.layout, network.parameters, trainer.examples.test, config.loss)
    images = config.epochs * len(trainer.examples)
    last_epoch = trainer.metrics.so_far().loss[-trainer.steps_per_epoch :]
    result: dict[str, object] = {
        "preset": preset,
        "data": data.name,
        "seed": config.seed,
        "epochs": config.epochs,
        "steps": trainer.step,
        "train_loss": float(last_epoch.mean()),
        "test_loss": test.loss,
        "test_accuracy": test.accuracy,
        "samples_per_second": images / seconds,
        "seconds": seconds,
    }
    if trainer.examples.validation is not None:
        held_out = analyse_at_once(
            network.layout, network.parameters, trainer.examples.validation, config.loss
        )
        result["validation_loss"] = held_out.loss
        result["validation_accuracy"] = held_out.accuracy
    return result


def _sentences(result: dict[str, object], data: DataSplits, path: Path | None) -> list[str]:
    lines = [
        f"test accuracy  {percent(result['test_accuracy'])}"  # type: ignore[arg-type]
        f"  of {len(data.test):,} {data.test_title}",
        f"test loss      {result['test_loss']:.4f}",
        f"train loss     {result['train_loss']:.4f}  (mean of the last epoch's batches)",
    ]
    if "validation_accuracy" in result:
        accuracy = percent(result["validation_accuracy"])  # type: ignore[arg-type]
        lines.append(f"validation     {accuracy}, loss {result['validation_loss']:.4f}")
    lines.append(
        f"{result['steps']:,} steps in {result['seconds']:.1f} s, "
        f"{result['samples_per_second']:,.0f} images/s"
    )
    if path is not None:
        lines.append(f"saved to {path}")
    return lines
