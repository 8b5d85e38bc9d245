"""One country on one page: what other topics measure, put together for one country at a time."""
