"""From a file of any office format (text, web page, DOCX, XLSX, PDF) to lines and tables."""
