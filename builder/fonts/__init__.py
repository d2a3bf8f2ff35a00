"""The static fonts of documents: what Typst embeds, as it reads no woff2 (decision 18)."""

from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Cartable Sans"
