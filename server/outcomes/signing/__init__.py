"""Freezing, signing and sealing of documents, each step checked before it is given back."""
