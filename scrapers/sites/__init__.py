"""Walk a site's navigation and propose the columns of a register."""
