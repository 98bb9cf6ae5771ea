"""What every store of files keeps: whole files under their names, nothing outside, and what was changed is found."""

import hashlib
import itertools
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jatan.kernel import file_store
from jatan.kernel.file_stores import objects
from jatan.kernel.file_stores.base import DamagedFile, FileStore, StoreProblem
from jatan.kernel.file_stores.folder import FolderStore
from jatan.kernel.file_stores.objects import ObjectStore
from jatan.kernel.problems import Problem
from tests.attacks.test_hostile_archives import hostile_names
from tests.seaweed import Seaweed, away, reached, stopped, use_store

type Another = Callable[[], FileStore]  # the same store, as another machine opens it
_CONTENT = bytes(range(256)) * 5_000  # larger than what is held in memory


@pytest.fixture(params=["folder", "objects"])
def another(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Another:
    """A store, which is the one of the house in this test as well."""
    if request.param == "folder":
        settings.MEDIA_ROOT = tmp_path / "files"
        return lambda: FolderStore(tmp_path / "files")
    server: Seaweed = request.getfixturevalue("seaweed")
    bucket, machines = server.new_bucket(), itertools.count()
    use_store(settings, reached(server, bucket, tmp_path / "uploads"))
    return lambda: ObjectStore(**reached(server, bucket, tmp_path / f"machine-{next(machines)}"))


def test_a_file_is_there_whole_or_not_at_all(another: Another) -> None:
    here, there = another(), another()
    writing = here.begin("library/ab/abc")
    writing.write(_CONTENT[:600_000])
    assert not there.exists("library/ab/abc")
    assert list(there.walk()) == []
    writing.write(_CONTENT[600_000:])
    writing.keep()
    with there.stream("library/ab/abc") as opened:
        assert opened.read() == _CONTENT
    assert list(there.walk()) == [("library/ab/abc", len(_CONTENT))]
    dropped = here.begin("library/ab/abd")
    dropped.write(_CONTENT)
    dropped.drop()
    assert list(there.walk()) == [("library/ab/abc", len(_CONTENT))]
    assert there.sizes(["library/ab/abc", "library/ab/abd"]) == {"library/ab/abc": len(_CONTENT)}


def test_no_file_is_overwritten_unless_that_is_meant(another: Another) -> None:
    file_store.write_file("a/b", b"one")
    with pytest.raises(FileExistsError):
        file_store.write_file("a/b", b"two")
    assert file_store.read_file("a/b") == b"one"
    file_store.write_file("a/b", b"three", replaces=True)
    assert file_store.read_file("a/b") == b"three"
    file_store.remove_file("a/b")
    file_store.remove_file("a/b")
    assert not file_store.has_file("a/b")
    with pytest.raises(FileNotFoundError):
        file_store.read_file("a/b")
    with pytest.raises(FileNotFoundError), file_store.local_copy("a/b"):
        pass


def test_another_machine_sees_that_a_file_was_replaced(another: Another) -> None:
    here, there = another(), another()
    states = [there.state("lexicon.csv")]
    for content in (b"kind,canonical,forms\n", b"kind,canonical,forms\nname,x,y\n"):
        file_store.write_file("lexicon.csv", content, replaces=True)
        end = time.monotonic() + 30
        while there.state("lexicon.csv") == states[-1] and time.monotonic() < end:
            time.sleep(0.1)
        states.append(there.state("lexicon.csv"))
    assert states[0] is None
    assert len(set(states)) == 3
    assert here.state("lexicon.csv") == states[-1]


def test_a_file_that_was_changed_or_cut_is_not_read(another: Another, caplog: pytest.LogCaptureFixture) -> None:
    digest = hashlib.sha256(_CONTENT).hexdigest()
    file_store.write_file("a/b", _CONTENT)
    assert file_store.read_file("a/b", digest=digest) == _CONTENT
    with file_store.local_copy("a/b", digest=digest) as path:
        assert path.read_bytes() == _CONTENT
    for other in (_CONTENT[:-1], b"x" + _CONTENT[1:], b""):
        file_store.write_file("a/b", other, replaces=True)
        with pytest.raises(DamagedFile):
            file_store.open_file("a/b", digest=digest)
        with pytest.raises(DamagedFile), file_store.local_copy("a/b", digest=digest):
            pass
    assert "not what was stored" in caplog.text
    assert "a/b" not in caplog.text


def test_names_lead_nowhere_outside(another: Another, tmp_path: Path) -> None:
    store = another()
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in hostile_names(outside):
        for ask in (store.stream, store.delete):
            with pytest.raises(FileNotFoundError):
                ask(name)
        with pytest.raises((FileNotFoundError, Problem)):
            file_store.write_file(name, b"evil")
        assert not file_store.has_file(name)
    assert list(outside.iterdir()) == []
    assert list(store.walk()) == []


def test_it_is_the_storage_of_django(another: Another) -> None:
    assert default_storage.save("a/b", ContentFile(b"one")) == "a/b"
    with default_storage.open("a/b") as opened:
        assert opened.read() == b"one"
    assert (default_storage.exists("a/b"), default_storage.size("a/b")) == (True, 3)
    with pytest.raises(FileExistsError):
        default_storage.save("a/b", ContentFile(b"two"))
    with pytest.raises(ValueError, match="whole"):
        default_storage.open("a/b", "wb")
    default_storage.delete("a/b")
    assert not default_storage.exists("a/b")


def test_a_probe_leaves_no_file(another: Another) -> None:
    store = another()
    store.probe()
    assert list(store.walk()) == []


def test_many_files_are_all_listed(seaweed: Seaweed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store lists them in pages of its own size."""
    store = ObjectStore(**reached(seaweed, seaweed.new_bucket(), tmp_path))
    names = {f"sealed/{number % 7:02}/{number:04}" for number in range(25)}
    for name in names:
        writing = store.begin(name)
        writing.write(name.encode())
        writing.keep()
    client = store._client()
    monkeypatch.setattr(store, "_made", _SmallPages(client))
    assert {name for name, _size in store.walk()} == names
    assert store.sizes([*names, "sealed/none"]) == {name: len(name) for name in names}


class _SmallPages:
    """The real client, which asks for four names at a time."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def list_objects_v2(self, **where: Any) -> Any:
        return self._client.list_objects_v2(**where, MaxKeys=4)


def test_a_store_that_is_away_says_so_kindly_and_soon(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    use_store(settings, away(tmp_path))
    started = time.monotonic()
    for ask in _asks():
        with pytest.raises(StoreProblem) as refused:
            ask()
        assert (refused.value.code, refused.value.field) == ("files_unreachable", "upload")
    assert time.monotonic() - started < 60
    assert "photographs/ab" not in caplog.text


class _Half(socketserver.BaseRequestHandler):
    """Says a thousand bytes and sends half of them; then hangs up, or is silent until its server is closed."""

    def handle(self) -> None:
        self.request.recv(65536)
        self.request.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: "a"\r\n\r\n' + b"x" * 500)
        if isinstance(self.server, _Silent):
            self.server.closing.wait(60)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Half)
        self.closing = threading.Event()


class _Silent(_Server):
    pass


@pytest.mark.parametrize("kind", [_Server, _Silent])
def test_half_a_file_of_the_store_is_no_file(
    kind: type[_Server], tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "_QUICK", objects._QUICK.merge(Config(read_timeout=1)))
    with kind() as server:
        listening = threading.Thread(target=server.serve_forever)
        listening.start()
        use_store(settings, away(tmp_path) | {"address": f"http://127.0.0.1:{server.server_address[1]}"})
        try:
            with pytest.raises(StoreProblem):
                file_store.read_file("photographs/ab/abc.jpg")
            with pytest.raises(StoreProblem), file_store.local_copy("photographs/ab/abc.jpg"):
                pass
        finally:
            server.closing.set()
            server.shutdown()
            listening.join()


def _is_away(store: ObjectStore) -> bool:
    try:
        store.probe()
    except StoreProblem:
        return True
    return False


def test_one_thread_asks_whether_the_store_takes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others take the last answer, or all pages would hang with the store."""
    monkeypatch.setattr(objects, "_PROBE_SECONDS", 0)
    asked, answers = threading.Event(), threading.Event()
    answers.set()

    class Closing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.set()
            answers.wait(30)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Closing) as server, ThreadPoolExecutor(4) as threads:
        listening = threading.Thread(target=server.serve_forever)
        listening.start()
        store = ObjectStore(**away(tmp_path) | {"address": f"http://127.0.0.1:{server.server_address[1]}"})
        assert _is_away(store)
        asked.clear()
        answers.clear()
        try:
            first = threads.submit(_is_away, store)
            assert asked.wait(30)
            assert [one.result(5) for one in [threads.submit(_is_away, store) for _number in range(3)]] == [True] * 3
            assert not first.done()
        finally:
            answers.set()
            server.shutdown()
            listening.join()
    assert first.result()


def _asks() -> Iterator[Callable[[], object]]:
    name = "photographs/ab/abc.jpg"
    yield lambda: file_store.write_file(name, b"x")
    yield lambda: file_store.read_file(name)
    yield lambda: file_store.has_file(name)
    yield lambda: next(file_store.file_store().walk())
    yield file_store.file_store().probe
    yield file_store.file_store().probe  # the second answer is remembered


def test_what_was_kept_is_there_after_the_store_was_killed(seaweed: Seaweed, tmp_path: Path) -> None:
    store = ObjectStore(**reached(seaweed, seaweed.new_bucket(), tmp_path))
    writing = store.begin("a/b")
    writing.write(_CONTENT)
    writing.keep()
    half = store.begin("a/c")
    half.write(_CONTENT)
    with stopped(seaweed), pytest.raises(StoreProblem):
        half.keep()
    half.drop()
    with store.stream("a/b") as opened:
        assert opened.read() == _CONTENT
    assert [name for name, _size in store.walk()] == ["a/b"]


def test_a_full_or_closed_disk_refuses_kindly(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "files").write_bytes(b"a file where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "files"
    with pytest.raises(StoreProblem) as refused:
        file_store.write_file("photographs/ab/abc.jpg", b"x")
    assert isinstance(refused.value, OSError)
    assert isinstance(refused.value.at("content"), StoreProblem)


_FULL = """
import logging, pathlib, resource, sys
from django.conf import settings
folder = pathlib.Path(sys.argv[1])
backend = "jatan.kernel.file_stores.folder.FolderStore"
settings.configure(USE_I18N=False, MEDIA_ROOT=str(folder), STORAGES={"default": {"BACKEND": backend}})
from jatan.kernel import file_store
from jatan.kernel.file_stores.base import StoreProblem
logging.disable(logging.CRITICAL)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for size in (5_000, 9_000, 3_000_000):
    for piece in (size, 1_000):
        try:
            with file_store.new_file(f"a/{size}") as file:
                for _at in range(0, size, piece):
                    file.write(b"x" * piece)
        except StoreProblem:
            print("refused")
print([path.name for path in folder.rglob("*") if path.is_file()])
"""


def test_a_disk_that_is_full_to_the_last_byte_refuses_kindly(tmp_path: Path) -> None:
    """What was not written yet fails once more when it is dropped."""
    ran = subprocess.run([sys.executable, "-c", _FULL, tmp_path], capture_output=True, text=True, check=False)
    assert ran.stdout.split("\n") == [*["refused"] * 6, "[]", ""], ran.stderr


def test_a_folder_on_another_disk_is_listed_and_links_to_files_are_not(tmp_path: Path) -> None:
    root, other = tmp_path / "files", tmp_path / "other"
    (other / "ab").mkdir(parents=True)
    (other / "ab" / "abc").write_bytes(b"one")
    (tmp_path / "secret").write_bytes(b"outside")
    root.mkdir()
    (root / "library").symlink_to(other)
    (other / "ab" / "link").symlink_to(tmp_path / "secret")
    (root / "link").symlink_to(tmp_path / "secret")
    assert list(FolderStore(root).walk()) == [("library/ab/abc", 3)]
