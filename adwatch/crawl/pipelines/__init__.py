"""What happens to an advert between page and store, one class per file."""
