"""People as small programs: a real UDP socket, ICE, DTLS and SRTP, and media made up by the test.

They stand on aiortc and aioice, not on our own STUN, RTP or SRTP, so that a mistake of ours is not made twice.

- `MediaPeer` joins a plane, sends audio, camera and screen, and remembers what it received, slot by slot
- `Network` loses, reorders, delays and queues what passes between a peer and the plane
- `tones` are Opus packets of one frequency, and which frequency somebody heard
- `packets` are RTP with labels in their payload, VP8-like where the plane looks for key frames
"""
