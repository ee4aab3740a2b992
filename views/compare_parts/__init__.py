"""The parts of the page that sets grids beside each other: choice, columns, style."""
