"""The recording of talks."""

from typing import Annotated

from msgspec import Meta

from signaling.wire import Do, Identifier


class Record(Do, frozen=True, tag="record"):
    """A host begins or ends the recording of the talk in which they are (``stay``); see the view's ``recording``."""

    stay: Identifier
    on: bool


class RestartRecording(Do, frozen=True, tag="restart_recording"):
    """Host: the recording of the talk in which they are (``stay``) goes on in new files; nobody is asked again."""

    stay: Identifier


class RecordingRule(Do, frozen=True, tag="recording_rule"):
    """Host, in the joint talk (``stay``) while it is not recorded: whose consent its recording needs."""

    stay: Identifier
    rule: Annotated[str, Meta(pattern=r"^(everyone|consenting)\Z")]


class AgreeRecording(Do, frozen=True, tag="agree_recording"):
    """Whether one agrees that the separate talk in which one is (``stay``) is recorded; may be taken back."""

    stay: Identifier
    agreed: bool
