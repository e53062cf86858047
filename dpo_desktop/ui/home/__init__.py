"""The page the officer opens in the morning."""
