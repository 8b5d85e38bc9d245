"""What is held against rules before anything is built: chapters, their sentences, metadata, tables."""
