package endpoint

import (
	"fmt"
	"testing"
)

// Members that nobody looks at mustn't be what a server spends its time on.
func TestMembersOfTheBody(t *testing.T) {
	body := func(members int) []byte {
		text := []byte(`{"query": "{ __typename }"`)
		for i := range members - 1 {
			text = fmt.Appendf(text, `, "m%d": 1`, i)
		}
		return append(text, '}')
	}
	if _, err := parseBody(body(maxMembers), 5); err != nil {
		t.Errorf("%d members: %v", maxMembers, err)
	}
	if _, err := parseBody(body(maxMembers+1), 5); err == nil {
		t.Errorf("%d members are read", maxMembers+1)
	}
}
