"""Speech to text: the operator's commands."""
