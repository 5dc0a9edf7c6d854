"""Notes on files that hold what was published, packed by somebody else.

To learn what is in such a file takes unpacking it. What was learnt is noted with the checksum of
the file itself, so that the next start need not learn it again, and another file is not trusted.
"""

import contextlib
import re
from collections.abc import Mapping

from mnist_viz.data.atomic_file import replacing
from mnist_viz.data.cache import cache_root

_NAME = "contents"
_LINE = re.compile(r"([0-9a-f]{64})  ([0-9a-f]{64})")
_MOST_BYTES = 100_000


def noted_contents() -> dict[str, str]:
    """Return the SHA-256 of the unpacked content, by that of the file; empty if none is noted."""
    try:
        with (cache_root() / _NAME).open("rb") as file:
            text = file.read(_MOST_BYTES).decode("ascii", "replace")
    except OSError:
        return {}
    return {match[1]: match[2] for match in _LINE.finditer(text)}


def note_contents(contents: Mapping[str, str]) -> None:
    """Note what files hold, if the folder for such notes can be written.

    Parameters
    ----------
    contents : mapping of str to str
        The SHA-256 of the unpacked content, by that of the file.
    """
    known = noted_contents()
    fresh = {file: content for file, content in contents.items() if known.get(file) != content}
    if not fresh:
        return
    lines = (f"{file}  {content}\n" for file, content in (known | fresh).items())
    with contextlib.suppress(OSError):
        cache_root().mkdir(parents=True, exist_ok=True)
        with replacing(cache_root() / _NAME) as file:
            file.write("".join(lines).encode())
