"""What puts speech into words: a file for each kind of model. They live in the transcriber's process alone."""
