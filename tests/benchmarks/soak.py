"""The window under random use: ``python -m tests.benchmarks.soak --minutes N [--json]``.

Trains, pauses, steps, resets, rewinds, resizes, draws, clicks, chooses, presents, moves
panels and changes themes and presets at random, and counts what must not happen:
warnings, exceptions, growth. Of the growth of memory it tells how much the recorded
history has grown, which is meant to, up to its limit. With ``--only-train`` it trains and
does nothing else, which tells what an hour of training holds.
"""

import argparse
import random
import sys
import warnings
from time import perf_counter

from PySide6.QtCore import QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDockWidget,
    QToolButton,
)
from threadpoolctl import threadpool_limits

from mnist_viz.data import load_dataset
from mnist_viz.training import PRESETS
from mnist_viz.ui.charts.chart import Chart
from mnist_viz.ui.components import Choice, SegmentedControl
from mnist_viz.ui.look.style import THEME_CHOICES, ThemeFollower
from mnist_viz.ui.pictures.gallery import Gallery
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from mnist_viz.ui.process.crash_notices import CrashNotices
from mnist_viz.ui.tables.confusion_matrix import ConfusionMatrix
from mnist_viz.ui.timeline.strip import TimelineStrip
from tests.benchmarks.machine import machine
from tests.benchmarks.printing import print_result
from tests.benchmarks.window import Bench, Pen, resident_mb

_HARMLESS = "This plugin does not support"
_PATIENCE_MS = 300


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
        self.acts = 0
        self._clock = QTimer()
        self._clock.timeout.connect(self._close_what_waits)
        self._clock.start(_PATIENCE_MS)
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
            lambda: window.pad_images.borrow(self._rng.randrange(10)),
            lambda: window.resize(self._rng.randrange(700, 1900), self._rng.randrange(500, 1000)),
            lambda: follower.choose(self._rng.choice(THEME_CHOICES)),
            lambda: self._pen.draw(on=True),
            lambda: self._pen.draw(on=False),
            window.drawing_panel.clear,
            *3 * [self._click_button],
            *3 * [self._click_picture],
            self._choose,
            self._rewind,
            window.rewinder.go_live,
            window.presenter.toggle,
            self._move_dock,
            window.dock_area.reset,
            self._close_other_windows,
        ]

    def _click_button(self) -> None:
        """Press any button that can be seen, but for those whose menus would wait for an end."""
        window = self._bench.window
        buttons = [
            button
            for button in window.findChildren(QAbstractButton)
            if button.isVisible()
            and button.isEnabled()
            and not (isinstance(button, QToolButton) and button.menu() is not None)
        ]
        self._rng.choice(buttons).click()

    def _click_picture(self) -> None:
        """Click anywhere into something that is drawn: a heatmap, a chart, the timeline."""
        window = self._bench.window
        drawn = [
            widget
            for kind in (ImageCanvas, Chart, ConfusionMatrix, Gallery, TimelineStrip)
            for widget in window.findChildren(kind)
            if widget.isVisible()
        ]
        widget = self._rng.choice(drawn)
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        place = QPoint(
            self._rng.randrange(max(1, target.width())),
            self._rng.randrange(max(1, target.height())),
        )
        QTest.mouseMove(target, place)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)

    def _choose(self) -> None:
        """Choose something else in the header of a panel."""
        panel = self._rng.choice(self._bench.window.panels)
        controls = [c for c in panel.header_controls() if isinstance(c, Choice | SegmentedControl)]
        if controls:
            control = self._rng.choice(controls)
            control.pick(self._rng.choice(control.entries)[0])

    def _rewind(self) -> None:
        newest = self._bench.window.display.newest
        if newest is not None and newest.step:
            self._bench.window.rewinder.go_to(self._rng.randrange(newest.step), exact=False)

    def _move_dock(self) -> None:
        """Float a panel, put it back, hide it or bring it back."""
        dock = self._rng.choice(self._bench.window.docks)
        if self._rng.random() < 0.5:
            dock.setFloating(not dock.isFloating())
        else:
            dock.toggleViewAction().trigger()

    def _close_other_windows(self) -> None:
        window = self._bench.window
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible() and not isinstance(other, QDockWidget):
                other.close()

    def _close_what_waits(self) -> None:
        """Close what keeps the window waiting for an answer."""
        for waiting in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if waiting is not None:
                waiting.close()

    def act(self) -> None:
        """Do one thing, and let a moment pass."""
        self.acts += 1
        self._rng.choice(self._acts)()
        self._bench.run_for(self._rng.uniform(0.02, 0.4))

    def train_on(self) -> None:
        """Let training run, which is begun if it rests."""
        self._bench.session.play()
        self._bench.run_for(0.4)


def measure(minutes: float, data: str | None, seed: int, *, only_train: bool) -> dict[str, object]:
    """Return what was counted."""
    told: list[str] = []
    qInstallMessageHandler(lambda kind, _where, text: _note(told, kind, text))
    notices, raised = CrashNotices(), []
    notices.install()
    notices.raised.connect(lambda _summary, details: raised.append(details))
    bench = Bench(load_dataset(data))
    bench.begin(PRESETS["three-layer"].config)
    soak, steps = Soak(bench, seed), 0
    act = soak.train_on if only_train else soak.act
    warm = perf_counter() + min(60.0, 30.0 * minutes)
    while perf_counter() < warm:
        act()
    history = bench.session.past
    before, end = resident_mb(), perf_counter() + 60.0 * minutes
    recorded, by_minute = history.history.memory_bytes / 2**20, [before]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        while perf_counter() < end:
            act()
            if bench.session.frame is not None:
                steps = max(steps, bench.session.frame.step)
            if perf_counter() - (end - 60.0 * minutes) >= 60.0 * len(by_minute):
                by_minute.append(resident_mb())
    result = {
        "memory_growth_mb": resident_mb() - before,
        "history_growth_mb": history.history.memory_bytes / 2**20 - recorded,
        "history_mb": history.history.memory_bytes / 2**20,
        "runs": len(bench.session.tree.runs),
        "memory_mb_by_minute": [round(each) for each in by_minute],
        "acts": soak.acts,
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
    parser.add_argument("--only-train", action="store_true", help="train, and do nothing else")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    with threadpool_limits(1, user_api="blas"):
        result = measure(
            options.minutes, options.data, options.seed, only_train=options.only_train
        ) | {"machine": machine()}
    print_result(result, as_json=options.json)
    return 1 if result["warnings"] or result["exceptions"] else 0


if __name__ == "__main__":
    assert QApplication.instance() is None
    sys.exit(main())
