"""Tests of the diagram."""
