"""Cases, their sessions, and who has a seat in them."""
