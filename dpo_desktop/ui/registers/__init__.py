"""The desk for the registers: our entities, the customers we process for, who stands for us."""
