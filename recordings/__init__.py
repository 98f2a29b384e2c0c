"""What is kept of the media: frames as they were received, sealed within a second, and playable years later.

Joined to the live session through `rooms.ports` alone; see ARCHITECTURE.md, "The record".
"""
