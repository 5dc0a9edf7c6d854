"""F1 anywhere in the window shows the card of what the person is at."""

import gc
from weakref import ref

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig, Selection
from mnist_viz.ui.cards.card_text import key_of_link, short_html
from mnist_viz.ui.cards.finding import card_of, write_whats_this
from mnist_viz.ui.cards.glossary import CARDS, FIRST_CARDS
from mnist_viz.ui.cards.glossary_window import GlossaryWindow
from mnist_viz.ui.cards.marks import PLACES
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.activations_panel import ActivationsPanel
from tests.samples import sample_view, tiny_data


@pytest.fixture
def speed() -> str:
    return "full"


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    QCursor.setPos(window.mapToGlobal(QPoint(-10, -10)))
    return window


@pytest.fixture
def glossary(qtbot: QtBot) -> GlossaryWindow:
    made = GlossaryWindow()
    qtbot.addWidget(made)
    return made


def train(window: MainWindow, qtbot: QtBot, step: int) -> None:
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.begin(RunConfig(batch_size=32), tiny_data())
    for _ in range(step):
        with qtbot.waitSignal(session.frame_ready):
            session.step()


def find(window: MainWindow, name: str) -> QWidget:
    widget = window.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def press_f1(window: QWidget) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)


def shown_text(glossary: GlossaryWindow) -> str:
    return glossary._text.toPlainText()


def test_f1_shows_the_card_of_the_focused_control(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 0)
    window.activateWindow()
    for name, key in (("learning_rate", "learning_rate"), ("batch_size", "batch")):
        find(window, name).setFocus(Qt.FocusReason.TabFocusReason)
        press_f1(window)
        assert window.guide.glossary.card.key == key
        assert window.guide.glossary.isVisible()
        window.guide.glossary.close()
        window.activateWindow()


def test_f1_shows_the_card_of_what_the_mouse_was_moved_to(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(window, qtbot, 0)
    window.activateWindow()
    find(window, "learning_rate").setFocus()
    pointed = find(window, "batch_size")
    monkeypatch.setattr(QApplication, "widgetAt", lambda _place: pointed)
    assert window.guide.key_at_hand() == "learning_rate"
    monkeypatch.setattr(QCursor, "pos", lambda: QPoint(-100, -100))
    assert window.guide.key_at_hand() == "batch"


def test_f1_with_nothing_at_hand_shows_what_to_read_first(window: MainWindow) -> None:
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    press_f1(window)
    assert window.guide.glossary.card.key == FIRST_CARDS[0]


def test_every_named_place_of_the_window_leads_to_its_card(window: MainWindow) -> None:
    for name, key in PLACES.items():
        widget = window.findChild(QWidget, name)
        if widget is not None:
            card = card_of(widget)
            assert card is not None
            assert card.key == key
    for dock in window.docks:
        assert card_of(dock) is not None, f"{dock.panel.title} has no card"


def test_every_control_of_the_window_that_can_have_the_focus_leads_to_a_card(
    window: MainWindow,
) -> None:
    bar = window.transport
    for widget in bar.findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_focus and widget.objectName() not in ("help_button", "menu_button"):
            assert card_of(widget) is not None, widget.objectName() or widget.accessibleName()


@pytest.mark.parametrize(("layer", "function"), [(0, "activation.tanh"), (2, "softmax")])
def test_f1_in_the_neuron_view_explains_the_very_thing_that_is_meant(
    layer: int, function: str, window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 2)
    window.resize(1600, 1200)
    panel, unit = window.neuron_panel, Selection(layer, 1)
    window.inspector.open(unit)
    qtbot.waitUntil(lambda: panel.facts is not None and panel.facts.unit == unit)
    qtbot.waitUntil(lambda: not panel.body.gradients.isHidden())
    panel.grab()
    meant = []
    for figures in (panel.body.sum, panel.body.gradients):
        figures.setFocus()
        for number, place in enumerate(figures._places):
            if number:
                QTest.keyClick(figures, Qt.Key.Key_Right)
            at = card_of(figures, figures.mapToGlobal(place.center()))
            assert at is not None
            assert at is card_of(figures)
            meant.append(at.key)
    assert meant == ["term", "weights", "logit", function, "slope", "delta", "gradient"]
    shown = panel.body.operands
    places = [shown.mapToGlobal(one.center()) for one in shown._places()]
    operands = [card_of(shown, place) for place in places]
    first = "ink" if layer == 0 else "activation"
    keys = [one.key for one in operands if one is not None]
    assert keys == [first, "weights", "term", function]
    for part, key in ((panel.body.terms, "term"), (panel.body.drivers, "drivers")):
        card = card_of(part)
        assert card is not None
        assert card.key == key


def test_a_term_of_the_phases_formula_opens_its_card(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 1)
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.stepper.is_open)
    window.stepper.go_to(2)
    window.stepper.strip._formula.linkActivated.emit("card:slope")
    assert window.guide.glossary.card.key == "slope"
    assert "f′(" in shown_text(window.guide.glossary)


def test_titles_of_layers_lead_to_their_functions(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 0)
    panel = next(one for one in window.panels if isinstance(one, ActivationsPanel))
    cards = [card_of(title) for title in panel._titles]
    keys = [card.key for card in cards if card is not None]
    assert keys == ["activation.tanh", "activation.relu", "softmax"]


def test_tooltips_of_terms_say_that_there_is_more(window: MainWindow) -> None:
    for name in ("learning_rate", "batch_size", "preset", "data", "step_button"):
        tip = find(window, name).toolTip()
        assert tip.count("F1 more") == 1, name


def test_a_card_tells_the_numbers_of_the_shown_step_and_follows_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 3)
    window.guide.show_card("step")
    glossary = window.guide.glossary
    assert "Step 3: epoch 1, step 3 of 19" in shown_text(glossary)
    window.rewinder.go_to(1)
    qtbot.waitUntil(lambda: "Step 1: epoch 1" in shown_text(glossary))


def test_an_optimizers_card_has_the_shown_step_taken_apart(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 2)
    window.guide.show_card("optimizer.sgd")
    glossary = window.guide.glossary
    qtbot.waitUntil(lambda: "of 52,650 parameters moved" in shown_text(glossary))
    window.rewinder.go_to(1)
    qtbot.waitUntil(lambda: "The weight that step 1 moved most" in shown_text(glossary))


def test_a_step_taken_apart_takes_memory_only_while_it_is_read(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 3)
    with qtbot.waitSignal(window._session.past.dissected) as taken_apart:
        window.guide.show_card("optimizer.sgd")
    phases = ref(taken_apart.args[0])
    del taken_apart
    gc.collect()
    assert phases() is not None
    window.guide.glossary.close()
    gc.collect()
    assert phases() is None


def test_a_hidden_glossary_computes_nothing(
    glossary: GlossaryWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glossary, "_write", lambda: pytest.fail("it wrote"))
    glossary.show_moment(sample_view())
    assert not glossary._later.isActive()


def test_every_card_is_shown_as_it_says(glossary: GlossaryWindow) -> None:
    glossary.show_moment(sample_view())
    for key, card in CARDS.items():
        glossary.show_card(key)
        assert shown_text(glossary).startswith(card.title)
        assert glossary.text.startswith(f"{card.title}\n{card.sentence}"[:40])
        for text in (card.use, card.source):
            assert text in shown_text(glossary) or "_{" in text or "^{" in text
        picture = glossary._live()
        if picture is not None and picture.picture is not None:
            kind = QTextDocument.ResourceType.ImageResource.value
            assert not glossary._text.document().resource(kind, QUrl("card:picture")).isNull()
    glossary.close()


def test_links_lead_from_card_to_card(glossary: GlossaryWindow) -> None:
    glossary.show_card("softmax")
    glossary._text.anchorClicked.emit(QUrl("card:logit"))
    assert glossary.card.key == "logit"
    assert glossary._list.currentItem().data(Qt.ItemDataRole.UserRole) == "logit"
    assert key_of_link("https://example.org") is None
    assert key_of_link("card:nothing") is None
    glossary.close()


def test_the_list_is_searched_as_one_types(glossary: GlossaryWindow, qtbot: QtBot) -> None:
    glossary.show_card("network")
    glossary._search.setFocus()
    QTest.keyClicks(glossary._search, "nesterov")
    shown = [
        glossary._list.item(row).data(Qt.ItemDataRole.UserRole)
        for row in range(glossary._list.count())
        if not glossary._list.item(row).isHidden()
    ]
    assert "optimizer.nesterov" in shown
    assert "network" not in shown
    QTest.keyClick(glossary._search, Qt.Key.Key_Return)
    assert glossary.card.key == next(key for key in shown if key is not None)
    glossary._search.clear()
    assert not any(glossary._list.item(row).isHidden() for row in range(glossary._list.count()))
    glossary.close()


def test_it_is_used_by_keyboard(glossary: GlossaryWindow) -> None:
    glossary.show_card("network")
    glossary._list.setFocus()
    glossary._list.setCurrentRow(2)
    before = glossary.card.key
    QTest.keyClick(glossary._list, Qt.Key.Key_Down)
    assert glossary.card.key != before
    QTest.keyClick(glossary, Qt.Key.Key_Escape)
    assert not glossary.isVisible()


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_card_takes_on_a_theme(name: str, glossary: GlossaryWindow) -> None:
    glossary.show_moment(sample_view())
    glossary.show_card("activation.tanh")
    glossary.restyle(theme(name))
    assert theme(name).tokens["accent"].lower() in glossary._text.toHtml().lower()
    glossary.close()


def test_whats_this_tells_the_cards_of_all_places(window: MainWindow) -> None:
    write_whats_this(window)
    for name in ("learning_rate", "batch_size", "confusion_matrix", "timeline"):
        assert CARDS[PLACES[name]].sentence in find(window, name).whatsThis()


def test_whats_this_is_a_paragraph_and_the_formula(qapp: QApplication) -> None:
    html = short_html(CARDS["optimizer.sgd"])
    assert CARDS["optimizer.sgd"].sentence in html
    assert "<i>η</i>" in html
