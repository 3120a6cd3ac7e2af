package graph_test

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/wire"
)

// oddBackend answers calls by chance: with values of an unknown newer ZITADEL, nothing where something has to be, texts of any kind, and
// failures and panics. A call with the same message has the same answer, until something is written.
type oddBackend struct {
	// choices decide all answers.
	choices []byte
	written atomic.Int64
}

var _ backend.Conn = (*oddBackend)(nil)

// Close implements backend.Conn.
func (*oddBackend) Close() error { return nil }

// Ready implements backend.Conn.
func (*oddBackend) Ready(context.Context) error { return nil }

// LastHealth implements backend.Conn.
func (*oddBackend) LastHealth() (healthy, known bool) { return true, true }

// BestEffort implements backend.Conn.
func (b *oddBackend) BestEffort() grpc.ClientConnInterface { return b }

// NewStream implements grpc.ClientConnInterface.
func (*oddBackend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

// Invoke implements grpc.ClientConnInterface.
func (b *oddBackend) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	chance := b.chanceOf(ctx, method, request.(proto.Message))
	if !wire.ReadOnly(method) {
		b.written.Add(1)
	}
	often := 2 + int(append(b.choices, 9)[0])%30 // how rare oddities are
	switch chance.IntN(often * 4) {
	case 0:
		panic("a panic of the backend")
	case 1, 2, 3, 4:
		code := codes.Code(1 + chance.IntN(16))
		return &wire.CallError{Method: method, Status: status.New(code, "odd é <&>"), Sent: chance.IntN(2) == 0, Answered: chance.IntN(2) == 0}
	}
	filler{chance, often, organizationOf(ctx)}.fill(reply.(proto.Message).ProtoReflect(), 0)
	return ctx.Err()
}

// chanceOf is the same for the same call after as many writes.
func (b *oddBackend) chanceOf(ctx context.Context, method string, request proto.Message) *rand.Rand {
	message, _ := proto.MarshalOptions{Deterministic: true}.Marshal(request) // of the program's own
	hash := fnv.New64a()
	for _, part := range [][]byte{b.choices, []byte(method), message, []byte(organizationOf(ctx)), {byte(b.written.Load())}} {
		hash.Write(part)
	}
	return rand.New(rand.NewPCG(hash.Sum64(), 1))
}

// organizationOf is the organization that a call names, or the caller's home.
func organizationOf(ctx context.Context) string {
	sent, _ := metadata.FromOutgoingContext(ctx)
	return strings.Join(append(sent.Get("x-zitadel-orgid"), "200000000000000001")[:1], "")
}

// filler fills messages with values, one in so many of which is odd.
type filler struct {
	*rand.Rand

	often        int
	organization string
}

func (f filler) isOdd() bool { return f.IntN(f.often) == 0 }

// deepest is how many messages are within one another.
const deepest = 5

func (f filler) fill(message protoreflect.Message, depth int) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		oneof := field.ContainingOneof()
		switch {
		case f.isOdd(), field.IsMap(), oneof != nil && message.WhichOneof(oneof) != nil && f.IntN(3) > 0:
		case field.IsList():
			list := message.Mutable(field).List()
			for range f.IntN(4) {
				if field.Message() == nil {
					list.Append(f.value(field))
				} else if depth < deepest {
					f.fill(list.AppendMutable().Message(), depth+1)
				}
			}
		case field.Message() == nil:
			message.Set(field, f.value(field))
		case depth < deepest:
			f.fill(message.Mutable(field).Message(), depth+1)
		}
	}
}

func (f filler) value(field protoreflect.FieldDescriptor) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(f.IntN(2) == 0)
	case protoreflect.EnumKind:
		values := field.Enum().Values()
		if f.isOdd() {
			return protoreflect.ValueOfEnum(protoreflect.EnumNumber(90 + f.IntN(3)))
		}
		return protoreflect.ValueOfEnum(values.Get(f.IntN(values.Len())).Number())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(f.text(string(field.Name())))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte{0, 255})
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(f.NormFloat64())
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(float32(f.NormFloat64()))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(uint64(f.number()))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(f.number()))
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(f.number()))
	default:
		return protoreflect.ValueOfInt64(f.number())
	}
}

// number is small for most; others are negative or as large as can be, seconds and nanoseconds of times and durations among them.
func (f filler) number() int64 {
	if f.isOdd() {
		return []int64{-1, -1 << 63, 1<<63 - 1, 1 << 40, -999_999_999}[f.IntN(5)]
	}
	return int64(f.IntN(50))
}

// text is the organization's id for most owners, since an answer about another one is refused.
func (f filler) text(name string) string {
	switch {
	case strings.Contains(name, "owner") && !f.isOdd():
		return f.organization
	case f.isOdd():
		return []string{"", strings.Repeat("long é ", 1000), "\"\\\b\f\n\r\t\x00\x1f\x7f", "<script>&amp;\u2028\u2029", "\u202e𝄞", token}[f.IntN(6)]
	default:
		return []string{"1", "2", "200000000000000002", "Anna", "org.policy.login.changed"}[f.IntN(5)]
	}
}
