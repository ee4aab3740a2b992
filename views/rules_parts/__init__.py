"""The parts of the page of the rules, one file each."""
