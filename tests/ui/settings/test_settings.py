"""Settings are read from anything: each that is wrong gets its default, the others hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from mnist_viz.session import SPEEDS
from mnist_viz.ui.history_menu import LIMITS_MB
from mnist_viz.ui.look.style import THEME_CHOICES
from mnist_viz.ui.presenter import TEXT_SIZES
from mnist_viz.ui.settings.settings import Settings, settings_from
from mnist_viz.ui.settings.window_place import place_on_screens

OWN = Settings(
    theme="light",
    speed="full",
    place=(10, 20, 1300, 800),
    maximized=True,
    layouts={"wide": bytes(range(256)), "compact": b"\x00"},
    panels={"loss_panel": {"loss_log": "off"}},
    folder="/tmp/ä b",
    recent=("/tmp/ä b/one.mnistviz", "/tmp/two.json"),
    presented=("loss_panel",),
    presented_text=175,
    history_mb=512,
)

TEXTS = st.text("wide\0:/=", max_size=8)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def test_settings_survive_the_way_through_the_file() -> None:
    document = json.loads(json.dumps(OWN.as_document()))
    assert settings_from(document) == OWN
    assert settings_from(json.loads(json.dumps(Settings().as_document()))) == Settings()


@given(st.dictionaries(st.sampled_from(sorted(OWN.as_document())), ANYTHING))
def test_any_value_of_any_setting_gives_settings_that_hold(document: dict[str, Any]) -> None:
    settings = settings_from(document)
    assert settings.theme in THEME_CHOICES
    assert settings.speed in SPEEDS
    assert settings.presented_text in TEXT_SIZES
    assert settings.history_mb in LIMITS_MB
    assert isinstance(settings.maximized, bool)
    if settings.place is not None:
        assert all(-(2**31) < number < 2**31 for number in settings.place)
    assert settings_from(settings.as_document()) == settings


@pytest.mark.parametrize("key", sorted(OWN.as_document()))
@pytest.mark.parametrize("wrong", [None, 5, -1.5, "", "garbage", [], [[]], {}, {"wide": 3}, True])
def test_a_wrong_setting_does_not_harm_the_others(key: str, wrong: object) -> None:
    document = OWN.as_document() | {key: wrong}
    document_back = settings_from(document).as_document()
    expected = OWN.as_document()
    for other in expected:
        if other != key:
            assert document_back[other] == expected[other]


@pytest.mark.parametrize(
    ("given_size", "kept"), [(-5, 100), (10**30, 200), (160, 150), (True, 150), ("175", 150)]
)
def test_a_text_size_out_of_range_is_clamped(given_size: object, kept: int) -> None:
    assert settings_from({"presented_text": given_size}).presented_text == kept


def test_a_layout_with_one_wrong_bit_is_not_handed_on() -> None:
    """Qt itself crashes on some."""
    sealed = OWN.as_document()["layouts"]
    assert isinstance(sealed, dict)
    text = sealed["wide"]
    for place in range(len(text)):
        other = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert "wide" not in settings_from({"layouts": {"wide": other}}).layouts
        assert "wide" not in settings_from({"layouts": {"wide": text[:place]}}).layouts


SCREENS = [QRect(0, 30, 1280, 690), QRect(1280, 0, 1920, 1080)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((100, 100, 800, 500), (100, 100, 800, 500)),
        ((5000, 5000, 800, 500), (480, 220, 800, 500)),
        ((-5000, -5000, 800, 500), (0, 30, 800, 500)),
        ((1400, 50, 1000, 700), (1400, 50, 1000, 700)),
        ((3000, 900, 1000, 700), (2200, 380, 1000, 700)),
        ((0, 0, 90_000, 90_000), (1280, 0, 1920, 1080)),
        ((10, 40, 1, 1), (10, 40, 320, 200)),
    ],
)
def test_the_window_opens_where_it_can_be_seen(
    place: tuple[int, int, int, int], expected: tuple[int, int, int, int]
) -> None:
    assert place_on_screens(QRect(*place), QSize(320, 200), SCREENS) == QRect(*expected)
