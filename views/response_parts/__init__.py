"""Parts of the page of the response circle."""
