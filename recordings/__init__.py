"""What is kept of the media: frames as they were received, sealed within a second, and playable years later.

Nothing joins it to the live session yet; that will go through `rooms.ports` alone.
"""
