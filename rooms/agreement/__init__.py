"""What is agreed: its terms, the sums in them, and what may not or should not be agreed."""
