"""Pages made from the things of a library: one module a page, named by `registry`."""
