"""The forms, one a file: what is known goes in, a Paper comes out. The words on them are Chinese law's own."""
