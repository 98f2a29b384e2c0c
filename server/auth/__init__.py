"""Who may take a seat: links, one-time codes, devices, and limits on trying."""
