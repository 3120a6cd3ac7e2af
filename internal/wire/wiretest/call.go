package wiretest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
)

const (
	orgKey      = "x-zitadel-orgid"
	authKey     = "authorization"
	languageKey = "accept-language"
)

// call is one request, who sends it and with which metadata. Its methods return altered copies.
type call struct {
	name      string
	level     level // whose writes the reply is about
	role      Role  // "" is the target's default role
	metadata  metadata.MD
	wrongHost bool
	needs     []need
	send      func(context.Context, *suite, grpc.ClientConnInterface, ...grpc.CallOption) (proto.Message, error)
}

// reply is a call's result, error or not.
type reply struct {
	level   level
	message proto.Message
	header  metadata.MD
	err     error
}

// newCall makes the call of one method of a service. The request's texts may hold placeholders for the target's values.
func newCall[C any, Req, Res proto.Message](
	name string,
	connect func(grpc.ClientConnInterface) C,
	method func(C, context.Context, Req, ...grpc.CallOption) (Res, error),
	request func(*suite) Req,
) call {
	return call{
		name:     name,
		metadata: metadata.MD{authKey: {"Bearer {token}"}, orgKey: {"{org}"}},
		needs:    needsIn(name),
		send: func(ctx context.Context, s *suite, cc grpc.ClientConnInterface, opts ...grpc.CallOption) (proto.Message, error) {
			filled := proto.CloneOf(request(s))
			s.target.fillMessage(filled.ProtoReflect())
			return method(connect(cc), ctx, filled, opts...)
		},
	}
}

func fixed[Req proto.Message](request Req) func(*suite) Req {
	return func(*suite) Req { return request }
}

// as sends the call with the role's token.
func (c call) as(role Role) call {
	c.role = role
	c.name = fmt.Sprintf("%s as %s", c.name, role)
	return c
}

// in sends the call with these values of the organization header; none leaves the header out.
func (c call) in(values ...string) call {
	c.needs = append(slices.Clip(c.needs), needsIn(strings.Join(values, " "))...)
	return c.with(orgKey, values...)
}

// authorized sends the call with these values in place of the token's; none leaves the header out.
func (c call) authorized(values ...string) call {
	if !strings.Contains(strings.Join(values, " "), "{token}") {
		c.role = ""
	}
	return c.with(authKey, values...)
}

// saying sends the call with this language preference.
func (c call) saying(language string) call { return c.with(languageKey, language) }

// elsewhere sends the call under an authority that is no instance.
func (c call) elsewhere() call {
	c.wrongHost = true
	c.name += " under another authority"
	return c.needing(otherAuthority())
}

func (c call) with(key string, values ...string) call {
	c.metadata = maps.Clone(c.metadata)
	c.metadata[key] = values
	c.name = fmt.Sprintf("%s with %s %q", c.name, key, values)
	return c
}

func (c call) needing(n need) call {
	c.needs = append(slices.Clip(c.needs), n)
	return c
}

// demands is every value that the target must have for the call.
func (c call) demands() []need {
	if c.role == "" {
		return c.needs
	}
	return append(slices.Clip(c.needs), token(c.role))
}
