"""What Qt itself has to say: kept in the log, and told on stderr if it means something."""

import logging
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LOG = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_OF_NO_SCREEN = "This plugin does not support "
"""What Qt says of window managers where there is no screen, once for each window."""


def listen_to_qt() -> None:
    """Take Qt's messages from now on; on any thread."""
    qInstallMessageHandler(_pass_on)


def _pass_on(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    if text.startswith(_OF_NO_SCREEN):
        return
    level = _LEVELS.get(kind, logging.WARNING)
    _LOG.log(level, "Qt: %s", text)
    if level >= logging.WARNING:
        print(f"mnist-viz: Qt: {text}", file=sys.stderr)  # noqa: T201
