"""The command line: results, errors in one line, exit codes."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_viz.cli import main
from mnist_viz.data import picture_to_image
from mnist_viz.data.idx import write_idx
from mnist_viz.training import PRESETS, load_model, read_model, save_model
from mnist_viz.ui.application import WindowOptions
from tests.samples import tiny_data

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A folder of IDX files with the tiny data set."""
    folder = tmp_path / "data"
    folder.mkdir()
    data = tiny_data()
    for prefix, part in (("train", data.train), ("t10k", data.test)):
        write_idx(folder / f"{prefix}-images-idx3-ubyte", part.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", part.labels)
    return folder


@pytest.fixture
def model_file(data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A model trained on the tiny data set."""
    path = tmp_path / "model.safetensors"
    arguments = ["train", "--data", str(data_folder), "--epochs", "2", "--out", str(path)]
    assert main([*arguments, "--set", "batch_size=20"]) == 0
    capsys.readouterr()
    return path


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run main.py as a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


def test_train_prints_one_json_object_with_the_promised_keys(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(data_folder), "--epochs", "2", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {
        "preset",
        "data",
        "seed",
        "epochs",
        "steps",
        "train_loss",
        "test_loss",
        "test_accuracy",
        "samples_per_second",
        "seconds",
    } <= result.keys()
    assert result["preset"] == "three-layer"
    assert result["steps"] == 20
    assert 0.5 < result["test_accuracy"] <= 1


def test_train_prints_plain_lines_where_there_is_no_terminal(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(data_folder), "--epochs", "3"]) == 0
    output = capsys.readouterr()
    assert "test accuracy" in output.out
    assert [line.split(",")[0] for line in output.err.splitlines()[1:]] == [
        "epoch 1 of 3",
        "epoch 2 of 3",
        "epoch 3 of 3",
    ]


def test_training_twice_gives_identical_weights(data_folder: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{k}.safetensors" for k in range(2)]
    for path in paths:
        arguments = ["--data", str(data_folder), "--epochs", "2", "--seed", "5"]
        assert main(["train", *arguments, "--out", str(path)]) == 0
    first, second = (load_model(path)[0].parameters for path in paths)
    assert np.array_equal(first, second)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_settings_reach_the_run(data_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    settings = ["hidden=20,12", "activation=relu", "optimizer=adam", "learning_rate=0.003"]
    arguments = [word for setting in settings for word in ("--set", setting)]
    assert (
        main(
            [
                "train",
                "--data",
                str(data_folder),
                "--epochs",
                "1",
                *arguments,
                "--out",
                str(path),
            ]
        )
        == 0
    )
    _, config = load_model(path)
    assert config.hidden == (20, 12)
    assert config.optimizer == "adam"
    assert config.learning_rate == 0.003


def test_evaluate_scores_a_model_on_given_data(
    model_file: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(model_file), "--data", str(data_folder), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    confusion = np.array(result["confusion"])
    assert confusion.shape == (10, 10)
    assert confusion.sum() == 200
    assert np.trace(confusion) / 200 == pytest.approx(result["test_accuracy"])


def test_a_model_trained_by_squared_error_is_scored_by_it(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, data = tmp_path / "model.safetensors", ["--data", str(data_folder), "--json"]
    settings = ["--epochs", "2", "--set", "loss=squared_error", "--out", str(model)]
    assert main(["train", *data, *settings]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert 0 < trained["test_loss"] < 1
    assert main(["evaluate", str(model), *data]) == 0
    assert json.loads(capsys.readouterr().out)["test_loss"] == pytest.approx(trained["test_loss"])


def test_evaluate_takes_the_models_own_data_by_default(
    model_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(model_file)]) == 0
    assert "200 test images" in capsys.readouterr().out


def test_a_model_finds_its_data_from_any_folder(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data_folder.parent)
    model = tmp_path / "model.safetensors"
    assert main(["train", "--data", data_folder.name, "--epochs", "1", "--out", str(model)]) == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["evaluate", str(model)]) == 0


def test_a_folder_of_mnist_is_known_by_name_and_found_again(
    real_mnist: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "model.safetensors"
    arguments = ["--data", str(real_mnist), "--epochs", "1", "--preset", "two-layer", "--json"]
    assert main(["train", *arguments, "--out", str(model)]) == 0
    assert json.loads(capsys.readouterr().out)["data"] == "mnist"
    assert main(["evaluate", str(model), "--json"]) == 0


def test_a_mistyped_command_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trian"]) == 1
    assert "trian" in capsys.readouterr().err


def test_predict_gives_digit_and_scores_per_image(
    model_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, images = [], tiny_data().test.images[:3]
    for k, image in enumerate(images):
        files.append(tmp_path / f"{k}.png")
        Image.fromarray(image).save(files[-1])
    assert main(["predict", str(model_file), *map(str, files), "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    x = np.stack([picture_to_image(image) for image in images]).reshape(3, -1) / 255
    expected = load_model(model_file)[0].predict(x.astype(np.float32))
    assert [answer["digit"] for answer in answers] == expected.argmax(axis=1).tolist()
    assert [answer["file"] for answer in answers] == [str(path) for path in files]
    assert all(sum(answer["scores"]) == pytest.approx(1, abs=1e-5) for answer in answers)


def test_pictures_of_other_things_than_digits_are_read_as_they_are(
    model_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = read_model(model_file)
    save_model(model_file, dataclasses.replace(model, class_names=tuple("abcdefghij")))
    picture = tmp_path / "b.png"
    Image.fromarray(tiny_data().test.images[1]).save(picture)
    assert main(["predict", str(model_file), str(picture), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["digit"] == "b"


def test_the_window_takes_the_word_pretrained_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[WindowOptions] = []

    def note(options: WindowOptions) -> int:
        opened.append(options)
        return 0

    monkeypatch.setattr("mnist_viz.cli.window_command.window_obstacle", lambda: None)
    monkeypatch.setattr("mnist_viz.ui.application.run", note)
    assert main(["pretrained", "--data", "mnist"]) == 0
    assert opened == [WindowOptions(data="mnist", pretrained=True)]


def test_data_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data"]) == 0
    output = capsys.readouterr().out
    assert "builtin" in output
    assert "mnist" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["--preset", "nonsense"],
        ["--seed", "-1"],
        ["--screenshot", "picture.jpg"],
        ["--after", "5"],
        ["train", "--epochs", "0"],
        ["train", "--epochs", "many"],
        ["train", "--set", "learning_rate"],
        ["train", "--set", "learning_rate=-1"],
        ["train", "--set", "no_such_setting=1"],
        ["train", "--set", "hidden=0"],
        ["train", "--out", "/no/such/folder/model"],
        ["evaluate"],
        ["predict", "model"],
        ["data", "download"],
        ["data", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert one_line(output.err), output.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--data", "/no/such/folder"],
        ["train", "--set", "train_size=1000000", "--data", "builtin"],
        ["evaluate", "/no/such/model"],
        ["evaluate", __file__],
        ["predict", __file__, __file__],
        ["data", "download", "nonsense"],
        ["/no/such/model"],
    ],
    ids=" ".join,
)
def test_failures_are_one_line_and_exit_code_1(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    assert one_line(errors.split("\n", errors.count("training images,"))[-1]), errors


def test_diverging_training_says_where_and_exits_1(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--set", "learning_rate=1e6", "--set", "activation=relu"]
    assert main(["train", "--data", str(data_folder), *arguments]) == 1
    assert "At step" in capsys.readouterr().err


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "/no/such/model", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_damaged_data_file_is_an_error_without_a_traceback(data_folder: Path) -> None:
    (data_folder / "train-images-idx3-ubyte").write_bytes(b"<html>no such page</html>")
    result = run("train", "--data", str(data_folder))
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "train-images-idx3-ubyte" in result.stderr


def test_ctrl_c_keeps_the_weights_so_far(data_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    arguments = ["train", "--data", str(data_folder), "--epochs", "1000000"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments, "--out", str(path)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "epoch 2 of" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted at step" in errors
    assert np.isfinite(load_model(path)[0].parameters).all()


def test_a_closed_pipe_is_no_error_message(model_file: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "evaluate", str(model_file)],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=50,
    )
    os.close(writer)
    assert result.stderr == ""


def test_any_encoding_will_do(model_file: Path) -> None:
    result = run("evaluate", str(model_file), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0, result.stderr
    assert "test accuracy" in result.stdout


def test_no_console_will_do(data_folder: Path) -> None:
    arguments = ["train", "--data", str(data_folder), "--epochs", "1", "--json"]
    script = (
        "import sys; from mnist_viz.cli import main; "
        f"sys.stdout = sys.stderr = None; sys.exit(main({arguments!r}))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=50).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_display_the_window_says_what_to_do_instead(display: str) -> None:
    result = run(DISPLAY=display, WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "Traceback" not in result.stderr
    if "apt-get install" not in result.stderr:  # this machine lacks Qt's libraries
        assert "main.py train" in result.stderr
        assert "QT_QPA_PLATFORM=offscreen" in result.stderr
        assert "--screenshot" in result.stderr


def test_training_imports_no_qt(data_folder: Path) -> None:
    script = (
        "import sys; from mnist_viz.cli import main; "
        f"code = main(['train', '--data', {str(data_folder)!r}, '--epochs', '1']); "
        "sys.exit(code or any(name.startswith('PySide6') for name in sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=50
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("preset", "least"), [("three-layer", 0.96), ("two-layer", 0.91), ("intro", 0.94)]
)
def test_presets_read_mnist_as_well_as_promised_after_half_their_epochs(
    preset: str, least: float, real_mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = PRESETS[preset].config.epochs // 2
    arguments = ["--preset", preset, "--data", str(real_mnist), "--epochs", str(half), "--json"]
    assert main(["train", *arguments]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["epochs"] == half <= 5
    assert result["test_accuracy"] >= least


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_full_disk_behind_stdout_is_called_that(arguments: list[str], model_file: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "evaluate", str(model_file), *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=50,
        )
    assert result.returncode == 1
    assert result.stderr == "mnist-viz: Standard output: No space left on device.\n"


def test_looking_for_garbage_is_put_off_only_while_modules_are_imported() -> None:
    script = (
        "import gc, sys; from mnist_viz.cli import main; "
        "enabled = gc.isenabled(); main(['--version']); "
        "sys.exit(not enabled or not gc.isenabled() or 'tqdm' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], check=False, timeout=50)
    assert result.returncode == 0
