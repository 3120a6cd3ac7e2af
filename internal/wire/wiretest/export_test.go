package wiretest

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
)

// CaseNames lists every case as "theme/case".
func CaseNames() []string { return caseNames() }

// CheckThrough runs one case and returns what it finds wrong. Only the case's own calls go through wrap, not those that
// prepare it, and a lagging read gets almost no patience.
func CheckThrough(ctx context.Context, target Target, name string, wrap func(grpc.ClientConnInterface) grpc.ClientConnInterface) (found, broken error) {
	s, _, err := open(ctx, target)
	if err != nil {
		return nil, err
	}
	r, known := caseNamed(name)
	if lacks := r.lacks(target); !known || len(lacks) > 0 {
		return nil, fmt.Errorf("case %q is unknown or lacks %v", name, lacks)
	}
	if err := s.clear(ctx); err != nil {
		return nil, err
	}
	s.patience = time.Millisecond
	s.target.Conn, s.target.OtherAuthority = wrap(target.Conn), wrap(target.OtherAuthority)
	return s.play(ctx, r.steps), nil
}

func caseNamed(name string) (row, bool) {
	for _, th := range themes() {
		for _, r := range th.rows {
			if th.name+"/"+r.name == name {
				return r, true
			}
		}
	}
	return row{}, false
}
