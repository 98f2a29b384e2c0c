"""Opus as browsers send it, to the samples that an engine wants."""

from array import array
from typing import Final

import av

from recordings.transcription.engine import RATE, Samples

CLOCK: Final = 48_000
"""RTP timestamps a second (RFC 7587 section 4.1)."""


class OpusDecoder:
    """One stream of packets, in their order."""

    def __init__(self) -> None:
        self._decoder = av.AudioCodecContext.create("libopus", "r")
        self._decoder.sample_rate, self._decoder.layout = CLOCK, "stereo"
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def decode(self, payload: bytes) -> Samples:
        """The samples of one packet; none of one that is damaged."""
        samples: Samples = array("f")
        try:
            for frame in self._decoder.decode(av.Packet(payload)):
                frame.pts = None
                for part in self._resampler.resample(frame):
                    samples.frombytes(bytes(part.planes[0])[: 4 * part.samples])
        except av.FFmpegError:
            return array("f")
        return samples
