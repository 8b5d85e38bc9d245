"""The pages: their frame and head, the search, the scripts and styles, and the policy that they carry."""
