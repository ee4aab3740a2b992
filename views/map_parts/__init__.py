"""The parts of the map page, one file each: toolbar, left panel, picture, list, card."""
