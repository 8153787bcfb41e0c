"""The phone pages of grid workers and village mediators: reporting, 我报的, 要我调的; pages, never an app."""
