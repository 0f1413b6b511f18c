"""What people do, one file each: look at the state, think with the engine, write one entry."""
