"""The pages of the ledgers: what is uploaded, what a batch brought, what waits to be put right."""
