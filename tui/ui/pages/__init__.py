"""Pages made from the library or the journal, as the reader's screen shows them."""
