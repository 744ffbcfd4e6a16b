"""The disposable cache of a library: metadata in SQLite, full text in tantivy, refreshed by path, size, times and inode."""
