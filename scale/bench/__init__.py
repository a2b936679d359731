"""How long ways to train take, measured on this machine."""
