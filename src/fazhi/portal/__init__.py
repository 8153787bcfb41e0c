"""Pages for the public, and the phone page of the grid worker and the village mediator."""
