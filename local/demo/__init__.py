"""The demonstration of `make demo`: what the program does with a source that is corrected, breaks and lies."""
