"""The demonstration: what arrives in the tables when a source changes, breaks or sends half of an answer."""
