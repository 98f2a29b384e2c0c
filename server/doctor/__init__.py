"""Looks a deployment over and says in plain words what is wrong with it."""
