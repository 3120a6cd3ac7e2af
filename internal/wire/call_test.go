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
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	optionsv2 "zitadel-graphql/internal/wire/zitadel/protoc_gen_zitadel/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	read  = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	write = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
)

// methods are all that the contract has.
func methods() []protoreflect.MethodDescriptor {
	var all []protoreflect.MethodDescriptor
	for _, file := range []protoreflect.FileDescriptor{
		adminv1.File_zitadel_admin_v1_admin_proto, authv1.File_zitadel_auth_v1_auth_proto,
		managementv1.File_zitadel_management_v1_management_proto, orgv2.File_zitadel_org_v2_org_proto,
	} {
		service := file.Services().Get(0).Methods()
		for i := range service.Len() {
			all = append(all, service.Get(i))
		}
	}
	return all
}

// permission is what a method demands, in the options of its service's version.
func permission(method protoreflect.MethodDescriptor) string {
	options, _ := method.Options().(*descriptorpb.MethodOptions)
	if v1, _ := proto.GetExtension(options, zitadelv1.E_AuthOption).(*zitadelv1.AuthOption); v1 != nil {
		return v1.GetPermission()
	}
	v2, _ := proto.GetExtension(options, optionsv2.E_Options).(*optionsv2.Options)
	return v2.GetAuthOption().GetPermission()
}

// A write that is taken for a read would be retried, or its failure reported as harmless.
func TestReadOnlyAgreesWithThePermission(t *testing.T) {
	for _, method := range methods() {
		permission := permission(method)
		want := permission == "" || permission == "authenticated" || strings.HasSuffix(permission, ".read")
		name := "/" + string(method.Parent().FullName()) + "/" + string(method.Name())
		if got := wire.ReadOnly(name); got != want {
			t.Errorf("ReadOnly(%s) = %t, but its permission is %q", name, got, permission)
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
