"""Programs that draw a map: deck for the browser."""
