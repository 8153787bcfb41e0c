"""Administrative litigation (行政应诉): court cases against the town, hearings, who appeared, judgments performed."""
