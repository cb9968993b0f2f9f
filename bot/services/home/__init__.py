"""What stands on the App Home."""
