"""The rule-of-law work of a Chinese township: records, figures, and the annual report around them."""

VERSION = "0.1.0"
