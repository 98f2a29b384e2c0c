"""HTTP pages: one file a resource."""
