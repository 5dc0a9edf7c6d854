"""What the pad asks for: it depends on the classes that the network tells apart."""

IN_SHORT = "Draw"
"""What it asks for on a small pad, in large text."""


def what_to_draw(class_names: tuple[str, ...]) -> str:
    """Return a request to draw what the network reads: ``Draw a digit``, ``Draw a letter``.

    Parameters
    ----------
    class_names : tuple of str
        Of pictures that nobody draws by the stroke, such as clothes, it does not ask by name.
    """
    if all(len(name) == 1 and name.isdigit() for name in class_names):
        return "Draw a digit"
    if all(len(name) == 1 and name.isalpha() for name in class_names):
        return "Draw a letter"
    return "Draw here"
