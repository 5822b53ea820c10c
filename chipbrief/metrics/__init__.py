"""The measures. Each module stands alone and needs none of this project's data."""
