package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	// patience is how long a read that may lag gets to show a write.
	patience = 5 * time.Second
	// pause lies between two looks at such a read.
	pause = 25 * time.Millisecond
)

// step is one call, or several at once, and what must come of it.
type step struct {
	name  string
	needs []need
	do    func(context.Context, *scene) error
}

// want judges a reply; it returns what is wrong with it.
type want func(*scene, reply) error

// scene is one case while it runs.
type scene struct {
	target   Target
	patience time.Duration
	// initial is the instance's policy as the case found it.
	initial *policyv1.LoginPolicy
	// original is what the run found at the instance and has to restore; altered tells that a case rewrote it.
	original instanceSettings
	altered  bool
	ledgers  [levels]ledger
}

// must sends the call once; the reply has to satisfy every want. Only the links in a policy may lag behind the writes,
// wherever they are read: a read that shows others is repeated.
func (c call) must(wants ...want) step {
	return step{c.name, c.demands(), func(ctx context.Context, s *scene) error {
		err := s.judge(ctx, c, wants)
		if _, late := errors.AsType[otherLinksError](err); !late {
			return err
		}
		return s.poll(func() error { return s.judge(ctx, c, wants) })
	}}
}

// otherLinksError tells that a policy was read with other links than wanted.
type otherLinksError struct{ error }

// mustOrTrimmed sends the call once; what the reply has to be depends on whether the wire takes away the blanks around
// the values of headers.
func (c call) mustOrTrimmed(exact, trimmed want) step {
	return c.must(func(s *scene, r reply) error {
		if s.target.Trims {
			return trimmed(s, r)
		}
		return exact(s, r)
	})
}

// eventually repeats a read that may lag behind the writes, until it satisfies every want or patience ends.
func (c call) eventually(wants ...want) step {
	return step{c.name, c.demands(), func(ctx context.Context, s *scene) error {
		return s.poll(func() error { return s.judge(ctx, c, wants) })
	}}
}

// poll tries until it succeeds or patience ends.
func (s *scene) poll(try func() error) error {
	late := time.After(s.patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-late:
			return err
		case <-time.After(pause):
		}
	}
}

// each makes one step of every call.
func each(calls []call, judged func(call) step) []step {
	return over(calls, func(c call) []step { return []step{judged(c)} })
}

// over makes the steps of every item, one item after the other.
func over[T any](items []T, of func(T) []step) []step {
	parts := make([][]step, len(items))
	for i, item := range items {
		parts[i] = of(item)
	}
	return slices.Concat(parts...)
}

func (s *scene) judge(ctx context.Context, c call, wants []want) error {
	r := s.send(ctx, c)
	for _, w := range wants {
		if err := w(s, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) send(ctx context.Context, c call) reply {
	role := c.role
	if role == "" {
		role = s.target.driver()
	}
	md := metadata.MD{}
	for key, values := range c.metadata {
		md.Append(key, s.target.fill(role, values)...)
	}
	r := reply{level: c.level}
	r.message, r.err = c.send(metadata.NewOutgoingContext(ctx, md), s, s.conn(c), grpc.Header(&r.header))
	return r
}

func (s *scene) conn(c call) grpc.ClientConnInterface {
	if c.wrongHost {
		return s.target.OtherAuthority
	}
	return s.target.Conn
}

// play runs the steps up to the first that fails.
func (s *scene) play(ctx context.Context, steps []step) error {
	for i, st := range steps {
		if err := st.do(ctx, s); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, st.name, err)
		}
	}
	return nil
}

// clear brings the organization to the state every case starts from: it inherits, has no factor of its own and no
// phantom, and the sequence of its last write is known.
func (s *scene) clear(ctx context.Context) error {
	s.ledgers[ofOrg] = ledger{}
	steps := slices.Concat(
		[]step{resetPolicy().must(either(succeeds(), policyNotResettable()))},
		eachSecond(func(f policyv1.SecondFactorType) step {
			return removeSecond(f).must(either(succeeds(), secondNotThere()))
		}),
		[]step{
			removeMulti(passkey).must(either(succeeds(), multiNotThere())),
			addSecond(otp).must(added(1)),
			removeSecond(otp).must(changed()),
		},
	)
	if err := s.play(ctx, steps); err != nil {
		return fmt.Errorf("bring organization %s to the starting state: %w", s.target.Own, err)
	}
	return nil
}

// read returns the policy in force.
func (s *scene) read(ctx context.Context) (*policyv1.LoginPolicy, error) {
	r := s.send(ctx, getPolicy())
	if r.err != nil {
		return nil, fmt.Errorf("read the policy of organization %s: %w", s.target.Own, r.err)
	}
	return r.message.(*managementv1.GetLoginPolicyResponse).GetPolicy(), nil
}

// restore gives the organization the policy back that it had before the run.
func (s *scene) restore(ctx context.Context, before *policyv1.LoginPolicy) error {
	if err := s.clear(ctx); err != nil {
		return err
	}
	if before.GetIsDefault() {
		return nil
	}
	return s.play(ctx, []step{addPolicyLike(copyOf(before)).must(succeeds())})
}
