"""What the media plane uses of aiortc and pylibsrtp beyond their public interface, name by name."""

import re
from importlib.metadata import version
from pathlib import Path

import aiortc.rtcdtlstransport
import pylibsrtp
import pytest

from signaling.media import dtls

MEDIA = Path(dtls.__file__).parent
PINNED = {"aiortc": "1.16.0", "aioice": "0.13.0", "pylibsrtp": "1.0.0"}


def test_the_pinned_versions_have_everything_that_is_used() -> None:
    dtls.assert_seam()
    assert {name: version(name) for name in PINNED} == PINNED


@pytest.mark.parametrize("name", ["_set_role", "_srtp_profiles"])
def test_a_version_that_lacks_something_stops_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking(aiortc.rtcdtlstransport.RTCDtlsTransport):
        def __getattribute__(self, asked: str) -> object:
            if asked == name:
                raise AttributeError(asked)
            return super().__getattribute__(asked)

    monkeypatch.setattr(dtls, "RTCDtlsTransport", Lacking)
    with pytest.raises(dtls.SeamBroken, match=name):
        dtls.assert_seam()


def test_a_session_without_its_handle_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pylibsrtp, "Session", lambda: object())
    with pytest.raises(dtls.SeamBroken, match=r"Session\._srtp"):
        dtls.assert_seam()


def test_only_the_seam_knows_aiortc_and_pylibsrtp() -> None:
    """aioice is used for the list of this machine's addresses, a public function."""
    foreign = {
        file.name: names
        for file in MEDIA.glob("*.py")
        if (names := _imports(file) & {"aiortc", "pylibsrtp", "aioice", "cffi", "OpenSSL"})
    }
    assert foreign == {
        "dtls.py": {"aiortc", "pylibsrtp"},
        "srtp.py": {"aiortc", "pylibsrtp"},
        "config.py": {"aioice"},
    }


def _imports(file: Path) -> set[str]:
    return set(re.findall(r"^(?:from|import) (\w+)", file.read_text(), re.MULTILINE))


def test_every_private_attribute_in_the_seam_is_named() -> None:
    named = {name.rpartition(".")[2] for name in dtls.PRIVATE}
    for file in ("dtls.py", "srtp.py"):
        used = re.findall(r"(?<!self)\.(_[a-z]\w*)", (MEDIA / file).read_text())
        assert set(used) <= named | {"_binding"}, file
