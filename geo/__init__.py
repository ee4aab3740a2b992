"""Metres: coordinate systems, boundaries, points to grids. Takes and gives values, never files."""
