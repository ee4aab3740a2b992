"""Parts of the wall: where the rotation is, what each page says, and how it is set."""
