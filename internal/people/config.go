package people

// Config bounds what a Client asks of ZITADEL. These limits are apart from those of other fields: a look at thousands of people
// takes thousands of calls.
type Config struct {
	// Concurrency is how many calls the looks and reads of one query may have under way at once, and how many people one removal
	// works on at once. At least 1.
	Concurrency int
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
