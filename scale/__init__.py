"""What runs beside the book, not in it: the benchmark, training by several processes, data larger than memory."""
