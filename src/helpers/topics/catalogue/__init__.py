"""The catalogue of meetings: subjects, joint documents, and how they went through the tracks."""
