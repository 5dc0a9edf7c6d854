"""From arguments to an exit code."""

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module

from mnist_viz import data, training
from mnist_viz.cli.arguments import parse
from mnist_viz.cli.interrupts import Interrupted

_COMMANDS = {
    "window": ("window_command", "run_window"),
    "train": ("train_command", "run_train"),
    "evaluate": ("model_commands", "run_evaluate"),
    "predict": ("model_commands", "run_predict"),
    "data": ("data_commands", "run_data"),
}
"""Module and function: what the other commands import would take a tenth of the window's start."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say.

    Parameters
    ----------
    argv : sequence of str, optional
        Without the program's name; by default the process's.

    Returns
    -------
    int
        0 done; 1 it failed; 2 wrong usage; 130 interrupted.
    """
    _mend_streams()
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    try:
        code = _function_of(arguments.command)(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on; without this, Python complains once more as it exits.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return 1
    except (KeyboardInterrupt, Interrupted) as interruption:
        _say(str(interruption) or "Interrupted.")
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort of every command
        if arguments.debug:
            traceback.print_exc()
        _say(_sentence(error))
        return 2 if isinstance(error, training.ConfigError) else 1
    return code


def _function_of(command: str) -> Callable[[argparse.Namespace], int]:
    module, name = _COMMANDS[command]
    function: Callable[[argparse.Namespace], int] = getattr(
        import_module(f"mnist_viz.cli.{module}"), name
    )
    return function


def _sentence(error: Exception) -> str:
    """Return what a person can do something with, in one line."""
    text = " ".join(str(error).split())
    told_as_they_are = (
        data.DataError,
        training.ConfigError,
        training.DivergenceError,
        training.SetUpFileError,
        training.TensorFileError,
        RuntimeError,
    )
    if isinstance(error, told_as_they_are):
        return text
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this. Use a smaller network or batch."
    return f"Unexpected {type(error).__name__}: {text} Run again with --debug for the details."


def _say(message: str) -> None:
    print(f"mnist-viz: {message}", file=sys.stderr)  # noqa: T201


def _mend_streams() -> None:
    """Make sure that printing works with no console and with any encoding."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
