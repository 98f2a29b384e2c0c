"""Speech and pictures as browsers encode them."""

import math
from fractions import Fraction

import av
import numpy as np

from recordings.frame import Frame
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK

SIZE = (64, 48)


def speech(seconds: int) -> list[Frame]:
    """A tone, as a browser encodes it: 20 ms a packet."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SPEECH_CLOCK, "stereo", "s16"
    encoder.time_base = Fraction(1, SPEECH_CLOCK)
    wave = np.array(
        [int(9000 * math.sin(2 * math.pi * 440 * at / SPEECH_CLOCK)) for at in range(960)], np.int16
    )
    packets = []
    for number in range(50 * seconds):
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = SPEECH_CLOCK, number * 960
        packets += encoder.encode(frame)
    return [Frame(number * 960, True, bytes(packet)) for number, packet in enumerate(packets)]


def pictures(seconds: int) -> list[Frame]:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *SIZE, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, 20), 20
    packets = []
    for number in range(20 * seconds):
        frame = av.VideoFrame(*SIZE, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([40 + 2 * number % 100]) * plane.buffer_size)
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    step = PICTURE_CLOCK // 20
    return [Frame(number * step, packet.is_keyframe, bytes(packet)) for number, packet in enumerate(packets)]
