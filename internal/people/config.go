package people

// Config bounds what a Client asks of ZITADEL. These limits are apart from those of other fields: a look at thousands of people
// takes thousands of calls.
type Config struct {
	// Concurrency is how many calls the looks and reads of one query may have under way at once, and how many people one removal
	// works on at once. At least 1.
	Concurrency int
	// AllLooks is how many calls the looks and reads of all queries and subscriptions may have under way at once, and 0 for any number.
	// Further ones wait their turn, first come first served, for as long as their query has time. It counts for a Client and for all that
	// WithConfig makes of it; WithConfig doesn't change it.
	AllLooks int
	// LookCalls is how many calls the looks of one query may make, together with its reads of people by their ids. A look that
	// needs more ends with CallLimit, and such a read fails with problem.ReasonTooManyBackendCalls.
	LookCalls int
	// StreamCalls takes the place of LookCalls for a subscription. Whoever serves one hands it to ForRequest.
	StreamCalls int
	// RemovalCalls is how many calls one removal of a factor from people may make.
	RemovalCalls int
}

// DefaultConfig returns the limits that hold unless an operator sets others.
func DefaultConfig() Config {
	return Config{Concurrency: 8, LookCalls: 2000, StreamCalls: 250_000, RemovalCalls: 1000}
}
