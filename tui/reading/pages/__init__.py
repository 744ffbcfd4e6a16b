"""What pages made from the library or the journal say, as documents."""
