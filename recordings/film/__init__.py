"""A film of a stretch, for people without a player of tracks: one MP4 with everybody's picture and all voices.

It is made on request in a process of its own, out of the sealed files and into a sealed file.
"""
