"""Articles: what a person can read. Loaded once from files, shown in pages, found by typing."""
