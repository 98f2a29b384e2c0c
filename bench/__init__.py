"""Benchmarks: `python -m bench` prints one JSON object a line for every figure.

The load is made by light peers of our own (real ICE, DTLS and SRTP; packets from templates; a kernel filter
drops most of what a peer receives after counting it), so that one core of generator fills one core of server.
"""
