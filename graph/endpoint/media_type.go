package endpoint

import (
	"errors"
	"mime"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// The media types of https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types, and that of server-sent events.
const (
	graphqlResponse = "application/graphql-response+json"
	plainJSON       = "application/json"
	eventStream     = "text/event-stream"
)

// acceptable is what a request's accept header allows.
type acceptable struct {
	// json is the media type of a response in JSON. It is application/json too where the header allows neither of the two.
	json string
	// jsonWeight is the weight of JSON, and eventsWeight that of text/event-stream. 0 refuses it.
	jsonWeight, eventsWeight float64
}

// negotiate reads the values of the accept header. Where they have no preference JSON is application/json, which every client
// reads. The draft's text would have the newer type for a client without an accept header by now, and the draft's audit suite
// the older one. Events have to be asked for by name: a client that accepts anything expects one answer, and not a stream.
func negotiate(accept []string) (acceptable, error) {
	header := strings.Join(accept, ",")
	switch header { // those of the usual clients needn't be parsed
	case plainJSON, "*/*":
		return acceptable{json: plainJSON, jsonWeight: 1}, nil
	case graphqlResponse:
		return acceptable{json: graphqlResponse, jsonWeight: 1}, nil
	}
	if strings.Trim(header, ", ") == "" {
		return acceptable{json: plainJSON, jsonWeight: 1}, nil
	}
	ranges := weightsOf(header)
	byName, plain := ranges.quality(graphqlResponse), ranges.quality(plainJSON, "application/*", "*/*")
	wild := ranges.quality(graphqlResponse, "application/*", "*/*") // above 0 where all is acceptable, application/json excepted
	events := ranges.quality(eventStream)
	switch {
	case byName > 0 && byName >= plain:
		return acceptable{graphqlResponse, byName, events}, nil
	case plain > 0:
		return acceptable{plainJSON, plain, events}, nil
	case wild > 0:
		return acceptable{graphqlResponse, wild, events}, nil
	case events > 0:
		return acceptable{plainJSON, 0, events}, nil
	}
	return acceptable{json: plainJSON}, &problem.Problem{Code: problem.CodeNotAcceptable,
		Message: "The header accept allows neither " + graphqlResponse + " nor " + plainJSON + ". Accept one of them."}
}

// forResult returns the media type of the result of a query or a mutation. A client that lists events beside JSON, as urql does,
// gets JSON unless it prefers events.
func (a acceptable) forResult() string {
	if a.eventsWeight > a.jsonWeight {
		return eventStream
	}
	return a.json
}

// forRefusal returns the media type of a response to a request that isn't executed. It is JSON, with a status, wherever the
// client accepts that.
//
// To a client of GraphQL over SSE, which accepts nothing but events, what is wrong with the document is told by an event, as that
// protocol demands: graphql-sse, and Apollo's and urql's links that are built on it, show such errors at once, and of another
// status they show its number alone, after they have tried again for a minute. That is the right thing for a refusal that isn't
// about the document, such as of too many streams; so those keep their statuses, and say why in JSON, which no header forbids
// an error to do.
func (a acceptable) forRefusal(first *gqlerror.Error) string {
	found, ok := errors.AsType[*problem.Problem](first)
	if a.jsonWeight == 0 && ok && aboutDocument(found) {
		return eventStream
	}
	return a.json
}

// weights are the weights (RFC 9110, 12.4.2) of the media ranges that an accept header has.
type weights map[string]float64

func weightsOf(accept string) weights {
	found := weights{}
	for _, element := range listElements(accept) {
		mediaRange, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		if mediaRange == "*" { // as Java's HttpURLConnection and old browsers write */*
			mediaRange = "*/*"
		}
		found[mediaRange] = 1
		if q, ok := parameters["q"]; ok {
			found[mediaRange] = weight(q)
		}
	}
	return found
}

// quality is the weight of the first of the ranges that the header has. The most specific has to be named first. It is 0 where the header
// has none of them, or refuses it.
func (w weights) quality(ranges ...string) float64 {
	for _, mediaRange := range ranges {
		if weight, ok := w[mediaRange]; ok {
			return weight
		}
	}
	return 0
}

// weight reads a q parameter. One that can't be read is 0, as if the client hadn't named the media range.
func weight(q string) float64 {
	parsed, err := strconv.ParseFloat(q, 64)
	if err != nil || !(parsed >= 0 && parsed <= 1) { // NaN is neither
		return 0
	}
	return parsed
}

// listElements are the elements of a header that is a list. A comma in quotes belongs to its element.
func listElements(header string) []string {
	quoted := false
	return strings.FieldsFunc(header, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
}
