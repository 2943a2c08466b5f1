"""The documentation: guides whose examples run at build, and reference pages made from the model."""
