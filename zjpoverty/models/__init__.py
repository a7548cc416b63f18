"""One module a programme area that has a mechanism: pure functions, their assumptions named."""
