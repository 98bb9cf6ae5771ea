"""A sealed file: whatever is cut, glued, swapped or flipped in it is refused, and nothing false comes out before."""

from collections.abc import Callable, Iterator

import pytest

from jatan.foundation.vault import contexts, file_cipher
from jatan.foundation.vault.file_cipher import CHUNK, HEADER, file_open, file_seal, sealed_length
from jatan.foundation.vault.refusal import Refused
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.sealed_before import unpadded_file

SEALED_CHUNK = CHUNK + 16
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1]


def sealed(length: int) -> bytes:
    return b"".join(file_seal(m.DEK, [m.fixed("content", length)], m.A_FILE))


def opened(content: bytes) -> bytes:
    return b"".join(file_open(m.DEK, [content], m.A_FILE))


def _in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize("length", SIZES)
def test_files_of_boundary_sizes_are_decrypted(length: int) -> None:
    content = sealed(length)
    assert len(content) == sealed_length(length)
    assert opened(content) == m.fixed("content", length)


@pytest.mark.parametrize("size", [1, 7, 4096, CHUNK, CHUNK + 1, 10 * CHUNK])
def test_any_split_into_pieces_gives_the_same_file(size: int) -> None:
    plain = m.fixed("content", CHUNK + 300)
    content = b"".join(file_seal(m.DEK, _in_pieces(plain, size), m.A_FILE))
    assert b"".join(file_open(m.DEK, _in_pieces(content, size), m.A_FILE)) == plain


def test_a_file_truncated_at_or_near_a_chunk_is_refused() -> None:
    content = sealed(3 * CHUNK + 5)
    edges = [0, HEADER, *(HEADER + n * SEALED_CHUNK for n in range(1, 4))]
    for edge in edges:
        for length in {max(edge - 1, 0), edge, edge + 1, edge + 15} - {len(content)}:
            with pytest.raises(Refused):
                opened(content[:length])


def test_a_flipped_bit_in_the_header_or_in_any_chunk_is_refused() -> None:
    content = sealed(2 * CHUNK + 5)
    for at in [*range(HEADER), *range(HEADER, len(content), 4099), len(content) - 1]:
        spoilt = bytearray(content)
        spoilt[at] ^= 1
        with pytest.raises(Refused):
            opened(bytes(spoilt))


def _swapped(content: bytes) -> bytes:
    chunks = list(_in_pieces(content[HEADER:], SEALED_CHUNK))
    return content[:HEADER] + chunks[1] + chunks[0] + b"".join(chunks[2:])


def _doubled(content: bytes) -> bytes:
    return content[: HEADER + SEALED_CHUNK] + content[HEADER:]


def _lost(content: bytes) -> bytes:
    return content[:HEADER] + content[HEADER + SEALED_CHUNK :]


def _longer(content: bytes) -> bytes:
    return content + content[HEADER:]


@pytest.mark.parametrize("spoil", [_swapped, _doubled, _lost, _longer], ids=lambda one: one.__name__)
def test_chunks_out_of_order_are_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Refused) as refused:
        opened(spoil(sealed(3 * CHUNK + 5)))
    assert refused.value.code == "order"


def test_another_file_of_the_same_case_is_refused() -> None:
    other = contexts.file_context(organisation=m.ORGANISATION, case=m.CASE, file=m.OTHER)
    with pytest.raises(Refused):
        b"".join(file_open(m.DEK, [sealed(10)], other))


def test_a_large_file_is_never_held_in_memory() -> None:
    held = max(len(piece) for piece in file_seal(m.DEK, (bytes(CHUNK) for _ in range(64)), m.A_FILE))
    assert held <= SEALED_CHUNK


@pytest.mark.parametrize("ending", [b"", b"\0", b"\x80", b"\x80\0", b"\0" * 5000, b"\x80" + b"\0" * (2 * CHUNK)])
@pytest.mark.parametrize("before", [0, 1, 511, CHUNK - 1, CHUNK])
def test_a_file_that_ends_like_padding_keeps_its_end(before: int, ending: bytes) -> None:
    plain = m.fixed("content", before) + ending
    assert b"".join(file_open(m.DEK, file_seal(m.DEK, [plain], m.A_FILE), m.A_FILE)) == plain


def test_lengths_fall_into_few_buckets_an_eighth_apart_at_most() -> None:
    lengths = [*range(0, 70_000, 97), *(10**power * step + 3 for power in range(4, 9) for step in range(1, 10))]
    for length in lengths:
        padded = sealed_length(length) - HEADER
        assert length < padded <= max(length * 9 // 8, length + 516) + 16 * (padded // CHUNK + 1)
    assert len({sealed_length(length) for length in range(1_000_000, 1_016_000)}) <= 2


def test_an_older_file_opens_and_its_version_is_not_changed_by_a_byte() -> None:
    """As files were sealed before they were padded."""
    older, newer = unpadded_file(m.fixed("content", CHUNK + 300), m.fixed("salt", 32)), sealed(CHUNK + 300)
    assert opened(older) == m.fixed("content", CHUNK + 300)
    assert (older[0], newer[0]) == (1, 2)
    for content in (older, newer):
        with pytest.raises(Refused, match="key"):
            opened(bytes([3 - content[0]]) + content[1:])


@pytest.mark.parametrize("tail", [b"", b"\x80", b"\x80" + bytes(5), bytes(507), b"\x81" + bytes(506)])
def test_padding_that_no_house_writes_is_refused(tail: bytes) -> None:
    with pytest.raises(Refused, match="padding"):
        list(file_cipher._unpadded([m.fixed("content", 5) + tail]))
