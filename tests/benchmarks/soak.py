"""The window under random use: ``python -m tests.benchmarks.soak --minutes N [--json]``.

Trains, pauses, steps, resets, rewinds, resizes, draws and changes themes and
presets at random, and counts what must not happen: warnings, exceptions, growth.
"""

import argparse
import json
import random
import sys
import warnings
from time import perf_counter

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from mnist_viz.data import load_dataset
from mnist_viz.training import PRESETS
from mnist_viz.ui.crash_notices import CrashNotices
from mnist_viz.ui.style import THEME_CHOICES, ThemeFollower
from tests.benchmarks.machine import machine
from tests.benchmarks.window import Bench, Pen, resident_mb

_HARMLESS = "This plugin does not support"


class Soak:
    """Does something at random, again and again.

    Parameters
    ----------
    bench : Bench
    seed : int
    """

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench = bench
        self._rng = random.Random(seed)
        self._pen = Pen(bench.window)
        follower = bench.app.findChild(ThemeFollower)
        assert follower is not None, "the window has a theme"
        window, controls = bench.window, bench.window.controls
        self._acts = [
            *3 * [controls.play],
            controls.toggle_training,
            controls.step,
            controls.reset,
            controls.new_weights,
            lambda: controls.choose_preset(self._rng.choice(["intro", "two-layer", *PRESETS])),
            lambda: controls.choose_learning_rate(self._rng.choice([0.01, 0.05, 0.1, 0.3])),
            lambda: controls.choose_batch_size(self._rng.choice([16, 64, 256])),
            lambda: window.borrow(self._rng.randrange(10)),
            lambda: window.resize(self._rng.randrange(700, 1900), self._rng.randrange(500, 1000)),
            lambda: follower.choose(self._rng.choice(THEME_CHOICES)),
            lambda: self._pen.draw(on=True),
            lambda: self._pen.draw(on=False),
            window.drawing_panel.clear,
        ]

    def act(self) -> None:
        """Do one thing, and let a moment pass."""
        self._rng.choice(self._acts)()
        self._bench.run_for(self._rng.uniform(0.02, 0.4))


def measure(minutes: float, data: str | None, seed: int) -> dict[str, object]:
    """Return what was counted."""
    told: list[str] = []
    qInstallMessageHandler(lambda kind, _where, text: _note(told, kind, text))
    notices, raised = CrashNotices(), []
    notices.install()
    notices.raised.connect(lambda summary, _details: raised.append(summary))
    bench = Bench(load_dataset(data))
    bench.begin(PRESETS["three-layer"].config)
    soak, steps = Soak(bench, seed), 0
    warm = perf_counter() + min(60.0, 30.0 * minutes)
    while perf_counter() < warm:
        soak.act()
    before, end = resident_mb(), perf_counter() + 60.0 * minutes
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        while perf_counter() < end:
            soak.act()
            if bench.session.frame is not None:
                steps = max(steps, bench.session.frame.step)
    result = {
        "memory_growth_mb": resident_mb() - before,
        "warnings": len(told) + len(caught),
        "exceptions": len(raised),
        "steps": steps,
        "told": [*told, *map(str, caught), *raised][:20],
    }
    bench.close()
    notices.uninstall()
    return result


def _note(told: list[str], kind: QtMsgType, text: str) -> None:
    if kind != QtMsgType.QtDebugMsg and _HARMLESS not in text:
        told.append(text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0, help="after a warm-up of up to one")
    parser.add_argument("--data", help="as of main.py")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    with threadpool_limits(1, user_api="blas"):
        result = measure(options.minutes, options.data, options.seed) | {"machine": machine()}
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:24} {value}")
    return 1 if result["warnings"] or result["exceptions"] else 0


if __name__ == "__main__":
    assert QApplication.instance() is None
    sys.exit(main())
