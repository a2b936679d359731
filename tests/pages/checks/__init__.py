"""What is looked at on a page: each check takes a page as it stands and gives its faults in words."""
