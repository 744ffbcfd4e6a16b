"""Notes: how each holds on to its passage, where it stands now, how it is written and handed out."""
