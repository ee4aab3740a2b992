"""Files into frames with raw values: nothing is judged or placed here."""
