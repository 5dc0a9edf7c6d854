"""Set-ups are read, or refused with one clear error."""

import json
from pathlib import Path

import pytest

from mnist_viz.assets import resource
from mnist_viz.training import PRESETS, SetUpFileError, read_setup
from mnist_viz.training.opening import ForeignFileError, open_file

LEAST = {"format": "mnist-viz-setup", "version": 1}


def written(path: Path, **fields: object) -> Path:
    path.write_text(json.dumps({**LEAST, **fields}))
    return path


def test_everything_but_the_format_may_be_left_out(tmp_path: Path) -> None:
    lesson = read_setup(written(tmp_path / "s"))
    assert (lesson.config, lesson.preset) == (PRESETS["three-layer"].config, "three-layer")
    assert (lesson.data, lesson.speed, lesson.panels, lesson.play) == ("", None, None, False)


def test_settings_alter_the_preset(tmp_path: Path) -> None:
    lesson = read_setup(
        written(tmp_path / "s", preset="intro", seed=3, config={"hidden": [8], "dropout": 0.5})
    )
    assert lesson.preset is None
    assert lesson.config.hidden == (8,)
    assert lesson.config.activation == ("sigmoid",)
    assert (lesson.config.dropout, lesson.config.seed) == (0.5, 3)


def test_a_seed_leaves_a_preset_what_it_is(tmp_path: Path) -> None:
    assert read_setup(written(tmp_path / "s", preset="intro", seed=3)).preset == "intro"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no JSON"),
        ("{", "no JSON: line 1, column 2"),
        ("[]", "no set-up"),
        ("{}", "no set-up"),
        ("[" * 100_000, "no JSON|nested"),
        (json.dumps({**LEAST, "version": 2}), "version is 2"),
        (json.dumps({**LEAST, "colour": 1}), "no entry 'colour'"),
        (json.dumps({**LEAST, "preset": "huge"}), "preset is one of"),
        (json.dumps({**LEAST, "preset": 3}), "preset is a text"),
        (json.dumps({**LEAST, "config": {"hidden": [0]}}), "hidden"),
        (json.dumps({**LEAST, "config": {"colour": 0}}), "no setting 'colour'"),
        (json.dumps({**LEAST, "seed": -1}), "seed"),
        (json.dumps({**LEAST, "seed": True}), "seed"),
        (json.dumps({**LEAST, "panels": [1]}), "panels is a list of titles"),
        (json.dumps({**LEAST, "play": "yes"}), "play is true or false"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "s"
    path.write_text(content)
    with pytest.raises(SetUpFileError, match=says) as refused:
        read_setup(path)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(b"\xff\xfe{")
    with pytest.raises(SetUpFileError, match="UTF-8"):
        read_setup(tmp_path / "s")
    with pytest.raises(SetUpFileError, match="no file"):
        read_setup(tmp_path / "none")


def test_the_example_is_a_set_up() -> None:
    lesson = open_file(resource("lesson.mnistviz.json"))
    assert lesson == read_setup(resource("lesson.mnistviz.json"))


def test_what_is_none_of_the_programs_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for content in (b"", b"nonsense of more than eight bytes", b"\x10\0\0\0\0\0\0\0{}"):
        path.write_bytes(content)
        with pytest.raises(ForeignFileError, match="neither a session, nor a model, nor a set-up"):
            open_file(path)
    with pytest.raises(ForeignFileError, match="no file"):
        open_file(tmp_path / "none")
