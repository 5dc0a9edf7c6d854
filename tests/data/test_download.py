"""Rows N1 to N9: whatever a network does, the right files arrive, or none and one clear error."""

import gzip
import hashlib
import io
import itertools
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data import fetch as fetching
from mnist_viz.data.atomic_file import replacing
from mnist_viz.data.catalogue import MNIST, KnownDataset, PublishedFile
from mnist_viz.data.dataset import DataError, DataFileError
from mnist_viz.data.download import DownloadCancelledError, DownloadError, download, is_published
from mnist_viz.data.idx_folder import load_idx_folder
from mnist_viz.data.loading import load_dataset
from mnist_viz.data.locations import cache_folder
from mnist_viz.data.patience import FetchError, Patience
from tests.data.local_mirror import (
    LocalMirror,
    drip,
    redirect,
    silence,
    stall,
    status,
    unbounded,
    whole,
)
from tests.data.sample_files import (
    MNIST_NAMES,
    sample_images,
    tiny_archive,
    tiny_archived_dataset,
    tiny_dataset,
    tiny_files,
    write_idx_set,
)

FILES = tiny_files()
FIRST, SECOND = MNIST_NAMES[:2]
TINY = tiny_dataset()
IMPATIENT = Patience(
    silence_seconds=0.3, least_bytes_per_second=1_000, attempts=2, pause_seconds=0.01
)
WEB_PAGE = b"<html><body>Sign in to this network</body></html>"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def mirror() -> Iterator[LocalMirror]:
    with LocalMirror() as server:
        server.serve(FILES)
        yield server


@pytest.fixture
def second_mirror() -> Iterator[LocalMirror]:
    with LocalMirror() as server:
        server.serve(FILES)
        yield server


def _download(
    *mirrors: LocalMirror | str, dataset: KnownDataset = TINY, patience: Patience = IMPATIENT
) -> Path:
    urls = [mirror if isinstance(mirror, str) else mirror.url for mirror in mirrors]
    return download(dataset, mirrors=urls, patience=patience)


def _assert_whole(folder: Path) -> None:
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES


def _assert_nothing_kept() -> None:
    assert list(cache_folder(TINY).iterdir()) == []


def test_a_download_gives_a_folder_that_loads(mirror: LocalMirror) -> None:
    folder = _download(mirror)
    assert folder == cache_folder(TINY)
    _assert_whole(folder)
    np.testing.assert_array_equal(load_idx_folder(folder).train.images, sample_images(40))


def test_progress_grows_to_the_whole_and_never_beyond(mirror: LocalMirror) -> None:
    seen: list[tuple[int, int]] = []
    download(TINY, mirrors=[mirror.url], progress=lambda done, total: seen.append((done, total)))
    done = [each for each, _ in seen]
    assert done == sorted(done)
    assert {total for _, total in seen} == {TINY.download_bytes}
    assert done[-1] == TINY.download_bytes == sum(map(len, FILES.values()))


def test_what_is_there_is_not_fetched_again(mirror: LocalMirror) -> None:
    _download(mirror)
    mirror.asked.clear()
    _download(mirror)
    assert mirror.asked == []


def test_a_damaged_file_is_replaced_by_the_right_one(mirror: LocalMirror) -> None:
    folder = _download(mirror)
    (folder / FIRST).write_bytes(b"damaged")
    mirror.asked.clear()
    _assert_whole(_download(mirror))
    assert mirror.asked == [f"/{FIRST}"]


def test_an_unknown_name_lists_what_can_be_had() -> None:
    with pytest.raises(DataError, match=r"no data set “mnits” .* mnist, fashion-mnist"):
        download("mnits")


# N1


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_short_body_is_tried_again_and_then_elsewhere(
    mirror: LocalMirror, second_mirror: LocalMirror, cut: int
) -> None:
    content = FILES[FIRST]
    mirror.answers[FIRST] = lambda request: request.send(content[:cut], announced=len(content))
    _assert_whole(_download(mirror, second_mirror))
    assert mirror.asked.count(f"/{FIRST}") == 2
    assert second_mirror.asked == [f"/{FIRST}"]


def test_a_fault_that_passes_needs_no_other_mirror(mirror: LocalMirror) -> None:
    calls = itertools.count()
    content = FILES[FIRST]

    mirror.answers[FIRST] = lambda request: request.send(
        content[:50] if next(calls) == 0 else content, announced=len(content)
    )
    _assert_whole(_download(mirror))


def test_of_a_short_body_nothing_is_kept(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = whole(FILES[FIRST][:-1])
    with pytest.raises(DownloadError, match=r"of [\d,]+ bytes"):
        _download(mirror)
    _assert_nothing_kept()


# N2


@pytest.mark.parametrize(
    "page", [WEB_PAGE, WEB_PAGE.ljust(len(FILES[FIRST])), bytes(len(FILES[FIRST]))]
)
def test_a_sign_in_page_is_not_taken_for_data(
    mirror: LocalMirror, second_mirror: LocalMirror, page: bytes
) -> None:
    mirror.answers[FIRST] = whole(page)
    _assert_whole(_download(mirror, second_mirror))


def test_a_wrong_checksum_is_not_tried_again_at_the_same_mirror(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = whole(bytes(len(FILES[FIRST])))
    with pytest.raises(DownloadError, match="checksum is wrong"):
        _download(mirror)
    assert mirror.asked == [f"/{FIRST}"]
    _assert_nothing_kept()


def test_a_file_packed_again_counts_by_its_content(mirror: LocalMirror) -> None:
    packed_again = {
        name: gzip.compress(gzip.decompress(content), compresslevel=1, mtime=7)
        for name, content in FILES.items()
    }
    mirror.serve(packed_again)
    with pytest.raises(DownloadError, match=r"checksum|bytes"):
        _download(mirror)
    folder = _download(mirror, dataset=tiny_dataset(repackable=True))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == packed_again


@pytest.mark.parametrize(
    "wrong",
    [
        gzip.compress(bytes(2_000)),
        gzip.compress(gzip.decompress(FILES[FIRST]))[:-5],
        FILES[FIRST] + b"more",
        WEB_PAGE,
    ],
    ids=["other", "cut", "longer", "web page"],
)
def test_other_content_is_refused_where_packing_again_is_allowed(
    mirror: LocalMirror, wrong: bytes
) -> None:
    mirror.answers[FIRST] = whole(wrong)
    with pytest.raises(DownloadError, match="checksum is wrong"):
        _download(mirror, dataset=tiny_dataset(repackable=True))


def test_the_real_files_are_the_published_ones(real_mnist: Path) -> None:
    for published in MNIST.files:
        with (real_mnist / published.name).open("rb") as file:
            assert is_published(file, published)
        with (real_mnist / MNIST_NAMES[1]).open("rb") as file:
            assert is_published(file, published) == (published.name == MNIST_NAMES[1])


# N3


@pytest.mark.parametrize(("code", "times"), [(403, 1), (404, 1), (500, 2), (503, 2)])
def test_an_error_of_a_mirror_leads_to_the_next(
    mirror: LocalMirror, second_mirror: LocalMirror, code: int, times: int
) -> None:
    mirror.answers[SECOND] = status(code)
    _assert_whole(_download(mirror, second_mirror))
    assert mirror.asked.count(f"/{SECOND}") == times


def test_the_final_error_lists_every_try_and_how_to_do_without(
    mirror: LocalMirror, second_mirror: LocalMirror
) -> None:
    mirror.answers[FIRST] = status(403)
    second_mirror.answers[FIRST] = status(503)
    with pytest.raises(DownloadError) as raised:
        _download(mirror, second_mirror)
    message = str(raised.value)
    assert message.count(f"{mirror.url}{FIRST}: 403") == 1
    assert message.count(f"{second_mirror.url}{FIRST}: 503") == 2
    assert "offline" not in message
    for part in (*MNIST_NAMES, str(cache_folder(TINY)), "by hand"):
        assert part in message
    assert isinstance(raised.value, DataError)


# N4


@pytest.mark.parametrize("answer", [silence, stall(), stall(b"some"), drip])
def test_a_mirror_that_stalls_or_drips_is_given_up(
    mirror: LocalMirror, second_mirror: LocalMirror, answer: Callable[..., None]
) -> None:
    mirror.answers[FIRST] = answer
    started = time.monotonic()
    _assert_whole(_download(mirror, second_mirror))
    assert time.monotonic() - started < 4


def test_the_deadline_holds_for_a_body_that_is_never_silent(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = drip
    patience = Patience(silence_seconds=0.5, least_bytes_per_second=100, attempts=1)
    with pytest.raises(DownloadError, match="too slow"):
        _download(mirror, patience=patience)


@pytest.mark.parametrize("answer", [silence, stall(), stall(b"some"), drip])
def test_cancelling_takes_less_than_a_second(
    mirror: LocalMirror, answer: Callable[..., None]
) -> None:
    mirror.answers[FIRST] = answer
    asked_at: list[float] = []

    def cancelled() -> bool:
        if mirror.asked:
            asked_at.append(time.monotonic())
        return bool(asked_at)

    with pytest.raises(DownloadCancelledError, match="was stopped"):
        download(TINY, mirrors=[mirror.url], cancelled=cancelled)
    assert time.monotonic() - asked_at[0] < 1
    _assert_nothing_kept()


def test_cancelling_works_while_waiting_for_another_try(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = status(503)
    patience = Patience(pause_seconds=60)
    with pytest.raises(DownloadCancelledError):
        download(
            TINY,
            mirrors=[mirror.url],
            patience=patience,
            cancelled=_after_the_transfer(mirror),
        )


def _after_the_transfer(mirror: LocalMirror) -> Callable[[], bool]:
    """Cancel once nothing is fetched any more, at the second time of asking."""
    asked = itertools.count()

    def cancelled() -> bool:
        running = any(thread.name == "download" for thread in threading.enumerate())
        return bool(mirror.asked) and not running and next(asked) > 0

    return cancelled


def test_no_thread_runs_on_after_giving_up(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = stall(b"some")
    with pytest.raises(DownloadError):
        _download(mirror)
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(5)
            assert not thread.is_alive()


# N5


@pytest.mark.parametrize("repackable", [False, True])
def test_an_unbounded_body_is_cut_off_at_the_known_size(
    mirror: LocalMirror, repackable: bool
) -> None:
    mirror.answers[FIRST] = unbounded
    dataset = tiny_dataset(repackable=repackable)
    most: list[int] = []
    with pytest.raises(DownloadError, match="more than the"):
        download(
            dataset,
            mirrors=[mirror.url],
            patience=IMPATIENT,
            progress=lambda done, _: most.append(done),
        )
    assert mirror.hung_up.wait(5)
    known = dataset.files[0].n_bytes * (5 if repackable else 4) // 4
    assert max(most) <= known + 1
    _assert_nothing_kept()


def test_a_length_beyond_the_known_size_is_refused_unread(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = lambda request: request.send(b"", announced=10**12)
    with pytest.raises(DownloadError, match="1,000,000,000,000 bytes, where at most"):
        _download(mirror)


# N6


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_an_unknown_host_is_called_offline() -> None:
    with pytest.raises(DownloadError, match=r"seems to be offline.*by hand"):
        _download("https://mirror.invalid/")
    _assert_nothing_kept()


def test_a_refused_connection_is_called_offline(closed_port: int) -> None:
    with pytest.raises(DownloadError, match=r"seems to be offline.*connection was refused"):
        _download(f"http://127.0.0.1:{closed_port}/")


def test_a_failing_proxy_is_called_offline(
    closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{closed_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(DownloadError, match=r"seems to be offline.*connection was refused"):
        _download("https://mirror.invalid/")


def test_a_line_that_is_not_secure_is_not_used(mirror: LocalMirror) -> None:
    with pytest.raises(DownloadError, match="no secure connection"):
        _download(mirror.url.replace("http:", "https:"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_secure_mirror_is_used_only_if_its_certificate_is_trusted(
    mirror: LocalMirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    asking = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1"
    for_address = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        ["openssl", *asking.split(), *for_address, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    mirror.socket = context.wrap_socket(mirror.socket, server_side=True)
    url = mirror.url.replace("http:", "https:")
    with pytest.raises(DownloadError, match=r"no secure connection \(self.signed certificate"):
        _download(url)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    fetching._trusted.cache_clear()
    _assert_whole(_download(url))
    mirror.answers[FIRST] = stall(b"some")
    (cache_folder(TINY) / FIRST).unlink()
    with pytest.raises(DownloadCancelledError):
        download(TINY, mirrors=[url], cancelled=lambda: mirror.asked.count(f"/{FIRST}") > 1)
    fetching._trusted.cache_clear()


def test_a_redirect_is_followed(mirror: LocalMirror, second_mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = redirect(second_mirror.url + FIRST)
    _assert_whole(_download(mirror))


@pytest.mark.parametrize("where", ["file:///etc/passwd", "http://example.invalid/", "ftp://x/"])
def test_a_redirect_to_an_insecure_place_is_refused(mirror: LocalMirror, where: str) -> None:
    mirror.answers[FIRST] = redirect(where)
    with pytest.raises(
        DownloadError, match=r"302 redirected to|302 Found - Redirection .* is not allowed"
    ):
        _download(mirror)
    _assert_nothing_kept()


def test_a_loop_of_redirects_is_left(mirror: LocalMirror) -> None:
    mirror.answers[FIRST] = redirect(mirror.url + FIRST)
    with pytest.raises(DownloadError, match="302"):
        _download(mirror)
    assert len(mirror.asked) < 10


@pytest.mark.parametrize("url", ["file:///", "http://example.invalid/", "ftp://x/", "", "data:,"])
def test_only_secure_addresses_are_fetched(url: str) -> None:
    with pytest.raises(DownloadError, match="addresses are not fetched, only https"):
        _download(url)


def test_a_local_file_is_no_mirror(tmp_path: Path) -> None:
    write_idx_set(tmp_path)
    with pytest.raises(DownloadError, match="file:// addresses are not fetched"):
        _download(f"{tmp_path.as_uri()}/")


# N7, N8


def _start_child(*mirrors: LocalMirror) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.data.download_child", *(m.url for m in mirrors)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not on Windows")
def test_a_killed_download_leaves_no_file_and_its_part_is_removed_later(
    mirror: LocalMirror, second_mirror: LocalMirror
) -> None:
    half_sent = threading.Event()
    content = FILES[FIRST]

    def half(request: object) -> None:
        stall(content[:100], announced=len(content))(_Notifying(request, half_sent))  # type: ignore[arg-type]

    mirror.answers[FIRST] = half
    with _start_child(mirror) as child:
        assert half_sent.wait(20)
        child.send_signal(signal.SIGKILL)
    left = list(cache_folder(TINY).iterdir())
    assert [path.suffix for path in left] == [".part"]
    _assert_whole(_download(second_mirror))


class _Notifying:
    """A request that tells when its first part has been sent."""

    def __init__(self, request: object, sent: threading.Event) -> None:
        self._request, self._sent = request, sent

    def __getattr__(self, name: str) -> object:
        if name == "wait_until_stopped":
            self._sent.set()
        return getattr(self._request, name)


def test_two_processes_may_download_at_once(mirror: LocalMirror) -> None:
    both_there = threading.Barrier(2, timeout=20)
    first_calls = itertools.count()

    def together(request: object) -> None:
        if next(first_calls) < 2:
            both_there.wait()
        whole(FILES[FIRST])(request)  # type: ignore[arg-type]

    mirror.answers[FIRST] = together
    with _start_child(mirror) as one, _start_child(mirror) as other:
        errors = [child.communicate(timeout=40)[1] for child in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), errors
    _assert_whole(cache_folder(TINY))


def test_a_part_that_is_being_written_is_left_alone(mirror: LocalMirror) -> None:
    folder = cache_folder(TINY)
    folder.mkdir(parents=True)
    with replacing(folder / "other") as file:
        file.write(b"half")
        _download(mirror)
        assert Path(file.name).exists()
    assert (folder / "other").read_bytes() == b"half"


# N9


def test_without_a_network_damaged_data_stay_as_they_are_and_are_not_used() -> None:
    folder = write_idx_set(cache_folder(MNIST))
    (folder / FIRST).write_bytes(b"damaged")
    with pytest.raises(DownloadError, match="offline"):
        download("mnist", mirrors=["https://mirror.invalid/"], patience=IMPATIENT)
    assert (folder / FIRST).read_bytes() == b"damaged"
    with pytest.raises(DataFileError, match=r"no IDX file.*main\.py data download mnist"):
        load_dataset()


# Archives


def test_files_published_in_an_archive_are_unpacked_from_it(mirror: LocalMirror) -> None:
    mirror.serve({"gzip.zip": tiny_archive()})
    dataset = tiny_archived_dataset()
    folder = _download(mirror, dataset=dataset)
    names = sorted(file.name for file in dataset.files)
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", *names]
    assert mirror.asked == ["/gzip.zip"]
    np.testing.assert_array_equal(
        load_idx_folder(folder).train.images, sample_images(40).transpose(0, 2, 1)
    )
    _download(mirror, dataset=dataset)
    assert mirror.asked == ["/gzip.zip"]
    (folder / dataset.files[0].name).write_bytes(b"damaged")
    _download(mirror, dataset=dataset)
    assert mirror.asked == ["/gzip.zip", "/gzip.zip"]


def test_a_wrong_archive_is_refused_whole(mirror: LocalMirror) -> None:
    mirror.serve({"gzip.zip": tiny_archive()[:-1] + b"x"})
    with pytest.raises(DownloadError, match="checksum is wrong"):
        _download(mirror, dataset=tiny_archived_dataset())
    _assert_nothing_kept()


def _serve_archive(mirror: LocalMirror, content: bytes) -> KnownDataset:
    mirror.serve({"gzip.zip": content})
    archive = PublishedFile("gzip.zip", len(content), hashlib.sha256(content).hexdigest())
    return replace(tiny_archived_dataset(), archive=archive)


def test_an_archive_without_the_files_is_refused(mirror: LocalMirror) -> None:
    dataset = _serve_archive(mirror, tiny_archive().replace(b"digits", b"fidget"))
    with pytest.raises(DownloadError, match=r"could not be unpacked.*no item named"):
        _download(mirror, dataset=dataset)
    _assert_nothing_kept()


def test_unpacking_can_be_cancelled(mirror: LocalMirror) -> None:
    mirror.serve({"gzip.zip": tiny_archive()})
    dataset = tiny_archived_dataset()
    with pytest.raises(DownloadCancelledError):
        download(
            dataset,
            mirrors=[mirror.url],
            cancelled=_after_the_transfer(mirror),
        )
    left = {path.name for path in cache_folder(TINY).iterdir()}
    assert left < {file.name for file in dataset.files}


# The disk


def test_a_folder_that_cannot_be_written_is_named(mirror: LocalMirror) -> None:
    cache_folder(TINY).parent.mkdir(parents=True)
    cache_folder(TINY).write_text("in the way")
    with pytest.raises(DownloadError, match=r"could not be saved in .*tiny"):
        _download(mirror)


def test_a_full_disk_ends_the_download_at_once(
    mirror: LocalMirror, second_mirror: LocalMirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    start = fetching._Transfer.__init__

    def on_full_disk(self: fetching._Transfer, url: str, file: object, *rest: float) -> None:
        start(self, url, FullDisk(), *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fetching._Transfer, "__init__", on_full_disk)
    with pytest.raises(DownloadError, match=r"could not be saved.* No space left"):
        _download(mirror, second_mirror)
    assert second_mirror.asked == []
    _assert_nothing_kept()


def test_every_address_of_this_computer_but_one_is_encrypted() -> None:
    fetching.check_address("https://example.org/")
    fetching.check_address("http://127.0.0.1:8000/")
    for url in ("http://localhost/", "http://127.0.0.1.example.org/", "http://user@example.org/"):
        with pytest.raises(FetchError):
            fetching.check_address(url)
