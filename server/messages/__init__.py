"""Short messages to people's telephones: what is to be told, the outbox, and the centre's gateway."""
