"""Downloads of the known data sets: checked, from several mirrors, whole or not at all."""

import contextlib
import hashlib
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from mnist_viz.data.atomic_file import remove_stale_parts, replacing, scratch_file
from mnist_viz.data.catalogue import CATALOGUE, KnownDataset, PublishedFile
from mnist_viz.data.dataset import DataError
from mnist_viz.data.gzip_member import GzipMember
from mnist_viz.data.idx_folder import find_idx_files, load_known_idx
from mnist_viz.data.loading import add_by_hand
from mnist_viz.data.locations import cache_folder
from mnist_viz.data.patience import DiskError, FetchCancelledError, FetchError, Patience
from mnist_viz.data.published import note_checksums

_CHUNK_BYTES = 1 << 16


class DownloadError(DataError):
    """A data set could not be fetched; the message lists what was tried and what to do."""


class DownloadCancelledError(DownloadError):
    """The download was stopped because the caller asked for it; nothing half-done is left."""


def download(
    name: str | KnownDataset,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    mirrors: Sequence[str] | None = None,
    patience: Patience | None = None,
) -> Path:
    """Fetch a data set's files into the user's cache, and check them.

    What is there and right already is not fetched again; a file that is wrong is replaced only by
    a right one. Two processes may do so at the same time.

    Parameters
    ----------
    name : str or KnownDataset
        A name of the catalogue.
    progress : callable, optional
        Is told, on the calling thread, the bytes that are there and the bytes in all.
    cancelled : callable, optional
        Is asked many times a second whether to stop.
    mirrors : sequence of str, optional
        Addresses to use instead of the published ones.
    patience : Patience, optional

    Returns
    -------
    Path
        The folder that holds the files.

    Raises
    ------
    DownloadCancelledError
        If ``cancelled`` said so, within a second.
    DownloadError
        If no mirror gave the right files, or they cannot be written.
    DataError
        If there is no data set of that name.
    """
    dataset = _known(name) if isinstance(name, str) else name
    job = _Job(
        dataset,
        cache_folder(dataset),
        tuple(mirrors if mirrors is not None else dataset.mirrors),
        patience or Patience(),
        progress or (lambda done, total: None),  # noqa: ARG005
        cancelled or (lambda: False),
    )
    try:
        job.run()
    except (FetchCancelledError, DownloadCancelledError) as error:
        raise DownloadCancelledError(f"The download of {dataset.title} was stopped.") from error
    except OSError as error:
        raise job.unwritable(error.strerror or str(error)) from error
    except DiskError as error:
        raise job.unwritable(str(error)) from error
    return job.folder


def is_published(
    file: BinaryIO, published: PublishedFile, cancelled: Callable[[], bool] = lambda: False
) -> bool:
    """Tell whether an open file is the published one, or holds its content, packed otherwise.

    Parameters
    ----------
    file : binary file
        Open for reading; it is read from its beginning.
    published : PublishedFile
    cancelled : callable, optional
        Is asked many times a second whether to stop.

    Raises
    ------
    DownloadCancelledError
        If it says so.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(_CHUNK_BYTES):
        digest.update(piece)
        if cancelled():
            raise DownloadCancelledError
    if digest.hexdigest() == published.sha256:
        return True
    return published.content_sha256 is not None and _content_is_published(file, published)


def _content_is_published(file: BinaryIO, published: PublishedFile) -> bool:
    file.seek(0)
    member = GzipMember(file)
    digest, n_bytes = hashlib.sha256(), 0
    try:
        while piece := member.read(_CHUNK_BYTES):
            digest.update(piece)
            n_bytes += len(piece)
            if n_bytes > published.content_bytes:
                return False
    except (EOFError, zlib.error):
        return False
    return digest.hexdigest() == published.content_sha256 and not member.followed_by_bytes()


def _known(name: str) -> KnownDataset:
    try:
        return CATALOGUE[name.strip().lower()]
    except KeyError:
        raise DataError(
            f"There is no data set “{name}” to download. There are: {', '.join(CATALOGUE)}."
        ) from None


@dataclass
class _Job:
    dataset: KnownDataset
    folder: Path
    mirrors: tuple[str, ...]
    patience: Patience
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]
    done_bytes: int = 0
    tries: list[str] = field(default_factory=list)
    reached_any: bool = False

    def run(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        remove_stale_parts(self.folder)
        if self.dataset.archive is not None:
            self._run_archive(self.dataset.archive)
            return
        for published in self.dataset.files:
            if not self._is_here(published):
                with replacing(self.folder / published.name) as file:
                    self._fetch(published, file)
            self.done_bytes += published.n_bytes
            self.report(0)

    def report(self, n_bytes: int) -> None:
        total = self.dataset.download_bytes
        self.progress(min(self.done_bytes + n_bytes, total), total)

    def unwritable(self, why: str) -> DownloadError:
        return DownloadError(
            f"{self.dataset.title} could not be saved in {self.folder}: {why}. Make room there or "
            "allow writing, and try again."
        )

    def _is_here(self, published: PublishedFile) -> bool:
        try:
            with (self.folder / published.name).open("rb") as file:
                return is_published(file, published, self.cancelled)
        except FileNotFoundError:
            return False

    def _fetch(self, published: PublishedFile, file: BinaryIO) -> None:
        """Fill ``file`` from the first mirror that gives the right content."""
        self.tries.clear()
        self.reached_any = False
        for mirror, pause_seconds in self._attempts():
            self._pause(pause_seconds)
            url = mirror + published.name
            try:
                self._fetch_once(url, published, file)
            except FetchError as error:
                self.tries.append(f"{url}: {error}")
                self.reached_any |= not error.unreachable
                self._may_pass = error.may_pass
            else:
                return
        raise self._failure(published)

    def _attempts(self) -> Iterator[tuple[str, float]]:
        """Give each mirror, again as long as its fault may pass, and how long to wait first."""
        for mirror in self.mirrors:
            self._may_pass = True
            for attempt in range(self.patience.attempts):
                if self._may_pass:
                    pauses = self.patience.pause_seconds * 2.0 ** (attempt - 1)
                    yield mirror, pauses if attempt else 0.0

    def _fetch_once(self, url: str, published: PublishedFile, file: BinaryIO) -> None:
        from mnist_viz.data.fetch import fetch  # noqa: PLC0415 - costs time at every start

        file.seek(0)
        file.truncate()
        # A file that was packed again may be a little longer, and its content tells.
        repackable = published.content_sha256 is not None
        most_bytes = published.n_bytes * 5 // 4 if repackable else published.n_bytes
        n_bytes = fetch(
            url,
            file,
            most_bytes=most_bytes,
            patience=self.patience,
            report=self.report,
            cancelled=self.cancelled,
        )
        if n_bytes < published.n_bytes and not repackable:
            raise FetchError(f"{n_bytes:,} of {published.n_bytes:,} bytes", may_pass=True)
        if not is_published(file, published, self.cancelled):
            raise FetchError("the checksum is wrong: something else was sent")

    def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until cancelled."""
        nothing_to_come = threading.Event()
        steps = max(1, round(seconds / 0.05))
        for _ in range(steps):
            if self.cancelled():
                raise DownloadCancelledError
            if seconds:
                nothing_to_come.wait(seconds / steps)

    def _failure(self, published: PublishedFile) -> DownloadError:
        tried = "; ".join(self.tries) or "there is no mirror"
        cause = "" if self.reached_any else "This computer seems to be offline. "
        return DownloadError(
            f"{self.dataset.title} could not be downloaded: no mirror gave {published.name}. "
            f"{cause}Tried {tried}. Try again later. {add_by_hand(self.dataset)}."
        )

    def _run_archive(self, archive: PublishedFile) -> None:
        if self._archived_files_are_here():
            self.done_bytes = archive.n_bytes
            self.report(0)
            return
        with scratch_file(self.folder / archive.name) as packed:
            self._fetch(archive, packed)
            self.done_bytes = archive.n_bytes
            self._unpack(packed)
        self.report(0)

    def _archived_files_are_here(self) -> bool:
        files = find_idx_files(self.folder).get(self.dataset.prefix)
        if files is None or files.missing:
            return False
        with contextlib.suppress(DataError):
            load_known_idx(self.dataset, files, remedy="")
            return True
        return False

    def _unpack(self, packed: BinaryIO) -> None:
        packed.seek(0)
        try:
            with zipfile.ZipFile(packed) as archive:
                for published in self.dataset.files:
                    member = self.dataset.archive_folder + published.name
                    with archive.open(member) as source:
                        self._copy_member(source, self.folder / published.name)
            note_checksums(self.folder, [published.name for published in self.dataset.files])
        except (zipfile.BadZipFile, KeyError, zlib.error, EOFError) as error:
            raise DownloadError(
                f"{self.dataset.title} could not be unpacked: the archive is not as expected "
                f"({error}). {add_by_hand(self.dataset)}."
            ) from error

    def _copy_member(self, source: IO[bytes], target: Path) -> None:
        with replacing(target) as file:
            while piece := source.read(_CHUNK_BYTES):
                if self.cancelled():
                    raise DownloadCancelledError
                file.write(piece)
