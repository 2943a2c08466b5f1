"""Style sheets and scripts of the components."""
