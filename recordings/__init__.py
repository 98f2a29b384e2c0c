"""What is kept of the media: frames as they were received, sealed within a second, and playable years later.

It meets the live session in `rooms.ports` alone: the media plane hands tracks to a `TrackSink`, the recorder.
"""
