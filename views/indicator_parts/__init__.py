"""Parts of the page that compares the indicators."""
