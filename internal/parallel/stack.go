package parallel

import "runtime"

// callStack is more than the frames of a call of the backend take up, from the goroutine's first function down to gRPC's framer.
const callStack = 8 << 10

// GrowStack makes room on the stack of a goroutine that was just begun, for a call of the backend. Go would make it by itself, but not
// before one of gRPC's innermost functions needs it, and then it has dozens of frames to copy: a query of fifty policies took a sixth
// longer.
//
//go:noinline
func GrowStack() {
	var room [callStack]byte
	runtime.KeepAlive(&room)
}
