"""What other threads tell is taken in on the receiver's thread.

Qt hands a signal over to the thread of the object whose method is connected. A lambda, a
partial or a plain function is of no object, and would run on the thread that emits.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import mnist_viz

PACKAGE = Path(mnist_viz.__file__).parent


def connections(folder: Path) -> Iterator[tuple[str, str, ast.expr]]:
    """Yield place, signal and receiver of every ``connect`` in the files of a folder."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr == "connect":
                place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                yield place, ast.unparse(node.func.value), node.args[0]


def is_method(receiver: ast.expr) -> bool:
    return isinstance(receiver, ast.Attribute)


def test_where_threads_meet_signals_are_joined_to_methods_and_signals_alone() -> None:
    found = list(connections(PACKAGE / "session"))
    assert len(found) > 60, "they are found at all"
    assert [place for place, _, receiver in found if not is_method(receiver)] == []


def test_what_a_session_tells_the_window_goes_to_methods_alone() -> None:
    told = [one for one in connections(PACKAGE / "ui") if "session" in one[1]]
    assert len(told) > 40, "they are found at all"
    assert [place for place, _, receiver in told if not is_method(receiver)] == []
