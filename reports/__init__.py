"""Documents (文书): one file = one document, a frozen view in, bytes out."""
