package wiretest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
)

// CaseNames lists every case as "group/case".
func CaseNames() []string { return caseNames() }

// CheckThrough runs one case and returns its finding. Only the case's own calls go through wrap, not those that
// prepare it, and a lagging read gets almost no patience.
func CheckThrough(ctx context.Context, target Target, name string, wrap func(grpc.ClientConnInterface) grpc.ClientConnInterface) (found, broken error) {
	s, _, err := open(ctx, target)
	if err != nil {
		return nil, err
	}
	c, known := casesByName()[name]
	if lacks := c.lacks(target); !known || len(lacks) > 0 {
		return nil, fmt.Errorf("case %q is unknown or lacks %v", name, lacks)
	}
	if err := s.prepare(ctx, c); err != nil {
		return nil, err
	}
	s.patience = time.Millisecond
	s.target.Conn, s.target.OtherAuthority = wrap(target.Conn), wrap(target.OtherAuthority)
	found = s.runSteps(ctx, c.steps)
	s.patience, s.target = patience, target
	return found, s.restoreInstance(ctx)
}

// casesByName are made once: a check of one case is quicker than making them all.
var casesByName = sync.OnceValue(func() map[string]testCase {
	all := map[string]testCase{}
	for _, g := range groups() {
		for _, c := range g.cases {
			all[g.name+"/"+c.name] = c
		}
	}
	return all
})
