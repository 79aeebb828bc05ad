"""The embedded world: what a developer runs instead of the real neighbours. Nothing here ships."""
