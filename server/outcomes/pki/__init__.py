"""The centre's own authority: its certificates, its keys and the list of what it has revoked."""
