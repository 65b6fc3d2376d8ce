"""What report, release and desk share."""
