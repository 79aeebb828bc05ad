"""What goes outwards: log, metrics, progress, output, failures. It decides nothing."""
