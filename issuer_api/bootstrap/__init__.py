"""Puts the parts together and runs them. The only place that knows every room."""
