"""The demo province: invented people, their adverts, the boards that carry them, and the truth about both."""
