"""The wheel, installed elsewhere and run from another folder, finds all that it needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel of this checkout is installed."""
    built, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=50)
    (wheel,) = built.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target"]
    subprocess.run([*install, str(target), str(wheel)], check=True, capture_output=True, timeout=50)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(installed), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def test_it_runs_its_own_code_with_its_own_resources(installed: Path, tmp_path: Path) -> None:
    script = (
        "import mnist_viz.assets as a; print(a.__file__); "
        "[print(a.resource(n)) for n in "
        "('tokens.json', 'icons/play.svg', 'pretrained.safetensors', 'builtin_digits.npz')]"
    )
    result = run(installed, tmp_path, "-c", script)
    assert result.returncode == 0, result.stderr
    assert all(line.startswith(str(installed)) for line in result.stdout.splitlines())


def test_it_trains_on_its_built_in_digits(installed: Path, tmp_path: Path) -> None:
    arguments = ["train", "--data", "builtin", "--epochs", "1", "--json"]
    result = run(installed, tmp_path, "-m", "mnist_viz", *arguments)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["data"] == "builtin"


def test_it_has_its_pretrained_network(installed: Path, tmp_path: Path) -> None:
    result = run(
        installed,
        tmp_path,
        "-m",
        "mnist_viz",
        "evaluate",
        "pretrained",
        "--data",
        "builtin",
        "--json",
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["test_accuracy"] > 0.8


def test_it_opens_its_window(installed: Path, tmp_path: Path) -> None:
    result = run(installed, tmp_path, "-m", "mnist_viz", "--screenshot", "window.png")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
