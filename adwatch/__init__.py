"""adwatch: honest sight on online sex-work adverts for Dutch municipalities."""

__version__ = "0.1.0"
