"""Parts of the export page that belong to the written reports."""
