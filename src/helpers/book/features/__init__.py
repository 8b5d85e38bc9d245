"""What a book may have beside text: glossary, names, claims, lists of changes, data and numbers."""
