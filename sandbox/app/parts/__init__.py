"""Pieces of pages: components, forms, panels."""
