package problem

// UnknownOutcomeError is a failure before which something was written, or may have been. It makes a mutation's outcome UNKNOWN,
// whatever Err means by itself, and adds to the caller's message what is known about the write.
type UnknownOutcomeError struct {
	// Err is the failure.
	Err error
	// Written is a sentence on what was written before the failure. The caller is told it before the failure's own message.
	Written string
	// Seen is a sentence on what a look after the failure showed. The caller is told it after the failure's own message.
	Seen string
	// Look is the failure of that look, for the log.
	Look error
}

var _ error = (*UnknownOutcomeError)(nil)

// Error returns the text for the log: the failure, with everything that is known about the write.
func (e *UnknownOutcomeError) Error() string {
	text := e.Err.Error()
	if e.Written != "" {
		text = e.Written + " " + text
	}
	if e.Seen != "" {
		text += ": " + e.Seen
	}
	if e.Look != nil {
		text += ": " + e.Look.Error()
	}
	return text
}

// Unwrap returns the failure.
func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// addTo returns a copy of Err's problem, with what is known about the write in its message.
func (e *UnknownOutcomeError) addTo(failure *Problem) *Problem {
	open := failure.AfterWrite()
	if e.Written != "" {
		open.Message = e.Written + " " + open.Message
	}
	if e.Seen != "" {
		open.Message += " " + e.Seen
	}
	return open
}
