// Empty while this is the newest version; python -m helpers.book.version_notice writes the newer one here.
