"""What the browser is given besides pages: its files, and bundles of them."""
