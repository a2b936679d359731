"""What make and continuous integration call."""
