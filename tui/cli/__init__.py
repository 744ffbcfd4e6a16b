"""The commands of the shell; everything heavy is imported inside functions."""
