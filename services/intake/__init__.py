"""The four kinds of files on their way into the store, one module each."""
