"""Finished recordings, played: in step, from anywhere, and no more of them opened than is asked for."""
