"""What several areas of the Partner Center share."""
