"""How long what belongs to a case is kept, and how it ends: by destroying its keys, with a certificate."""
