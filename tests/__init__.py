"""The gates of the book and the tests of its helpers."""
