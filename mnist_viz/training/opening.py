"""Any of the program's files, told by what is in it, with the data sets that it needs."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mnist_viz.data import DataError, DataSplits, load_dataset
from mnist_viz.data.catalogue import CATALOGUE
from mnist_viz.data.loading import BUILTIN
from mnist_viz.training.journal import SUFFIX as JOURNAL_SUFFIX
from mnist_viz.training.journal import read_journal
from mnist_viz.training.runs import DATA_FIELD, names_in
from mnist_viz.training.saving import MODEL_FILE, Model, read_model
from mnist_viz.training.session_file import SESSION_FILE, SessionFileError, read_session
from mnist_viz.training.session_record import DataRecord, SessionRecord
from mnist_viz.training.setup_file import SetUp, read_setup
from mnist_viz.training.tensor_file import TensorFileError

SUFFIXES = (".safetensors", ".mnistviz", ".json", JOURNAL_SUFFIX)
"""How names of files end that can be opened."""


_DIGITS = 12
"""Of a checksum, so many tell data sets apart for people."""


class ForeignFileError(TensorFileError):
    """A file is none of the program's."""


@dataclass(frozen=True, eq=False)
class OpenedSession:
    """A session from a file, and the data sets of its runs.

    Attributes
    ----------
    record : SessionRecord
    data : tuple of DataSplits
    missing : tuple of str
        Titles of data sets that cannot be had, or have changed; runs on them stay as they are.
    lacking : MissingDataError or None
        Why the run at hand cannot be trained on.
    stand_in : DataSplits or None
        What its network can be looked at with meanwhile: the built-in digits.
    """

    record: SessionRecord
    data: tuple[DataSplits, ...]
    missing: tuple[str, ...]
    lacking: "MissingDataError | None" = None
    stand_in: DataSplits | None = None


Opened: TypeAlias = Model | OpenedSession | SetUp


class MissingDataError(SessionFileError):
    """A session's data set is not here.

    Attributes
    ----------
    data_name : str
    known_as : str
        What tells the data set from all others, in words.
    why : str
        Why it cannot be had, and what to do, as the end of a sentence.
    """

    def __init__(self, path: Path, data: DataRecord, why: str) -> None:
        self.data_name = data.name
        checksum = f"SHA-256 {data.checksum[:_DIGITS]}…"
        self.known_as = f"{data.title} (--data {data.name}, {checksum})"
        self.why = why
        super().__init__(f"{path} needs {self.known_as}, {why}")


def open_file(path: Path, at_hand: tuple[DataSplits, ...] = ()) -> Opened:
    """Read a model, a session, a journal or a set-up.

    Parameters
    ----------
    path : Path
    at_hand : tuple of DataSplits
        Data sets that need not be read again.

    Raises
    ------
    TensorFileError, SetUpFileError
        If it cannot be used.
    """
    if path.suffix == JOURNAL_SUFFIX:
        return with_data(read_journal(path), path, at_hand)
    kind = _kind(path)
    if kind == "{":
        return read_setup(path)
    if kind == SESSION_FILE.format:
        return with_data(read_session(path), path, at_hand)
    if kind == MODEL_FILE.format:
        return read_model(path)
    raise ForeignFileError(f"{path} is neither a session, nor a model, nor a set-up of MNIST Viz.")


def with_data(
    record: SessionRecord, path: Path, at_hand: tuple[DataSplits, ...] = ()
) -> OpenedSession:
    """Return a session with its data sets.

    Raises
    ------
    MissingDataError
        If one is missing that the run at hand needs, and nothing can stand in for it.
    """
    found: list[DataSplits] = []
    missing: list[str] = []
    lacking: MissingDataError | None = None
    needed = _needed(record)
    for one in record.data:
        data, why = _find(one, at_hand)
        if data is not None:
            found.append(data)
        elif one.name in needed:
            lacking = lacking or MissingDataError(path, one, why)
        else:
            missing.append(one.title)
    for digits in record.taught:
        _ = digits.pictures  # drawing them takes time, which nobody waits for here
    stand_in = None if lacking is None else _stand_in(record, lacking.data_name)
    if lacking is not None and stand_in is None:
        raise lacking
    return OpenedSession(record, tuple(found), tuple(missing), lacking, stand_in)


def _stand_in(record: SessionRecord, lacking: str) -> DataSplits | None:
    """Return images that a network can read, whatever it learned from; None if there are none."""
    layout = record.run.layout
    builtin = load_dataset(BUILTIN)
    if layout is None or layout.input_shape != builtin.image_shape:
        return None
    if layout.classes != len(builtin.class_names):
        return None
    known = CATALOGUE.get(lacking)
    title = next(one.title for one in record.data if one.name == lacking)
    return dataclasses.replace(
        builtin,
        title=f"{title} is not here: {builtin.title.lower()}",
        class_names=builtin.class_names if known is None else known.class_names,
    )


def _needed(record: SessionRecord) -> set[str]:
    """Return the names of the data sets that the run at hand was trained on."""
    run = record.run.run
    return {run.data_name, record.run.data, *names_in(run.changes, DATA_FIELD)}


def _find(record: DataRecord, at_hand: tuple[DataSplits, ...]) -> tuple[DataSplits | None, str]:
    """Return a data set, or why it cannot be had and what to do."""
    why = ""
    for data in at_hand:
        if _is(data, record):
            return data, ""
        if data.name == record.name:
            why = _are_others(data)
    for name in (record.name, record.origin):
        try:
            data = load_dataset(name)
        except (DataError, OSError) as error:
            why = why or f"which cannot be had: {error}"
        else:
            if _is(data, record):
                return data, ""
            why = _are_others(data)
    return None, why


def _is(data: DataSplits, record: DataRecord) -> bool:
    return (data.name, data.checksum) == (record.name, record.checksum)


def _are_others(data: DataSplits) -> str:
    return (
        f"and what is here under that name are other images (SHA-256 {data.checksum[:_DIGITS]}…): "
        "training could not go on as it would have. Get the images that it was trained on."
    )


def _kind(path: Path) -> str | None:
    """Return the format that a file says it has; ``{`` for JSON."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            # Tensors begin with a number; its bytes can be a blank and a brace. Text has no 0.
            is_text = b"\0" not in start
            if is_text and start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return "{"
            size = int.from_bytes(start, "little")
            if not 2 <= size <= SESSION_FILE.max_header_bytes:
                return None
            header = json.loads(file.read(size))
        _, _, text = header["__metadata__"]["mnist-viz"].partition(" ")
        kind = json.loads(text)["format"]
    except FileNotFoundError:
        raise ForeignFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise ForeignFileError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return kind if isinstance(kind, str) else None
