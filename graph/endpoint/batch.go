package endpoint

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"zitadel-graphql/graph/problem"
)

// maxBatch is how many operations a list may have of which each is told that lists aren't supported.
const maxBatch = 20

// batchError refuses a body that is a list of operations, none of which is executed.
//
// A client that sends such lists expects one back, with an answer for each of its operations: of anything else Apollo's tells the
// program that it is no GraphQL, and keeps to itself why. So each operation gets the error.
type batchError struct {
	refusal *problem.Problem
	// operations is how many there are. It is 0 where the list is empty, or has more than maxBatch, or isn't one of objects: then
	// there is one error.
	operations int
}

// newBatchError returns the refusal of a body that begins as a list.
func newBatchError(body []byte) error {
	return &batchError{operations: countOperations(body), refusal: &problem.Problem{Code: problem.CodeBadRequest,
		Reason: problem.ReasonBatchNotSupported, Message: "The body is a list. Send one operation in each request."}}
}

// Error implements error.
func (e *batchError) Error() string { return e.refusal.Error() }

// Unwrap returns the problem.
func (e *batchError) Unwrap() error { return e.refusal }

// countOperations returns the number of objects in a list, and 0 where that isn't all that there is.
func countOperations(body []byte) int {
	tokens := jsontext.NewDecoder(bytes.NewReader(body))
	if _, err := tokens.ReadToken(); err != nil {
		return 0
	}
	count := 0
	for ; tokens.PeekKind() == '{'; count++ {
		if tokens.SkipValue() != nil || count == maxBatch {
			return 0
		}
	}
	if end, err := tokens.ReadToken(); err != nil || end.Kind() != ']' {
		return 0
	}
	if _, err := tokens.ReadToken(); !errors.Is(err, io.EOF) {
		return 0
	}
	return count
}

// forEachOperation has the response once for each operation of a list that is refused with err. It leaves other responses alone.
func (r httpResponse) forEachOperation(err error) httpResponse {
	batch, ok := errors.AsType[*batchError](err)
	if !ok || batch.operations == 0 {
		return r
	}
	all := bytes.Repeat(append(r.body.whole(), ','), batch.operations)
	all[len(all)-1] = ']'
	r.body, r.status = body{append([]byte("["), all...)}, http.StatusBadRequest // a list isn't what the newer media type's statuses are for
	return r
}
