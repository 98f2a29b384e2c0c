"""Case files as staff read them: every way to a record goes through here, and asks `rooms.archive.reading`."""
