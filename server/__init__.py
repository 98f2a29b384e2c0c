"""The application: composition root, pages, accounts, storage."""
