"""Cameras and microphones that cannot be had, with whatever the browser answers then."""

from typing import Final

_FAILING: Final = """(failures => {
    window.failures = failures;
    const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        const failed = Object.keys(window.failures).find((kind) => wanted[kind]);
        if (failed) throw new DOMException(window.failures[failed][1] ?? "", window.failures[failed][0]);
        return capture(wanted);
    };
})"""
FAILING: Final = "(failures) => { window.failures = failures; }"
"""Changes what fails, on a page with that script: {kind: [name, message]}; {} repairs everything."""
NO_DEVICES: Final = "Object.defineProperty(Navigator.prototype, 'mediaDevices', {get: () => undefined})"


def without(**devices: str) -> str:
    """A script, to run before a page's own, after which `audio` or `video` fail with a DOMException of that name.

    A message may follow the name: `NotAllowedError: Permission denied by system`.
    """
    answers = {kind: name.split(": ", 1) for kind, name in devices.items()}
    return f"{_FAILING}({answers!r})"
