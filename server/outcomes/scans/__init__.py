"""Papers that an organisation printed and stamped: scans of them taken in, made anew, kept, compared, signed for."""
