"""The local stack: what a developer runs instead of the real services. It is not part of the wheel."""
