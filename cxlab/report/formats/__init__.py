"""A report in the formats that people hand on: PDF, Excel workbook, PowerPoint slides.

They are made of what the run has said and recorded, and of nothing else: `document.Document` holds it.
"""

from .chosen import FORMATS, check_formats, check_master, written
from .document import Document

__all__ = ["FORMATS", "Document", "check_formats", "check_master", "written"]
