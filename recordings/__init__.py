"""What is kept of the media: to come; it will hang on the room's routes as people do."""
