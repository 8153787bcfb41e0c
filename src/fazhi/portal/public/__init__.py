"""Pages for the public: no account, nobody's data, three screens to an application."""
