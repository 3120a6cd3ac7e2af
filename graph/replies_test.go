package graph_test

import (
	"context"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

// keptReplies passes calls on, and keeps the reply of each with a copy of how it came.
type keptReplies struct {
	grpc.ClientConnInterface

	mu   sync.Mutex
	kept []keptReply
}

type keptReply struct {
	method      string
	reply, came proto.Message
}

// Invoke implements grpc.ClientConnInterface.
func (k *keptReplies) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	if err := k.ClientConnInterface.Invoke(ctx, method, request, reply, options...); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if message, ok := reply.(proto.Message); ok {
		k.kept = append(k.kept, keptReply{method, message, proto.Clone(message)})
	}
	return nil
}

// expectUnchanged prevents that a field changes a reply, which graph/calls shares between the fields of a query: others might be
// reading it, or would get it changed.
func (k *keptReplies) expectUnchanged(t *testing.T) {
	t.Helper()
	for _, each := range k.kept {
		if !proto.Equal(each.reply, each.came) {
			t.Errorf("a reply of %s was changed from\n%v to\n%v", each.method, each.came, each.reply)
		}
	}
}
