"""``harness test --watch``: after each save, what changed is built and run again."""
