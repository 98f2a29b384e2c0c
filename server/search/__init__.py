"""What staff look for: an index that is sealed per channel, searched in memory by a process of its own.

``split`` takes a session's past apart by the chains whose keys it lies under, ``indexing`` keeps the parts beside the
log, ``memory`` holds what is looked through, and ``finder`` answers: nothing that `rooms.archive.reading` does not
grant to who asks, at the moment of asking.
"""
