"""Everything that an installation keeps, in one file under a passphrase, and back."""
