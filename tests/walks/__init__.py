"""Tasks that a person does with the book, by what the person can see and touch."""
