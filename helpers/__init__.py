"""Code that the chapters share: small modules, each named after what it gives."""
