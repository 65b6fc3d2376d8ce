"""From features to postings, advertisers and networks. Pure: no store, no clock, no network."""
