"""Files of the house in a bucket of an S3-like store, which several machines share (option JATAN_STORE_BUCKET).

Needs the extra `s3`; imported only where the option is set. Each file is one PUT with its SHA-256, so that no half file
is ever under its name. What does not answer within seconds raises StoreProblem, as a full disk would.
"""

import base64
import hashlib
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from jatan.kernel.archives import UnsafeName, check_name
from jatan.kernel.file_stores.base import CHUNK, FileStore, StoreProblem
from jatan.kernel.files import READING

_PROBE: Final = ".probe"
_IN_MEMORY: Final = 1 << 20
_STATE_SECONDS: Final = 5.0  # as long may another machine fold names by the spellings before
_AWAY_SECONDS: Final = 60.0  # words must not wait for a store at each request
_ASKED_SECONDS: Final = 20.0
_UNKNOWN: Final = ("unknown",)
_PROBE_SECONDS: Final = 15.0  # home pages and monitoring ask oftener
_QUICK: Final = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "max_attempts": 2},
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    request_checksum_calculation="when_required",  # older stores do not know the others; we compare our own digests
    response_checksum_validation="when_required",
)
_log = logging.getLogger(__name__)


class ObjectStore(FileStore):
    """Each file under its name in the bucket at `address`. `local`: folder of this machine for what passes through."""

    def __init__(self, *, bucket: str, address: str, region: str, key: str, secret: str, local: Path) -> None:
        self.bucket, self.local = bucket, str(local)
        self._reached = {
            "endpoint_url": address or None,
            "region_name": region,
            "aws_access_key_id": key or None,
            "aws_secret_access_key": secret or None,
        }
        self._making = threading.Lock()
        self._made: Any = None
        # Until when each holds, by the monotonic clock.
        self._states: dict[str, tuple[float, tuple[object, ...] | None]] = {}
        self._probing, self._probe_at = threading.Lock(), 0.0
        self._takes: bool | None = None

    def begin(self, name: str, *, replaces: bool = False) -> "_Put":
        return _Put(self, name, replaces=replaces)

    def stream(self, name: str) -> BinaryIO:
        held = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=self.local)  # noqa: SIM115 - returned
        try:
            self._fetch(name, cast("IO[bytes]", held))
        except BaseException:
            held.close()
            raise
        return cast("BinaryIO", held)

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(prefix=READING, dir=self.local) as held:
            self._fetch(name, held)
            held.flush()
            yield Path(held.name)

    def delete(self, name: str) -> None:
        key = self._key(name)
        self._ask(lambda client: client.delete_object(Bucket=self.bucket, Key=key))

    def exists(self, name: str) -> bool:
        return self._head(name) is not None

    def size(self, name: str) -> int:
        head = self._head(name)
        if head is None:
            raise FileNotFoundError("no file of this name")
        return int(head["ContentLength"])

    def state(self, name: str) -> tuple[object, ...] | None:
        """At most `_STATE_SECONDS` old. While the store does not answer: the last one known, without asking at each
        request. Raises StoreProblem where none is known."""
        until, known = self._states.get(name, (0.0, _UNKNOWN))
        if time.monotonic() >= until:
            self._states[name] = (time.monotonic() + _ASKED_SECONDS, known)  # one thread asks, the others go on
            try:
                head = self._head(name)
                known, seconds = None if head is None else (self.bucket, name, head["ETag"]), _STATE_SECONDS
            except StoreProblem:
                seconds = _AWAY_SECONDS
            self._states[name] = (time.monotonic() + seconds, known)
        if known == _UNKNOWN:
            raise StoreProblem
        return known

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        wanted = [*names]
        if len(wanted) == 1:
            head = self._head(wanted[0])
            return {} if head is None else {wanted[0]: int(head["ContentLength"])}
        there = dict(self.walk())
        return {name: there[name] for name in wanted if name in there}

    def walk(self) -> Iterator[tuple[str, int]]:
        where: dict[str, Any] = {"Bucket": self.bucket}
        while True:
            page = self._ask(partial(_listed, where))
            for entry in page.get("Contents", ()):
                if entry["Key"] != _PROBE and not entry["Key"].endswith("/"):
                    yield entry["Key"], int(entry["Size"])
            if not page.get("IsTruncated"):
                return
            where = {**where, "ContinuationToken": page["NextContinuationToken"]}

    def probe(self) -> None:
        """At most `_PROBE_SECONDS` old. One thread asks; others take the last answer, or wait where there is none."""
        if self._is_probe_due() and self._probing.acquire(blocking=self._takes is None):
            try:
                if self._is_probe_due():
                    self._takes = self._takes_files()
                    self._probe_at = time.monotonic() + _PROBE_SECONDS
            finally:
                self._probing.release()
        if not self._takes:
            raise StoreProblem

    def _is_probe_due(self) -> bool:
        return time.monotonic() >= self._probe_at

    def _takes_files(self) -> bool:
        try:
            self._ask(lambda client: client.put_object(Bucket=self.bucket, Key=_PROBE, Body=b"\0"))
        except (StoreProblem, FileNotFoundError):
            return False
        return True

    def put(self, name: str, body: IO[bytes], sha256: bytes, *, replaces: bool) -> None:
        """Store a whole file by one PUT. Raises FileExistsError, StoreProblem."""
        key = self._key(name)
        if not replaces and self._head(name) is not None:
            raise FileExistsError("a file of this name exists already")
        digest = base64.b64encode(sha256).decode()
        about = {"Bucket": self.bucket, "Key": key, "ContentType": "application/octet-stream"}
        self._ask(lambda client: client.put_object(**about, Body=body, ChecksumSHA256=digest))
        self._states.pop(name, None)

    def _head(self, name: str) -> dict[str, Any] | None:
        try:
            key = self._key(name)
            found = self._ask(lambda client: client.head_object(Bucket=self.bucket, Key=key))
        except FileNotFoundError:
            return None
        return cast("dict[str, Any]", found)

    def _fetch(self, name: str, target: IO[bytes]) -> None:
        key = self._key(name)

        def fetch(client: Any) -> None:
            target.seek(0)
            target.truncate()
            # `with` on the body itself gives its raw stream, which takes a cut answer for the whole.
            with closing(client.get_object(Bucket=self.bucket, Key=key)["Body"]) as body:
                shutil.copyfileobj(body, target, CHUNK)

        self._ask(fetch)
        target.seek(0)

    def _ask[Answer](self, ask: Callable[[Any], Answer]) -> Answer:
        """What the store answers. Raises FileNotFoundError for 404, StoreProblem for everything else."""
        try:
            return ask(self._client())
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            code = error.response.get("Error", {}).get("Code", "")
            if status == 404 and code != "NoSuchBucket":
                raise FileNotFoundError("no file of this name") from None
            _log.warning("the store of files refused something (%s %s)", status, code)
            raise StoreProblem from None
        except BotoCoreError as error:  # its text names the file
            _log.warning("the store of files cannot be used (%s)", type(error).__name__)
            raise StoreProblem from None

    def _client(self) -> Any:
        """One client for all threads, which it may serve; making one takes time and 10 MB."""
        if self._made is None:
            with self._making:
                if self._made is None:
                    self._made = boto3.session.Session().client("s3", config=_QUICK, **self._reached)
        return self._made

    def _key(self, name: str) -> str:
        try:
            check_name(name)
        except UnsafeName as unsafe:
            raise FileNotFoundError("not a file of this house") from unsafe
        return name


class _Put:
    """Collects a file on this machine, without a name there, and puts it at the end."""

    def __init__(self, store: ObjectStore, name: str, *, replaces: bool) -> None:
        self._store, self._name, self._replaces = store, name, replaces
        self._held = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=store.local)  # noqa: SIM115 - `keep` or `drop`
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._held.write(data)
        self._digest.update(data)

    def keep(self) -> None:
        self._held.seek(0)
        body = cast("IO[bytes]", self._held)
        try:
            self._store.put(self._name, body, self._digest.digest(), replaces=self._replaces)
        finally:
            self._held.close()

    def drop(self) -> None:
        self._held.close()


def _listed(where: dict[str, Any], client: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", client.list_objects_v2(**where))
