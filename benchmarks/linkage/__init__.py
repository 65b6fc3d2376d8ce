"""How well and how quickly adverts are linked, beside what one would use instead."""
