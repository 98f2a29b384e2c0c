"""How a session ends: the documents it leaves, drawn, signed, sealed and verified."""
