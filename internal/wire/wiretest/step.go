package wiretest

import (
	"context"
	"errors"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

const (
	// patience is how long a read that may lag gets to show a write.
	patience = 5 * time.Second
	// pollInterval lies between two tries of such a read.
	pollInterval = 25 * time.Millisecond
)

// step is one call, or several at once, and what is demanded of the replies.
type step struct {
	name  string
	needs []need
	do    func(context.Context, *suite) error
}

// want is a demand on a reply. It returns what is wrong with it.
type want func(*suite, reply) error

// must sends the call once; the reply has to satisfy every want. Only the links in a policy may lag behind the writes,
// wherever they are read: a read that shows others is repeated.
func (c call) must(wants ...want) step {
	return step{c.name, c.demands(), func(ctx context.Context, s *suite) error {
		err := s.check(ctx, c, wants)
		if _, late := errors.AsType[staleLinksError](err); !late {
			return err
		}
		return s.poll(func() error { return s.check(ctx, c, wants) })
	}}
}

// staleLinksError is the finding that a policy was read with other links than wanted.
type staleLinksError struct{ error }

// mustOrTrimmed sends the call once; what the reply has to be depends on whether the wire takes away the blanks around
// the values of headers.
func (c call) mustOrTrimmed(exact, trimmed want) step {
	return c.must(func(s *suite, r reply) error {
		if s.target.TrimsHeaders {
			return trimmed(s, r)
		}
		return exact(s, r)
	})
}

// eventually repeats a read that may lag behind the writes, until it satisfies every want or patience ends.
func (c call) eventually(wants ...want) step {
	return step{c.name, c.demands(), func(ctx context.Context, s *suite) error {
		return s.poll(func() error { return s.check(ctx, c, wants) })
	}}
}

// poll tries until it succeeds or patience ends.
func (s *suite) poll(try func() error) error {
	late := time.After(s.patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-late:
			return err
		case <-time.After(pollInterval):
		}
	}
}

// each makes a step of every call.
func each(calls []call, demand func(call) step) []step {
	return over(calls, func(c call) []step { return []step{demand(c)} })
}

// over makes the steps of every item, one item after the other.
func over[T any](items []T, of func(T) []step) []step {
	parts := make([][]step, len(items))
	for i, item := range items {
		parts[i] = of(item)
	}
	return slices.Concat(parts...)
}

// check sends the call, and returns what is wrong with the reply.
func (s *suite) check(ctx context.Context, c call, wants []want) error {
	r := s.send(ctx, c)
	for _, w := range wants {
		if err := w(s, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) send(ctx context.Context, c call) reply {
	role := c.role
	if role == "" {
		role = s.target.defaultRole()
	}
	md := metadata.MD{}
	for key, values := range c.metadata {
		md.Append(key, s.target.fill(role, values)...)
	}
	r := reply{level: c.level}
	r.message, r.err = c.send(metadata.NewOutgoingContext(ctx, md), s, s.conn(c), grpc.Header(&r.header))
	return r
}

func (s *suite) conn(c call) grpc.ClientConnInterface {
	if c.wrongHost {
		return s.target.OtherAuthority
	}
	return s.target.Conn
}
