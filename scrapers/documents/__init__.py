"""Read a single document: title, dates with their places, directory record, text, attachments."""
