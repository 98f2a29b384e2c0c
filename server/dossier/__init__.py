"""Case bundles: what is handed out of a case file so that anybody can see that nothing was changed.

`gathering` says what is in one (it asks `rooms.archive`), `making` writes it, `checking` proves it without us: that
part reads nothing but the file.
"""
