"""The window: the only command that imports Qt."""

import argparse

from mnist_viz import training
from mnist_viz.cli.arguments import COMMANDS
from mnist_viz.cli.beginning import keeping_everything
from mnist_viz.cli.system import window_obstacle


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window; return when it is closed."""
    if arguments.after is not None and not (arguments.screenshot and arguments.autostart):
        raise training.ConfigError("--after needs --screenshot and --autostart.")
    file = arguments.file
    pretrained = file is not None and str(file) == training.PRETRAINED and not file.exists()
    if pretrained:
        file = None
    if file is not None and not file.exists():
        raise training.ModelFileError(
            f"There is no file {file}, and no command of that name; "
            f"commands are {', '.join(COMMANDS)}."
        )
    obstacle = window_obstacle()
    if obstacle is not None:
        raise RuntimeError(obstacle)
    with keeping_everything():  # until the window takes that over
        from mnist_viz.ui.application import WindowOptions, run  # noqa: PLC0415 - Qt from here on

        return run(
            WindowOptions(
                preset=arguments.preset,
                data=arguments.data,
                seed=arguments.seed,
                autostart=arguments.autostart,
                screenshot=arguments.screenshot,
                after=arguments.after or 0,
                file=file,
                pretrained=pretrained,
            )
        )
