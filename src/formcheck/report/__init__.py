"""The result and everything people see of it."""
