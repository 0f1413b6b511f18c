"""From text cells to typed frames: nothing is guessed, and every fault knows its place and its cure."""
