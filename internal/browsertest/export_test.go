package browsertest

// OpenAnyway is Open with the race detector too, which has to look into this package.
var OpenAnyway = open
