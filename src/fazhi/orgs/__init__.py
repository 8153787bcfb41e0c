"""Who there is: towns, villages, people who log in, their posts, and what a post allows."""
