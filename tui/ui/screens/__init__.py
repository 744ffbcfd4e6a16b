"""The screens of the program, one file each, over what they share."""
