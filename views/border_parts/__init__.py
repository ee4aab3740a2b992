"""Parts of the page of borders."""
