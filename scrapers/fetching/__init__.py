"""Ask a server for a page, politely and safely, with our own client or drawn in a browser."""
