package people

import (
	"cmp"
	"strconv"
	"strings"

	"zitadel-graphql/graph/problem"
)

// Position is a place in the order of people, by creation date and then id: behind one person and before the next. The zero value
// is the beginning. A position stays right while people come and go.
type Position struct {
	created int64 // in nanoseconds since 1970
	id      string
	// offset is where in ZITADEL's list somebody stood who was created before, so that a look can begin near there. 0 is the
	// list's beginning.
	offset uint64
}

// String writes the position in a form that ParsePosition reads.
func (p Position) String() string {
	return strconv.FormatInt(p.created, 36) + "." + strconv.FormatUint(p.offset, 36) + "." + p.id
}

// ParsePosition reads what String wrote. It refuses everything else with problem.ReasonPageInvalid.
func ParsePosition(text string) (Position, error) {
	created, rest, _ := strings.Cut(text, ".")
	offset, id, _ := strings.Cut(rest, ".")
	nanoseconds, errCreated := strconv.ParseInt(created, 36, 64)
	n, errOffset := strconv.ParseUint(offset, 36, 63)
	if errCreated != nil || errOffset != nil || id == "" {
		return Position{}, &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonPageInvalid,
			Message: "The argument after isn't a cursor of this list. Give one that this list has returned."}
	}
	return Position{nanoseconds, id, n}, nil
}

// compare orders positions as people are looked at. Where they were found in a list makes no difference.
func (p Position) compare(other Position) int {
	return cmp.Or(cmp.Compare(p.created, other.created), cmp.Compare(p.id, other.id))
}
