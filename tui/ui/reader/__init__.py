"""What the reader's screen has: a controller for each thing that one does while reading."""
