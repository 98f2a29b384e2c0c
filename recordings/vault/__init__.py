"""Recordings at rest. Nothing of them is ever on a disk in the clear."""
