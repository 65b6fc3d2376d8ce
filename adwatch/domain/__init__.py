"""What adwatch speaks of: frozen records and enumerations, standard library only."""
