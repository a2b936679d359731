"""The gates that look at notebooks: each finds one kind of fault, in words; see ``gates`` and ``__main__``."""
