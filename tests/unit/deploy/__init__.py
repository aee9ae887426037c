"""What the files of the deployment promise, read without starting anything."""
