"""Offers to test with: the recorded ones, and a small one to be broken."""

from pathlib import Path

FOLDER = Path(__file__).parents[3] / "data" / "sdp"
RECORDED = {path.stem: path.read_bytes().decode() for path in sorted(FOLDER.glob("*.sdp"))}
FIRST = sorted(name for name in RECORDED if not name.endswith("-restart"))
SENDERS = {"audio": "0", "camera": "1", "screen": "2"}

SMALL = """\
v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE a v s
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:a
a=sendonly
a=rtcp-mux
a=setup:actpass
a=ice-ufrag:abcd
a=ice-pwd:0123456789012345678901
a=fingerprint:sha-256 {sha256}
a=rtpmap:111 opus/48000/2
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=ssrc:11 cname:x
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=mid:v
a=sendonly
a=rtcp-mux
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID 21 22
a=ssrc:21 cname:x
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=mid:s
a=recvonly
a=rtcp-mux
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
""".format(sha256=":".join(["0A"] * 32))
SMALL_SENDERS = {"audio": "a", "camera": "v"}
TWO_SIZES = (
    ("a=ssrc-group:FID 21 22\na=ssrc:21 cname:x\n", "a=rid:l send\na=rid:h send\na=simulcast:send l;h\n"),
    (
        "a=mid:v\n",
        "a=mid:v\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\n"
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\n"
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\n",
    ),
)
"""Changes of `SMALL`: its camera sends two sizes at once."""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with replacements; each must match."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text
