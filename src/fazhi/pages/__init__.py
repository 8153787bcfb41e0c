"""The look of every page: shell, components, charts, form fields and the formats of words and numbers."""
