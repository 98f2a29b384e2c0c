"""Accounts of the staff: who may sign in and how, for how long, and a log of all that was done with them."""
