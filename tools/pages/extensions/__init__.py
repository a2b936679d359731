"""What Sphinx does to the pages of this book."""
