package endpoint

import (
	"mime"
	"strconv"
	"strings"

	"zitadel-graphql/graph/problem"
)

// The media types of https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types.
const (
	graphqlResponse = "application/graphql-response+json"
	plainJSON       = "application/json"
)

// negotiate chooses the response's media type by the values of the accept header. Where they have no preference it is
// application/json, which every client reads. The draft's text would have the newer type for a client without an accept header
// by now, and the draft's audit suite the older one.
func negotiate(accept []string) (string, error) {
	header := strings.Join(accept, ",")
	if strings.Trim(header, ", ") == "" {
		return plainJSON, nil
	}
	byName, plain := quality(header, graphqlResponse), quality(header, plainJSON, "application/*", "*/*")
	switch {
	case byName > 0 && byName >= plain:
		return graphqlResponse, nil
	case plain > 0:
		return plainJSON, nil
	case quality(header, graphqlResponse, "application/*", "*/*") > 0: // all is acceptable, application/json excepted
		return graphqlResponse, nil
	}
	return "", &problem.Problem{Code: problem.CodeNotAcceptable,
		Message: "The header accept allows neither " + graphqlResponse + " nor " + plainJSON + ". Accept one of them."}
}

// quality is the weight (RFC 9110, 12.4.2) of the first of the media ranges that an accept header has. The most specific has to
// be named first. It is 0 where the header has none of them, or refuses it.
func quality(accept string, ranges ...string) float64 {
	weights := map[string]float64{}
	for _, element := range listElements(accept) {
		mediaRange, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		if mediaRange == "*" { // as Java's HttpURLConnection and old browsers write */*
			mediaRange = "*/*"
		}
		weights[mediaRange] = 1
		if q, ok := parameters["q"]; ok {
			weights[mediaRange] = weight(q)
		}
	}
	for _, mediaRange := range ranges {
		if weight, ok := weights[mediaRange]; ok {
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
