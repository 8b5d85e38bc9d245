"""Where the book is made before it is published."""

from helpers import paths

WORK = paths.BUILD / ".work"
PAGES, PDFS = WORK / "html", WORK / "pdf"
