"""Timestamps from somebody else (RFC 3161): that a case's chain was thus, said by an authority that is not us."""
