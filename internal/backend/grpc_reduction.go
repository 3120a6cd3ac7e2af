package backend

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	protocodec "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// decodeReduction has a reduced reply decoded by the contract's decoder. gRPC's own keeps what the message doesn't have as unknown
// fields.
func decodeReduction() grpc.CallOption {
	return grpc.ForceCodecV2(reductionCodec{encoding.GetCodecV2(protocodec.Name)})
}

// reductionCodec is gRPC's codec, but for the decoding of reduced replies. It may be used concurrently.
type reductionCodec struct{ encoding.CodecV2 }

// Unmarshal implements encoding.CodecV2.
func (c reductionCodec) Unmarshal(data mem.BufferSlice, reply any) error {
	message, ok := reply.(proto.Message)
	if !ok {
		return c.CodecV2.Unmarshal(data, reply)
	}
	buffer := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer buffer.Free()
	return wire.UnmarshalReply(buffer.ReadOnlyData(), message)
}
