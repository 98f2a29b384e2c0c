"""HTTP endpoints without a page: one file a resource."""
