"""The reader's own durable data: places, read state, marks, notes, and what was last read."""
