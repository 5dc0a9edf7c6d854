"""A set-up file's lesson, put on the window."""

from mnist_viz.session import SPEEDS, Session
from mnist_viz.training.setup_file import SetUp, SetUpFileError
from mnist_viz.ui.main_window import MainWindow


def check(window: MainWindow, lesson: SetUp) -> None:
    """Refuse what this window does not have.

    Raises
    ------
    SetUpFileError
        If there is no such speed or panel.
    """
    if lesson.speed is not None and lesson.speed not in SPEEDS:
        raise SetUpFileError(f"speed is one of {', '.join(SPEEDS)}, not {lesson.speed!r}.")
    titles = [panel.title for panel in window.panels]
    unknown = [title for title in lesson.panels or () if title not in titles]
    if unknown:
        raise SetUpFileError(f"There is no panel {unknown[0]!r}; there are {', '.join(titles)}.")


def show_panels(window: MainWindow, titles: tuple[str, ...]) -> None:
    """Show only the panels of these titles."""
    for dock in window.docks:
        dock.setVisible(dock.panel.title in titles)


def set_up(session: Session, window: MainWindow, lesson: SetUp) -> None:
    """Begin a lesson; its run follows, or `RunControls.lesson_failed`.

    Its panels are to be shown once its run begins: at the start they have no places before.

    Raises
    ------
    SetUpFileError
        If this window does not have what it asks for; then all stays as it is.
    """
    check(window, lesson)
    if lesson.speed is not None:
        window.transport.show_speed(lesson.speed)
        session.set_speed(lesson.speed)
    window.controls.begin_lesson(lesson.config, lesson.preset, lesson.data, play=lesson.play)
    if lesson.title or lesson.note:
        window.message_bar.show_message("info", lesson.title or "A lesson.", lesson.note)
