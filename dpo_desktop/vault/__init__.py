"""Keys and files: header with key slots, lock, guarded open, state. Knows nothing of tables or windows."""
