"""The pure core: who is in a room, who may know what, and what follows from what is asked."""
