"""Parts of the page of venue surroundings."""
