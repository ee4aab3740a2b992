"""The parts of the data page, one file each: upload, batches, run, unplaced rows."""
