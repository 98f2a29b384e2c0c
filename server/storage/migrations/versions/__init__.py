"""Revisions. A released one is never changed."""
