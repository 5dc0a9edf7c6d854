"""``data`` and ``data download``: what is here, what can be had, where it lies."""

import argparse

from mnist_viz.cli.interrupts import Interrupted, noting_interrupts
from mnist_viz.cli.printing import print_lines
from mnist_viz.cli.progress import bytes_bar
from mnist_viz.data import (
    DatasetStatus,
    DownloadCancelledError,
    cache_root,
    dataset_statuses,
    download,
)


def run_data(arguments: argparse.Namespace) -> int:
    """List the data sets, or download one."""
    if arguments.action == "download":
        return _download(arguments.name)
    statuses = dataset_statuses()
    width = max(len(status.name) for status in statuses)
    print_lines([f"{status.name:<{width}}  {_where(status)}" for status in statuses])
    print_lines(
        ["", "Get one with: main.py data download NAME", f"Downloads lie in {cache_root()}"]
    )
    return 0


def _where(status: DatasetStatus) -> str:
    if status.found is None:
        return "always here" if status.is_here else f"can be downloaded, {status.download_mb} MB"
    if status.missing:
        return f"incomplete in {status.found}: {', '.join(status.missing)} missing"
    return f"here, in {status.found} ({status.place})"


def _download(name: str) -> int:
    with noting_interrupts() as stop:
        bar = bytes_bar()

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            folder = download(name, progress=show, cancelled=lambda: stop.made)
        except DownloadCancelledError as error:
            raise Interrupted(str(error)) from error
        finally:
            bar.close()
    print_lines([f"{name} is in {folder}, verified."])
    return 0
