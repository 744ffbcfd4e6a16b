"""What the screen of a library has: a controller for each thing that one does with its list."""
