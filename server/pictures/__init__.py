"""Photographs of documents: taken in, made anew, kept sealed, handed to whoever the policy lets see them."""
