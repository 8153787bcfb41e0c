"""The pages of figures and of the annual report."""
