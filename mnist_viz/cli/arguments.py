"""The command line: what can be said, and one-line errors for the rest."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from mnist_viz import __version__
from mnist_viz.training import DEFAULT_PRESET, PRESETS

COMMANDS = ("train", "evaluate", "predict", "data")

_DESCRIPTION = """Watch a neural network learn to read handwriting, and understand how.

Without a command, the window opens. Commands that need no window:
  train      train a network and print how well it reads
  evaluate   score a model on test images
  predict    read pictures of digits
  data       list data sets, or download one
Each has its own --help."""

_DATA_HELP = (
    "name of a data set, a folder of IDX files or of class folders of pictures, or an .npz file; "
    "default: MNIST if it is here"
)
_MODEL_HELP = "a model file, or the word 'pretrained'"


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)  # noqa: T201
        raise SystemExit(2)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments, with `command` set, to ``window`` if none is given.

    Raises
    ------
    SystemExit
        2 for wrong usage, 0 after ``--help`` and ``--version``.
    """
    name = next((word for word in argv if word != "--debug"), None)
    parser = _command_parser() if name in COMMANDS else _window_parser()
    return parser.parse_args(argv)


def _window_parser() -> argparse.ArgumentParser:
    parser = _new_parser("main.py", _DESCRIPTION)
    parser.set_defaults(command="window")
    parser.add_argument("--version", action="version", version=f"MNIST Viz {__version__}")
    _add_run_options(parser)
    parser.add_argument("--autostart", action="store_true", help="start training at once")
    parser.add_argument(
        "--screenshot",
        type=_picture_file,
        metavar="FILE",
        help="save a picture of the window as PNG, and exit",
    )
    parser.add_argument(
        "--after",
        type=_whole_number,
        metavar="STEPS",
        help="with --screenshot and --autostart: take it after so many steps",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="a session, model or set-up to open, or the word 'pretrained'",
    )
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = _new_parser("main.py", _DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    _add_train(commands)
    _add_evaluate(commands)
    _add_predict(commands)
    _add_data(commands)
    return parser


def _add_train(commands: "argparse._SubParsersAction[_Parser]") -> None:
    train = _subcommand(commands, "train", "Train a network without a window.")
    _add_run_options(train)
    train.add_argument("--epochs", type=_whole_number, metavar="N", help="passes over the data")
    train.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        type=_setting,
        metavar="KEY=VALUE",
        help="change a setting of the preset, such as learning_rate=0.05 or hidden=128,64",
    )
    train.add_argument("--out", type=Path, metavar="FILE", help="save the model")
    _add_json(train)


def _add_evaluate(commands: "argparse._SubParsersAction[_Parser]") -> None:
    evaluate = _subcommand(commands, "evaluate", "Score a model on test images.")
    evaluate.add_argument("model", metavar="MODEL", help=_MODEL_HELP)
    evaluate.add_argument("--data", metavar="D", help="default: the model's own data set")
    _add_json(evaluate)


def _add_predict(commands: "argparse._SubParsersAction[_Parser]") -> None:
    predict = _subcommand(commands, "predict", "Read pictures of digits.")
    predict.add_argument("model", metavar="MODEL", help=_MODEL_HELP)
    predict.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help="a picture file")
    _add_json(predict)


def _add_data(commands: "argparse._SubParsersAction[_Parser]") -> None:
    data = _subcommand(commands, "data", "List data sets, or download one.")
    data.set_defaults(action="list")
    actions = data.add_subparsers(dest="action", parser_class=_Parser)
    download = _subcommand(actions, "download", "Fetch and verify a data set.")
    download.add_argument("name", metavar="NAME", help="such as mnist")


def _new_parser(program: str, description: str) -> _Parser:
    parser = _Parser(
        prog=program,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    return parser


def _subcommand(
    commands: "argparse._SubParsersAction[_Parser]", name: str, description: str
) -> _Parser:
    parser = commands.add_parser(name, description=description, allow_abbrev=False)
    # Without SUPPRESS the subcommand's default would undo a --debug before it.
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks"
    )
    return parser


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--preset",
        choices=tuple(PRESETS),
        help=f"the network and its recipe; default: {DEFAULT_PRESET}",
    )
    parser.add_argument("--data", metavar="D", help=_DATA_HELP)
    parser.add_argument("--seed", type=_seed, metavar="N", help="of all that is random")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _whole_number(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return value


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**63):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to below 2^63")
    return int(text)


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form key=value")
    return key.strip(), value.strip()


def _picture_file(text: str) -> Path:
    if not text.lower().endswith(".png"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .png")
    return Path(text)
