"""The live window under load: ``python -m tests.benchmarks.window [--data D] [--json]``.

Drives the real window, offscreen or on a display, while a network trains at full
speed, with a pen that never rests. Times are of one run on one machine; only
what is compared within it (training against idle, with against without the
window) carries over to another.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from threadpoolctl import threadpool_limits

from mnist_viz.data import DataSplits, load_dataset
from mnist_viz.session import Session
from mnist_viz.training import PRESETS, Frame, RunConfig, Trainer, View
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panel import Panel
from mnist_viz.ui.process.free_memory import return_large_blocks
from mnist_viz.ui.process.garbage import GarbageCollector
from mnist_viz.ui.process.qt_messages import listen_to_qt
from tests.benchmarks.machine import machine
from tests.benchmarks.printing import print_result
from tests.benchmarks.time_travel import recording_cost, rewind_times

FIRST_NETWORK = RunConfig(
    hidden=(128, 64),
    activation=("tanh", "relu"),
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=128,
)
"""784-128 tanh-64 ReLU-10, Adam, batch 128."""

BEAT_MS = 16


class Bench:
    """A window on a data set, and a way to let time pass in it."""

    def __init__(self, data: DataSplits) -> None:
        return_large_blocks()  # as the program does
        self.app = QApplication(sys.argv[:1])
        self.data = data
        self.session = Session()
        self.window = MainWindow(self.session, ThemeFollower(self.app))
        self.window.show()
        self.session.data_loaded.emit(data)
        self.garbage = GarbageCollector()
        self.wait_until(lambda: bool(self.session.analyses))

    def begin(self, config: RunConfig) -> None:
        """Begin a run at full speed, at rest."""
        self.session.begin(config, self.data)
        self.session.set_speed("full")
        self.wait_until(lambda: self.session.first_frame is not None)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.app.processEvents()

    def run_for(self, seconds: float) -> None:
        # A real event loop: without one, Qt deletes nothing that is to be deleted later.
        QTimer.singleShot(int(1000 * seconds), self.app.exit)
        self.app.exec()

    def steps_per_second(self, seconds: float) -> float:
        """Train for a while with the window live."""
        began, first = perf_counter(), self.newest_step()
        self.run_for(seconds)
        return (self.newest_step() - first) / (perf_counter() - began)

    def newest_step(self) -> int:
        """Return the worker's step, by a frame asked for now."""
        self.wait_until(lambda: not self.session._awaiting_frame)
        self.session.request_frame()
        self.wait_until(lambda: not self.session._awaiting_frame)
        return self.session.frame.step if self.session.frame is not None else 0

    def close(self) -> float:
        """Close while training; return the milliseconds until all threads have ended."""
        began = perf_counter()
        self.window.close()
        assert self.session.close()
        self.garbage.stop()
        return 1000 * (perf_counter() - began)


class Heartbeat(QObject):
    """Notes when the GUI thread gets its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.beats: list[float] = []
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(lambda: self.beats.append(perf_counter()))

    def listen(self, app: QApplication, seconds: float) -> np.ndarray:
        """Return the milliseconds between turns."""
        self.beats.clear()
        self._clock.start(BEAT_MS)
        QTimer.singleShot(int(1000 * seconds), app.exit)
        app.exec()
        self._clock.stop()
        return 1000 * np.diff(self.beats)


class Pen(QObject):
    """Moves over the pad, and notes how long it is until the scores are painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        pad, scores = window.findChild(QWidget, "drawing_pad"), window.findChild(QWidget, "scores")
        assert pad is not None
        assert scores is not None
        self._window = window
        self._pad, self._scores = pad, scores
        self._sent: float | None = None
        self._turn = 0
        self.waits: list[float] = []
        scores.installEventFilter(self)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._move)

    def draw(self, *, on: bool) -> None:
        """Put the pen down and move it 60 times a second, or lift it."""
        if on:
            self._send(QEvent.Type.MouseButtonPress)
            self._clock.start(BEAT_MS)
        else:
            self._clock.stop()
            self._send(QEvent.Type.MouseButtonRelease)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._sent is not None:
            # The filter runs before the paint; a timer of no delay runs after it.
            QTimer.singleShot(0, self._note)
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        if self._sent is not None:
            self.waits.append(1000 * (perf_counter() - self._sent))
            self._sent = None

    def _move(self) -> None:
        self._turn += 1
        if self._turn % 240 == 0:  # a new drawing every few seconds, as a hand would
            self._send(QEvent.Type.MouseButtonRelease)
            self._window.drawing_panel.clear()
            self._send(QEvent.Type.MouseButtonPress)
        self._sent = perf_counter()
        self._send(QEvent.Type.MouseMove)

    def _send(self, kind: QEvent.Type) -> None:
        angle, side = self._turn / 9, min(self._pad.width(), self._pad.height())
        place = QPointF(
            side * (0.5 + 0.25 * np.cos(angle)), side * (0.5 + 0.35 * np.sin(0.7 * angle))
        )
        held = kind != QEvent.Type.MouseButtonRelease
        event = QMouseEvent(
            kind,
            place,
            self._pad.mapToGlobal(place),
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._pad, event)


def frame_times(bench: Bench, seconds: float) -> dict[str, float]:
    """Measure turns of the GUI thread, idle and while training with a pen in the pad."""
    heart, pen = Heartbeat(), Pen(bench.window)
    bench.session.pause()
    bench.run_for(0.5)
    idle = heart.listen(bench.app, seconds)
    bench.session.play()
    bench.run_for(0.5)
    shown = count_draws(bench)
    pen.draw(on=True)
    live = heart.listen(bench.app, seconds)
    pen.draw(on=False)
    return {
        "frame_ms_p50": percentile(live, 50),
        "frame_ms_p95": percentile(live, 95),
        "frame_ms_p99": percentile(live, 99),
        "frame_ms_max": percentile(live, 100),
        "idle_frame_ms_p99": percentile(idle, 99),
        "longest_stall_ms": max(0.0, percentile(live, 100) - BEAT_MS),
        "panel_rate_hz": len(shown) / seconds,
        "pen_ms_p50": percentile(pen.waits, 50),
        "pen_ms_p99": percentile(pen.waits, 99),
    }


def count_draws(bench: Bench) -> list[object]:
    """Return a list that grows with every draw of a panel that is not the pad's."""
    shown: list[object] = []
    panel = bench.window.panels[1]
    draw = panel.show_view

    def noting(view: View) -> None:
        shown.append(view)
        draw(view)

    panel.show_view = noting  # type: ignore[method-assign]
    return shown


def refresh_cost(bench: Bench, rounds: int) -> dict[str, object]:
    """Measure the GUI thread's CPU time of a full refresh, and each panel's share."""
    bench.begin(PRESETS["three-layer"].config)
    frames: list[Frame] = []
    for _ in range(rounds):
        bench.session.step()
        bench.wait_until(bench_rested(bench, len(frames) + 1))
        assert bench.session.frame is not None
        frames.append(bench.session.frame)
    view = bench.window.display.view
    assert view is not None
    views = [replace(view, frame=frame) for frame in frames]
    split = {panel.objectName(): draw_cost(bench, [panel], views) for panel in bench.window.panels}
    whole = draw_cost(bench, bench.window.panels, views)
    return {"refresh_cpu_ms": whole, "refresh_cpu_ms_by_panel": split}


def bench_rested(bench: Bench, step: int) -> Callable[[], bool]:
    return lambda: bench.session.frame is not None and bench.session.frame.step == step


def draw_cost(bench: Bench, panels: Sequence[Panel], views: Sequence[View]) -> float:
    """Return the median CPU milliseconds from `show_view` to painted pixels."""
    costs = []
    for view in views:
        began = thread_time()
        for panel in panels:
            panel.show_view(view)
        bench.app.processEvents()
        costs.append(1000 * (thread_time() - began))
    return median(costs)


def throughput(bench: Bench, seconds: float, rounds: int) -> float:
    """Return the window's share of the speed that training has without it."""
    bench.session.pause()
    bench.run_for(0.2)
    ratios, before = [], headless_steps_per_second(bench.data, seconds)
    for _ in range(rounds):
        bench.begin(FIRST_NETWORK)
        bench.session.play()
        bench.run_for(0.3)
        live = bench.steps_per_second(seconds)
        bench.session.pause()
        bench.run_for(0.2)
        after = headless_steps_per_second(bench.data, seconds)
        ratios.append(2 * live / (before + after))  # the machine's speed drifts
        before = after
    return median(ratios)


def headless_steps_per_second(data: DataSplits, seconds: float) -> float:
    trainer = Trainer(FIRST_NETWORK, data)
    units = trainer.units()
    for _ in range(50):
        next(units)
    began, first = perf_counter(), trainer.step
    while perf_counter() - began < seconds:
        next(units)
    return (trainer.step - first) / (perf_counter() - began)


def pause_time(bench: Bench, rounds: int) -> float:
    """Return the slowest time from asking for a pause to its acknowledgement."""
    rests: list[float] = []
    bench.session.came_to_rest.connect(lambda: rests.append(perf_counter()))
    slowest = 0.0
    for _ in range(rounds):
        bench.session.play()
        bench.run_for(0.1)
        rests.clear()
        began = perf_counter()
        bench.session.pause()
        bench.wait_until(lambda: bool(rests))
        slowest = max(slowest, 1000 * (rests[0] - began))
    return slowest


def resident_mb() -> float:
    """Return the memory that the process holds."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def percentile(values: object, share: float) -> float:
    measured = np.asarray(values)
    return float(np.percentile(measured, share)) if len(measured) else float("nan")


def time_travel(bench: Bench) -> dict[str, object]:
    """Measure how long it takes to go back, and what recording costs training."""
    bench.begin(PRESETS["three-layer"].config)
    bench.session.play()
    bench.wait_until(lambda: bench.newest_step() > 3000)
    bench.session.pause()
    bench.run_for(0.5)
    at_rest, training = (rewind_times(bench, training=on, packed=False) for on in (False, True))
    packed = rewind_times(bench, training=False, packed=True)
    recording = recording_cost(bench.data, PRESETS["three-layer"].config, rounds=5)
    return {
        "rewind_ms_p95": percentile(at_rest, 95),
        "rewind_ms_p95_training": percentile(training, 95),
        "rewind_ms_p95_packed": percentile(packed, 95),
        "history_mb": bench.session.past.history.memory_bytes / 2**20,
        "recording_cost": recording["recording_cost, 5 epochs"],
        "recording": recording,
    }


def measure(data: DataSplits, seconds: float) -> dict[str, object]:
    """Return every figure."""
    bench = Bench(data)
    bench.begin(FIRST_NETWORK)
    before = resident_mb()
    result: dict[str, object] = {**frame_times(bench, seconds)}
    result["memory_growth_mb"] = resident_mb() - before
    result["throughput_ratio"] = throughput(bench, seconds / 4, rounds=5)
    result["pause_ms"] = pause_time(bench, rounds=20)
    bench.session.pause()
    result |= refresh_cost(bench, rounds=100)
    result |= time_travel(bench)
    bench.begin(FIRST_NETWORK)
    bench.session.play()
    bench.run_for(0.3)
    result["close_ms"] = bench.close()
    return result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", help="as of main.py")
    parser.add_argument("--seconds", type=float, default=12.0, help="of each measurement")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    listen_to_qt()  # as the program does: not every word of it means something
    with threadpool_limits(1, user_api="blas"):
        result = measure(load_dataset(options.data), options.seconds)
        result["machine"] = machine()
    print_result(result, as_json=options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
