"""What the commands of `scout` do."""
