"""What a telephone writes beside a recording is blanked out; the sound stays byte for byte."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problem
from jatan.kernel.recordings import without_tags

PLACE = b"+23.3441+085.3096/"


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


FTYP, SOUND = box(b"ftyp", b"M4A isom"), box(b"mdat", bytes(range(256)))


def test_the_place_in_an_mp4_is_blanked_out_wherever_recorders_put_it() -> None:
    track = box(b"trak", box(b"mdia", b"track") + box(b"udta", PLACE))
    film = box(b"moov", box(b"mvhd", b"head") + track + box(b"udta", box(b"\xa9xyz", PLACE)))
    recording = FTYP + film + SOUND + box(b"uuid", b"XMP" + PLACE) + box(b"meta", PLACE)
    clean = without_tags(recording)
    assert PLACE not in clean
    assert b"XMP" not in clean
    # Nothing moves: offsets into the sound, which stand in the film's tables, stay right.
    assert len(clean) == len(recording)
    assert clean.index(SOUND) == recording.index(SOUND)
    assert box(b"mdia", b"track") in clean
    assert without_tags(clean) == clean


def test_a_box_of_64_bits_and_one_to_the_end_are_stepped_over() -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 40) + bytes(40)
    last = struct.pack(">I4s", 0, b"mdat") + b"to the end"
    recording = FTYP + large + box(b"udta", PLACE) + last
    clean = without_tags(recording)
    assert PLACE not in clean
    assert clean.endswith(last)


@pytest.mark.parametrize("size", [4, 7, 1000])
def test_a_file_whose_boxes_do_not_add_up_is_refused(size: int) -> None:
    with pytest.raises(Problem, match="wrong_kind"):
        without_tags(FTYP + struct.pack(">I4s", size, b"moov") + PLACE)


def test_tags_at_both_ends_of_an_mp3_go() -> None:
    frames = b"\xff\xfb\x90\x00" + bytes(400)
    start = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 2]) + (PLACE * 20)[:130]
    assert without_tags(start + frames + b"TAG" + PLACE.ljust(125, b" ")) == frames
    assert without_tags(frames) == frames


@given(st.sampled_from([b"", b"ID3", FTYP]), st.binary(max_size=400))
def test_no_bytes_break_the_reader(start: bytes, rest: bytes) -> None:
    with contextlib.suppress(Problem):
        assert len(without_tags(start + rest)) <= len(start + rest)
