"""The engines of browsers other than Chromium, and what is asked of them."""
