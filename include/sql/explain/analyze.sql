-- So that lines are looked up by who sent them.
ANALYZE source
