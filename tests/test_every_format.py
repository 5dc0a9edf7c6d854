"""A run on data in every format that is read: trained, saved, scored again and asked to read."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from mnist_viz.cli import main
from mnist_viz.data import DIGIT_NAMES, load_dataset, picture_to_image
from mnist_viz.data.catalogue import CATALOGUE, ROLES
from mnist_viz.data.idx import write_idx
from mnist_viz.session import Session
from mnist_viz.training import RunConfig, load_model
from mnist_viz.ui.components import HintPill
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.scores_panel import ScoresPanel

Write = Callable[[Path], str]
PER_CLASS = {"train": 12, "test": 3}
WORDS = ("cat", "dog", "a long-haired guinea pig")


def _part(classes: int, part: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return 28 × 28 images, a block of ink at a place of its own for each class, and labels."""
    labels = (np.arange(classes * PER_CLASS[part]) % classes).astype(np.uint8)
    images = np.random.default_rng(len(labels)).integers(1, 60, (len(labels), 28, 28), np.uint8)
    for image, label in zip(images, labels.tolist(), strict=True):
        row, column = divmod(label, 6)
        image[5 * row : 5 * row + 4, 4 * column + 2 : 4 * column + 6] = 250
    return images, labels


def _known(name: str) -> Write:
    def write(folder: Path) -> str:
        known = CATALOGUE[name]
        (folder / name).mkdir()
        for role, file in zip(ROLES, known.files, strict=True):
            part, what = role.split("-")
            images, labels = _part(len(known.class_names), part)
            array: NDArray[np.uint8] | NDArray[np.int32] = images if what == "images" else labels
            if what == "labels":
                array = labels + np.uint8(known.first_label)
            if "idx2" in file.name:  # QMNIST's table: the class, and seven facts about the writer
                array = np.repeat(labels[:, None].astype(np.int32), 8, axis=1)
            write_idx(folder / name / file.name, array)
        return name

    return write


def _plain_idx(folder: Path) -> str:
    for part, prefix in (("train", "train"), ("test", "t10k")):
        images, labels = _part(10, part)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels)
    return str(folder)


def _npz(folder: Path) -> str:
    (x_train, y_train), (x_test, y_test) = _part(12, "train"), _part(12, "test")
    np.savez(folder / "own.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return str(folder / "own.npz")


def _pictures(folder: Path) -> str:
    for part in PER_CLASS:
        images, labels = _part(len(WORDS), part)
        for number, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
            place = folder / part / WORDS[label]
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(place / f"{number}.png")
    return str(folder)


FORMATS: dict[str, tuple[Write, tuple[str, ...]]] = {
    **{name: (_known(name), known.class_names) for name, known in CATALOGUE.items()},
    "plain IDX files": (_plain_idx, tuple("0123456789")),
    "npz": (_npz, tuple(map(str, range(12)))),
    "class folders": (_pictures, tuple(sorted(WORDS))),
}
every_format = pytest.mark.parametrize(("write", "names"), FORMATS.values(), ids=FORMATS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where data sets are looked for by name."""
    made = tmp_path / "data"
    made.mkdir()
    monkeypatch.setenv("MNIST_VIZ_DATA", str(made))
    return made


@every_format
def test_class_names_and_counts_follow_the_data_through_the_commands(
    write: Write,
    names: tuple[str, ...],
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data, model = write(folder), str(tmp_path / "model.safetensors")
    settings = ["--set", "hidden=16", "--set", "batch_size=8", "--set", "learning_rate=0.3"]
    assert (
        main(["train", "--data", data, "--epochs", "12", "--out", model, "--json", *settings]) == 0
    )
    trained = json.loads(capsys.readouterr().out)
    assert trained["test_accuracy"] > 0.9
    assert load_model(Path(model))[0].layout.layers[-1].units == len(names)
    assert main(["evaluate", model, "--json"]) == 0
    confusion = np.array(json.loads(capsys.readouterr().out)["confusion"])
    assert confusion.shape == (len(names), len(names))
    assert confusion.sum() == len(names) * PER_CLASS["test"]
    splits = load_dataset(data)
    assert splits.class_names == names
    picture = tmp_path / "picture.png"
    Image.fromarray(splits.test.images[2]).save(picture)
    assert main(["predict", model, str(picture)]) == 0
    # Digits are brought into MNIST's form; other things are read as they are.
    seen = picture_to_image(splits.test.images[2], as_it_is=names != DIGIT_NAMES)
    scores = load_model(Path(model))[0].predict(seen.reshape(1, -1) * np.float32(1 / 255))
    read = names[int(scores.argmax())]
    assert names == DIGIT_NAMES or read == names[splits.test.labels[2]]
    assert f"picture.png: {read}  score" in capsys.readouterr().out


def _begins_with(label: QLabel, text: str) -> bool:
    return label.accessibleDescription().startswith(f"{text}, score")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    session = Session()
    session.set_speed("full")
    made = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    assert session.close(), "a thread did not stop"


@pytest.mark.parametrize("name", ["emnist-letters", "kmnist", "class folders"])
def test_class_names_follow_the_data_through_the_window(
    name: str, folder: Path, window: MainWindow, qtbot: QtBot
) -> None:
    write, names = FORMATS[name]
    session = window._session
    data = load_dataset(write(folder))
    config = RunConfig(hidden=(16,), activation=("tanh",), batch_size=8, learning_rate=0.3)
    with qtbot.waitSignal(session.run_started):
        session.begin(config, data)
    session.play()
    scores = next(panel for panel in window.panels if isinstance(panel, ScoresPanel))
    prediction = window.findChild(QLabel, "prediction")
    assert prediction is not None

    def is_learnt() -> bool:
        view = window.display.view
        found = None if view is None else view.analysis
        return found is not None and found.accuracy is not None and found.accuracy > 0.9

    qtbot.waitUntil(is_learnt)
    session.pause()
    view = window.display.view
    assert view is not None
    assert view.analysis is not None
    assert view.class_names == names
    assert view.analysis.confusion.shape == (len(names), len(names))
    assert view.probe.labels.tolist() == list(range(len(names)))
    for label in (0, len(names) - 1):
        window.pad_images.borrow(label)
        qtbot.waitUntil(partial(_begins_with, prediction, names[label]))
    table = scores.as_table()
    assert table is not None
    hints = {hint.accessibleName() for hint in window.drawing_panel.findChildren(HintPill)}
    asked = "Draw here" if name == "class folders" else "Draw a letter"
    assert hints == {f"Hint 1: {asked}"}
    written = table.encoded().decode()
    assert all(name in written for name in names)
