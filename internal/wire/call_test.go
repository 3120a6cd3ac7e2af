package wire_test

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	read  = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	write = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
)

func methods() []protoreflect.MethodDescriptor {
	var all []protoreflect.MethodDescriptor
	services := managementv1.File_zitadel_management_v1_management_proto.Services()
	for i := range services.Len() {
		for j := range services.Get(i).Methods().Len() {
			all = append(all, services.Get(i).Methods().Get(j))
		}
	}
	return all
}

// A write that is taken for a read would be retried, or its failure reported as harmless.
func TestReadOnlyAgreesWithThePermission(t *testing.T) {
	for _, method := range methods() {
		options, _ := method.Options().(*descriptorpb.MethodOptions)
		auth, _ := proto.GetExtension(options, zitadelv1.E_AuthOption).(*zitadelv1.AuthOption)
		want := auth.GetPermission() == "" || strings.HasSuffix(auth.GetPermission(), ".read")
		name := "/" + string(method.Parent().FullName()) + "/" + string(method.Name())
		if got := wire.ReadOnly(name); got != want {
			t.Errorf("ReadOnly(%s) = %t, but its permission is %q", name, got, auth.GetPermission())
		}
	}
	for _, name := range []string{"/zitadel.management.v1.ManagementService/NoSuchMethod", "", "/", "/a.b/c",
		"/zitadel.management.v1.GetLoginPolicyRequest"} {
		if wire.ReadOnly(name) {
			t.Errorf("%q, which the contract doesn't have, is taken for a read", name)
		}
	}
}

// NOT_EXECUTED is a promise: it must never be made for a write whose fate isn't known.
func TestMayHaveWritten(t *testing.T) {
	certain := map[codes.Code]bool{
		codes.InvalidArgument: true, codes.NotFound: true, codes.AlreadyExists: true, codes.PermissionDenied: true,
		codes.ResourceExhausted: true, codes.FailedPrecondition: true, codes.Aborted: true, codes.OutOfRange: true,
		codes.Unimplemented: true, codes.Unauthenticated: true,
	}
	for code := codes.OK; code <= codes.Unauthenticated+1; code++ {
		for _, c := range []struct {
			method         string
			sent, answered bool
			want           bool
		}{
			{read, true, true, false},
			{read, true, false, false},
			{write, false, false, false},
			{write, true, false, true},
			{write, true, true, !certain[code]},
			{"/unknown.Service/Method", true, false, true},
		} {
			call := &wire.CallError{Method: c.method, Status: status.New(code, ""), Sent: c.sent, Answered: c.answered}
			if got := call.MayHaveWritten(); got != c.want {
				t.Errorf("%s, %s, sent %t, answered %t: MayHaveWritten = %t", c.method, code, c.sent, c.answered, got)
			}
		}
	}
}

// ZITADEL's id is found among other details, and isn't invented where there is none.
func TestDetail(t *testing.T) {
	with, err := status.New(codes.NotFound, "text (id)").WithDetails(&zitadelv1.ObjectDetails{}, &zitadelv1.ErrorDetail{Id: "id"})
	if err != nil {
		t.Fatal(err)
	}
	if got := (&wire.CallError{Status: with}).Detail().GetId(); got != "id" {
		t.Errorf("the id is %q", got)
	}
	if got := (&wire.CallError{Status: status.New(codes.NotFound, "text")}).Detail(); got != nil {
		t.Errorf("a status without details has %v", got)
	}
}
