"""通用指数 Composite indices of any shape: specification, run and audit of a tree of indicators."""
