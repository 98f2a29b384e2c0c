"""The media plane: one UDP port, ICE-lite, DTLS-SRTP, RTP forwarded without being decoded.

`plane.Plane` is what the live session uses. The rest is of two kinds: what does no I/O and knows no clock
(offer, answer, stun, header, rtcp, nack, boundary, packetmap …), and what moves packets with it (socket,
dtls, srtp, peer, forward, feedback, duties).
"""
