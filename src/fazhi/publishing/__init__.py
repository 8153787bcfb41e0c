"""Nothing goes out to the public by one person alone: drafted, submitted, published by another, withdrawn, logged."""
