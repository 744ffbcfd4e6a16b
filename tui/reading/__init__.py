"""The session: what is open, where, what is found. Plain objects that know no terminal."""
