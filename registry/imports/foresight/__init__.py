"""What an apply would change and do to the city, told before it is done."""
