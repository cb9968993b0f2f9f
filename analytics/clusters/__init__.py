"""Groups of customers who buy alike: found, judged, described."""
