"""One fact per file that speaks for or against two adverts being one advertiser's."""
