"""What a person types beside `run`; a command reads and changes nothing."""
