"""The parts of the page of events, one file each: address, filters, matrix, lists, map."""
