"""Numbers (分析): arrays in, frozen results out; no files, no database, no clock."""
