package problem

// UnknownOutcomeError is a failure that leaves a write open: something was written, or may have been, before it arose. It
// makes a mutation's outcome UNKNOWN, whatever Err means by itself, and tells the caller what is known about the write.
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

// Error is for the log.
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

// addTo adds to the failure's problem what is known about the write.
func (e *UnknownOutcomeError) addTo(failure *Problem) *Problem {
	told := failure.AfterWrite()
	if e.Written != "" {
		told.Message = e.Written + " " + told.Message
	}
	if e.Seen != "" {
		told.Message += " " + e.Seen
	}
	return told
}
