package history

import (
	"strconv"
	"strings"

	"zitadel-graphql/graph/problem"
)

// Position is a place in the history of an organization, between two changes. The zero value is the beginning, before the newest
// one. A position stays where it is while new changes come: they are before it.
type Position struct {
	// Of each stream follow the events with a smaller sequence. 0 is a stream that isn't taken from yet, and for the instance's,
	// where the organization's has a position, one that the history goes on without.
	organization, instance uint64
}

// withoutInherited reports whether this is a place in a history that was begun without the instance's changes.
func (p Position) withoutInherited() bool { return p.organization > 0 && p.instance == 0 }

// Instance returns the sequence below which the instance's changes follow, which is all of a position in the instance's history.
func (p Position) Instance() uint64 { return p.instance }

// String writes the position in a form that ParsePosition reads.
func (p Position) String() string {
	text := strconv.FormatUint(p.organization, 10)
	if p.instance > 0 {
		text += "/" + strconv.FormatUint(p.instance, 10)
	}
	return text
}

// ParsePosition reads what String wrote. It refuses everything else with problem.ReasonPageInvalid.
func ParsePosition(text string) (Position, error) {
	first, second, both := strings.Cut(text, "/")
	position := Position{}
	var err, errSecond error
	position.organization, err = strconv.ParseUint(first, 10, 63)
	if both {
		position.instance, errSecond = strconv.ParseUint(second, 10, 63)
	}
	if err != nil || errSecond != nil {
		return Position{}, &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonPageInvalid,
			Message: "The argument after isn't a cursor of this list. Give one that this list has returned."}
	}
	return position, nil
}
