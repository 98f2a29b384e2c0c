"""The record of a case as it is kept and retrieved."""
