"""Parts of the page on method and trust."""
