"""Legal review (法制审核) of contracts, administrative agreements and normative documents, before they are signed."""
