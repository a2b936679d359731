"""From notebooks to pages: build the book, print it, the browser that reads it."""
