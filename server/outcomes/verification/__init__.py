"""What a signed document is worth, in plain words."""
