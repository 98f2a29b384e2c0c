"""Recordings are played by anything that plays WebM, and are what was received."""

import io
import itertools

import av
import pytest

from recordings.frame import Frame
from recordings.vault.sealed import SealedReader, SealedWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK, WebM, picture_size
from tests.unit.recordings.media import SIZE, pictures, speech

KEY = b"k" * 32


def sealed(frames: list[Frame], size: tuple[int, int] | None) -> bytes:
    disk = bytearray()

    def keep(at: int, octets: bytes) -> None:
        disk.extend(bytes(max(0, at - len(disk))))
        disk[at : at + len(octets)] = octets

    file = SealedWriter(KEY, keep)
    with WebM(file, size) as made:
        for frame in frames:
            made.write(frame)
    file.finish()
    stored = bytes(disk)
    reader = SealedReader(KEY, lambda at, count: stored[at : at + count], len(stored))
    return b"".join(reader.chunks())


def test_speech_is_played_for_as_long_as_it_lasted() -> None:
    frames = speech(3)
    with av.open(io.BytesIO(sealed(frames, None))) as file:
        assert file.duration == pytest.approx(3_000_000, abs=30_000)
        (stream,) = file.streams
        assert stream.codec_context.name in {"opus", "libopus"}
        heard = list(file.decode(stream))
    assert sum(frame.samples for frame in heard) == pytest.approx(3 * SPEECH_CLOCK, abs=1000)
    assert max(abs(float(sample)) for sample in heard[100].to_ndarray()[0]) > 0.1


def test_pictures_are_the_very_ones_that_were_received_at_their_times() -> None:
    frames = pictures(3)
    with av.open(io.BytesIO(sealed(frames, SIZE))) as file:
        (stream,) = file.streams
        assert (stream.codec_context.width, stream.codec_context.height) == SIZE
        found = [packet for packet in file.demux(stream) if packet.size]
        assert [bytes(packet) for packet in found] == [frame.data for frame in frames]
        assert [float(packet.pts * packet.time_base) for packet in found] == pytest.approx(
            [frame.at / PICTURE_CLOCK for frame in frames], abs=0.001
        )
        assert [packet.is_keyframe for packet in found] == [frame.key for frame in frames]


def test_a_player_can_begin_anywhere() -> None:
    with av.open(io.BytesIO(sealed(pictures(30), SIZE))) as file:
        stream = file.streams[0]
        file.seek(20_000_000)
        first = next(packet for packet in file.demux(stream) if packet.size)
        assert 18.5 < float(first.pts * first.time_base) <= 20.0
        assert first.is_keyframe


def test_a_pause_in_the_speech_stays_one() -> None:
    frames = speech(1)
    later = [Frame(frame.at + 10 * SPEECH_CLOCK, True, frame.data) for frame in frames]
    with av.open(io.BytesIO(sealed(frames + later, None))) as file:
        times = [
            float(packet.pts * packet.time_base) for packet in file.demux(file.streams[0]) if packet.size
        ]
    assert max(after - before for before, after in itertools.pairwise(times)) == pytest.approx(9.02, abs=0.05)


def test_the_size_of_a_picture_is_read_off_its_key_frame_only() -> None:
    frames = pictures(1)
    assert picture_size(frames[0].data) == SIZE
    assert picture_size(frames[1].data) is None
    assert picture_size(frames[0].data[:9]) is None
    assert picture_size(b"\x00" * 20) is None
