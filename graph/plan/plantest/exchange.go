package plantest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Exchange is all that one request left behind. What differs between two requests that are the same is taken out of it: ids that are
// random, the order of what happens side by side, and what the stack of a panic says of the code.
type Exchange struct {
	Status int
	Header http.Header
	Body   string
	// Log and AccessLog are their lines, at the level debug. Audit has the lines of the audit trail, in the order of their writing for each
	// field.
	Log, AccessLog, Audit []string
	// Calls are those of the backend: within which operation, how much time was left, which metadata and which message.
	Calls []string
	// Observed is what the observers of requests, operations and calls were told, of which spans and metrics are made.
	Observed []string
}

// WithoutCalls returns the exchange without what depends on calls of the backend, of which some requests make more or fewer by chance.
func (e *Exchange) WithoutCalls() *Exchange {
	less := *e
	less.Log, less.Calls, less.Observed, less.AccessLog = nil, nil, nil, nil
	return &less
}

// part is one kind of things that a request leaves behind.
type part struct {
	name  string
	lines []string
}

func (e *Exchange) parts() []part {
	return []part{
		{"status", []string{strconv.Itoa(e.Status)}},
		{"header", sortedValues(e.Header)},
		{"body", []string{e.Body}},
		{"log", e.Log},
		{"access log", e.AccessLog},
		{"audit trail", e.Audit},
		{"calls", e.Calls},
		{"observers", e.Observed},
	}
}

// Differences says what is different in the exchange of the same request with plans. There is none where both are the same.
func Differences(byGqlgen, byPlan *Exchange) []string {
	var found []string
	ofPlan := byPlan.parts()
	for i, of := range byGqlgen.parts() {
		missing, added := without(of.lines, ofPlan[i].lines), without(ofPlan[i].lines, of.lines)
		switch {
		case len(missing)+len(added) > 0:
			found = append(found, fmt.Sprintf("%s\n\tof gqlgen's code only: %s\n\tof the plan only:      %s", of.name,
				strings.Join(missing, "\n\t\t"), strings.Join(added, "\n\t\t")))
		case !slices.Equal(of.lines, ofPlan[i].lines):
			found = append(found, fmt.Sprintf("%s, in another order\n\tof gqlgen's code: %s\n\tof the plan:      %s", of.name,
				strings.Join(of.lines, "\n\t\t"), strings.Join(ofPlan[i].lines, "\n\t\t")))
		}
	}
	return found
}

// without returns the lines that others lack, each as often as they lack it.
func without(all, others []string) []string {
	left := slices.Clone(others)
	return slices.DeleteFunc(slices.Clone(all), func(line string) bool {
		i := slices.Index(left, line)
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
		}
		return i >= 0
	})
}

func (e *Exchange) normalise(response *http.Response) {
	e.Body = sortErrors(e.Body)
	e.Header = e.Header.Clone()
	e.Header.Del("Content-Length") // of a body in which a random id has any length
	for _, lines := range []*[]string{&e.Log, &e.AccessLog, &e.Audit, &e.Calls, &e.Observed} {
		for i, line := range *lines {
			(*lines)[i] = withoutStack(sortedCodes(line))
		}
	}
	if id := response.Header.Get("X-Request-Id"); id != response.Request.Header.Get("X-Request-Id") {
		e.replace(id, "THE-REQUEST-ID")
	}
	e.Log = apartFromFields(e.Log)
	e.withoutWho()
	e.Audit = numberPairs(e.Audit)
	for _, lines := range [][]string{e.Log, e.Calls, e.Observed} {
		slices.Sort(lines)
	}
}

// replace puts a name in the place of a random id.
func (e *Exchange) replace(id, name string) {
	if id == "" {
		return
	}
	e.Body = strings.ReplaceAll(e.Body, id, name)
	e.Header.Set("X-Request-Id", name)
	for _, lines := range [][]string{e.Log, e.AccessLog, e.Audit, e.Calls, e.Observed} {
		for i, line := range lines {
			lines[i] = strings.ReplaceAll(line, id, name)
		}
	}
}

// sortErrors orders a response's errors by their paths. Those of a query's fields, which are resolved side by side, come in any order.
func sortErrors(body string) string {
	var response struct {
		Errors json.RawMessage `json:"errors"`
	}
	var errs []json.RawMessage
	if json.Unmarshal([]byte(body), &response) != nil || json.Unmarshal(response.Errors, &errs) != nil || len(errs) < 2 {
		return body
	}
	slices.SortStableFunc(errs, func(a, b json.RawMessage) int {
		return cmp.Or(cmp.Compare(pathOf(a), pathOf(b)), cmp.Compare(string(a), string(b)))
	})
	sorted, err := json.Marshal(errs)
	if err != nil {
		return body
	}
	return strings.Replace(body, string(response.Errors), string(sorted), 1)
}

func pathOf(found json.RawMessage) string {
	var e struct {
		Path json.RawMessage `json:"path"`
	}
	_ = json.Unmarshal(found, &e) // what isn't an error of GraphQL has no path
	return string(e.Path)
}

var codeLists = regexp.MustCompile(`"(codes|reasons)":\[([^\]]*)\]`)

// sortedCodes orders the codes and the reasons of a line of the access log, which are in the order of the errors.
func sortedCodes(line string) string {
	return codeLists.ReplaceAllStringFunc(line, func(list string) string {
		parts := codeLists.FindStringSubmatch(list)
		words := strings.Split(parts[2], ",")
		slices.Sort(words)
		return fmt.Sprintf(`"%s":[%s]`, parts[1], strings.Join(words, ","))
	})
}

var stack = regexp.MustCompile(`goroutine \d+ \[.*`)

// withoutStack takes out of a line what follows a panic's text: the stack has the names of the functions.
func withoutStack(line string) string { return stack.ReplaceAllString(line, "<stack>") }

var sharedPanic = regexp.MustCompile(`^(.*"path":"[^"]*"),("error":"(?:panic: |[^"]*didn't return).*)$`)

// apartFromFields makes two lines of each about a panic of a call that fields may share: of the field and of the error. The field that asked
// first is told of the panic and the others that the call didn't return, and which was first is up to the scheduler.
func apartFromFields(lines []string) (apart []string) {
	for _, line := range lines {
		if parts := sharedPanic.FindStringSubmatch(line); parts != nil {
			apart = append(apart, parts[1], parts[2])
		} else {
			apart = append(apart, line)
		}
	}
	return apart
}

var pairID = regexp.MustCompile(`"pairId":"([^"]*)"`)

// numberPairs gives the pairs of the audit trail numbers in place of random ids. The lines of each field, and of each person, keep their
// order; the others have none, since many people are written to side by side.
func numberPairs(audit []string) []string {
	var numbers []string
	slices.SortStableFunc(audit, func(a, b string) int { return cmp.Compare(subject(a), subject(b)) })
	for i, line := range audit {
		audit[i] = pairID.ReplaceAllStringFunc(line, func(id string) string {
			number := slices.Index(numbers, id)
			if number < 0 {
				number = len(numbers)
				numbers = append(numbers, id)
			}
			return fmt.Sprintf(`"pairId":"<%d>"`, number+1)
		})
	}
	return audit
}

var (
	who          = regexp.MustCompile(`"who":"[^"]*","whoBy":"(token|unknown)"`)
	backendCalls = regexp.MustCompile(`"backendCalls":\d+`)
)

// withoutWho takes out who the caller is where a mutation ends without an intent. The auditor asks beside the mutation, and only an intent
// waits for the answer: an outcome comes with it, without it, or even before it was asked for.
func (e *Exchange) withoutWho() {
	intents, waited := map[string]bool{}, true
	for i, line := range e.Audit {
		pair := pairID.FindString(line)
		if strings.Contains(line, `"audit":"intent"`) {
			intents[pair] = true
		}
		if !intents[pair] {
			waited = false
			e.Audit[i] = who.ReplaceAllString(line, `"who":"ANYBODY"`)
		}
	}
	if waited {
		return
	}
	asksWho := func(line string) bool { return strings.Contains(line, whoMethod) }
	e.Calls, e.Observed = slices.DeleteFunc(e.Calls, asksWho), slices.DeleteFunc(e.Observed, asksWho)
	for i, line := range e.AccessLog {
		e.AccessLog[i] = backendCalls.ReplaceAllString(line, `"backendCalls":"ANY"`)
	}
}

// subject is what a line of the audit trail is about.
func subject(line string) string {
	var about struct {
		Path          string `json:"path"`
		UserID        string `json:"userId"`
		SecurityKeyID string `json:"securityKeyId"`
	}
	_ = json.Unmarshal([]byte(line), &about) // a line that can't be read is about nothing
	return strings.Join([]string{about.Path, about.UserID, about.SecurityKeyID}, " ")
}
