"""The case files' pages: what staff find, look at, play and take with them, each asked of `server.casefile`."""
