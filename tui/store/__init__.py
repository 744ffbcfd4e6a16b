"""Files of briefings: a strict YAML reader with positions, decoding with problems, libraries, checks."""
