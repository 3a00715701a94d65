"""What the dashboards show: which figures there are, for whom and when, and what they come to."""
