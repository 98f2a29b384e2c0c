"""Speech to text: what the routes grant goes to one process of low priority, and comes back as words."""
