"""What a terminal shows, and how little must be sent to it to make it show something else."""
