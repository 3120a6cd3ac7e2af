package backend

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

func jsonResponse(httpStatus int) *http.Response {
	return &http.Response{StatusCode: httpStatus, Header: http.Header{"Content-Type": {"application/json"}}}
}

// The code of a failure is the body's, and the HTTP status speaks only where the body is no status.
func TestRESTStatus(t *testing.T) {
	const detail = `{"@type":"type.googleapis.com/zitadel.v1.ErrorDetail","id":"Org-3M9od","message":"m","new":1}`
	for body, want := range map[string]struct {
		http     int
		code     codes.Code
		answered bool
		id       string
		details  int
	}{
		`{"code":9,"message":"m (Org-3M9od)","details":[` + detail + `]}`:                      {400, codes.FailedPrecondition, true, "Org-3M9od", 1},
		`{"code":5,"message":"Not Found"}`:                                                     {404, codes.NotFound, true, "", 0},
		`{"code":5,"message":"Not Found","details":[]}`:                                        {404, codes.NotFound, true, "", 0},
		`{"code":12,"message":"Method Not Allowed"}`:                                           {405, codes.Unimplemented, true, "", 0},
		`{"code":3,"message":"type mismatch, parameter: type"}`:                                {400, codes.InvalidArgument, true, "", 0},
		`{"code":99,"message":"?"}`:                                                            {500, 99, true, "", 0},
		`{"code":5,"details":[{"@type":"type.googleapis.com/a.B","x":{}},` + detail + `]}`:     {404, codes.NotFound, true, "Org-3M9od", 2},
		`{"code":5,"details":[{"@type":"type.googleapis.com/zitadel.v1.ErrorDetail","id":7}]}`: {404, codes.NotFound, true, "", 1},
		`{"code":5,"details":[{"id":7},"x",null,{"@type":7}]}`:                                 {404, codes.NotFound, true, "", 0},
		`{"code":404,"message":"a proxy's"}`:                                                   {404, codes.Unimplemented, false, "", 0},
		`{"code":"not_found","message":"a Connect server's"}`:                                  {404, codes.Unimplemented, false, "", 0},
		`{"code":5,"message":"a proxy's: upstream reset"}`:                                     {502, codes.Unavailable, false, "", 0},
		`{"code":7,"message":"a proxy's: upstream timeout"}`:                                   {504, codes.Unavailable, false, "", 0},
		`{"code":14,"message":"Server closed"}`:                                                {503, codes.Unavailable, true, "", 0},
		`{"code":4,"message":"context deadline exceeded"}`:                                     {504, codes.DeadlineExceeded, true, "", 0},
		`{"code":0}`:         {503, codes.Unavailable, false, "", 0},
		`{"code":-1}`:        {502, codes.Unavailable, false, "", 0},
		`{"error":"closed"}`: {503, codes.Unavailable, false, "", 0},
		`<html>`:             {502, codes.Unavailable, false, "", 0},
		``:                   {500, codes.Unknown, false, "", 0},
		`[]`:                 {403, codes.PermissionDenied, false, "", 0},
		`null`:               {401, codes.Unauthenticated, false, "", 0},
	} {
		st, _, answered := (&rest{}).reply(jsonResponse(want.http), []byte(body), &managementv1.HealthzResponse{})
		call := &wire.CallError{Status: st}
		if st.Code() != want.code || answered != want.answered || call.Detail().GetId() != want.id || len(st.Proto().GetDetails()) != want.details {
			t.Errorf("%d %s came to %v, answered %t, details %v", want.http, body, st, answered, st.Proto().GetDetails())
		}
	}
}

// A name of a newer server reads as an unknown number does on the other wires: it stays in its list, and is no known value.
func TestUnknownEnumNames(t *testing.T) {
	body := `{"policy":{"secondFactors":["SECOND_FACTOR_TYPE_U2F","SECOND_FACTOR_TYPE_NEW","SECOND_FACTOR_TYPE_OTP",1],
		"multi_factors":["MULTI_FACTOR_TYPE_NEW"],"passwordlessType":"PASSWORDLESS_TYPE_NEW","allowRegister":true,
		"details":{"sequence":"18446744073709551615"},"passwordCheckLifetime":"864000s","brandNew":{"a":["b"]}},"isDefault":true}`
	var reply managementv1.GetLoginPolicyResponse
	st, _, _ := (&rest{}).reply(jsonResponse(200), []byte(body), &reply)
	if st.Code() != codes.OK {
		t.Fatal(st)
	}
	policy := reply.GetPolicy()
	if got := policy.GetSecondFactors(); len(got) != 4 || got[0] != 2 || got[1] != -1 || got[2] != 1 || got[3] != 1 {
		t.Errorf("the second factors are %v", got)
	}
	if got := policy.GetMultiFactors(); len(got) != 1 || got[0] != -1 {
		t.Errorf("the multi factors are %v", got)
	}
	if _, known := policyv1.PasswordlessType_name[int32(policy.GetPasswordlessType())]; known {
		t.Errorf("the passwordless type is %v", policy.GetPasswordlessType())
	}
	if policy.GetDetails().GetSequence() != 1<<64-1 || policy.GetPasswordCheckLifetime().GetSeconds() != 864000 || !policy.GetAllowRegister() || !reply.GetIsDefault() {
		t.Errorf("the rest is %v", &reply)
	}
}

// A setting of a newer server shows as it does on the other wires, so that nobody writes a policy back without it; a member
// with its default value is as good as absent, and shows neither there.
func TestUnknownMembers(t *testing.T) {
	for member, want := range map[string]bool{
		`"brandNew":true`: true, `"brandNew":7`: true, `"brandNew":"x"`: true, `"brandNew":["x"]`: true, `"brandNew":{}`: true,
		`"brandNew":false`: false, `"brandNew":0`: false, `"brandNew":""`: false, `"brandNew":[]`: false, `"brandNew":null`: false,
		`"force_mfa":true`: false, `"forceMfa":true`: false,
	} {
		var reply managementv1.GetLoginPolicyResponse
		st, _, _ := (&rest{}).reply(jsonResponse(200), []byte(`{"policy":{"allowRegister":true,"idps":[{"idpId":"1","new":1}],`+member+`}}`), &reply)
		policy := reply.GetPolicy()
		if unknown := len(policy.ProtoReflect().GetUnknown()) > 0; st.Code() != codes.OK || unknown != want || !policy.GetAllowRegister() {
			t.Errorf("%s: %v, unknown %t, want %t", member, st, unknown, want)
		}
		if len(policy.GetIdps()[0].ProtoReflect().GetUnknown()) == 0 || len(reply.ProtoReflect().GetUnknown()) > 0 {
			t.Errorf("%s: what is unknown shows elsewhere", member)
		}
	}
}

// What can't be read isn't taken for an empty reply.
func TestUnreadableJSON(t *testing.T) {
	for _, body := range []string{``, `{`, `[]`, `"x"`, `{} {}`, `{"policy":7}`, `{"policy":{"details":{"sequence":"x"}}}`, `{"policy":{"secondFactors":"x"}}`, `<html>`} {
		st, _, answered := (&rest{}).reply(jsonResponse(200), []byte(body), &managementv1.GetLoginPolicyResponse{})
		if st.Code() != codes.Internal || answered {
			t.Errorf("%s came to %v, answered %t", body, st, answered)
		}
	}
}

// Every method of the contract can be connFunc over REST.
func TestEveryMethodIsBound(t *testing.T) {
	for _, file := range backendtest.ServiceFiles() {
		methods := file.Services().Get(0).Methods()
		for i := range methods.Len() {
			name := "/" + string(methods.Get(i).Parent().FullName()) + "/" + string(methods.Get(i).Name())
			if _, err := parseBinding(name); err != nil {
				t.Error(err)
			}
		}
	}
	for _, name := range []string{"", "/", "/a.B/C", "/zitadel.management.v1.GetLoginPolicyRequest"} {
		if _, st := (&rest{}).request(name, &managementv1.HealthzRequest{}); st.Code() != codes.Unimplemented {
			t.Errorf("%q: %v", name, st)
		}
	}
}

// The path has an enum by its name, or by its number where it has no name.
func TestRESTPath(t *testing.T) {
	for kind, want := range map[policyv1.SecondFactorType]string{1: "SECOND_FACTOR_TYPE_OTP", 0: "SECOND_FACTOR_TYPE_UNSPECIFIED", 99: "99", -1: "-1"} {
		got, st := (&rest{}).request(managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName,
			&managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: kind})
		if st != nil || got.verb != "DELETE" || got.path != "/management/v1/policies/login/second_factors/"+want || got.body != nil || len(got.query) > 0 {
			t.Errorf("%v: %+v, %v", kind, got, st)
		}
	}
}

// An id that a clean-up of paths could make another path of is never sent: ".." would reset the whole policy.
func TestRESTPathStaysWhereItIs(t *testing.T) {
	for id, fine := range map[string]bool{
		"400000000000000001": true, "a b": true, "a.b-c_d:e@f": true,
		"": false, ".": false, "..": false, "../../x": false, "a/b": false, `..\x`: false, "%2e%2e": false, "a;b": false, "a?b": false, "a#b": false, "a\nb": false, "ö": false,
	} {
		got, st := (&rest{}).request(managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName,
			&managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
		if fine != (st == nil) || !fine && st.Code() != codes.InvalidArgument {
			t.Errorf("%q: %+v, %v", id, got, st)
		}
		if fine && got.path != "/management/v1/policies/login/idps/"+url.PathEscape(id) {
			t.Errorf("%q: the path is %q", id, got.path)
		}
		if st != nil && id != "" && len(id) > 3 && strings.Contains(st.Message(), id) {
			t.Errorf("%q is repeated in %v", id, st)
		}
	}
}

// Without a body, what isn't in the path goes into the query: nested names with dots, lists repeated.
func TestRESTQuery(t *testing.T) {
	b := &binding{verb: "GET", path: []segment{{text: "/x"}}}
	var message orgv2.ListOrganizationsRequest
	text := `{"query":{"offset":"3","asc":true},"sortingColumn":"ORGANIZATION_FIELD_NAME_NAME"}`
	if err := protojson.Unmarshal([]byte(text), &message); err != nil {
		t.Fatal(err)
	}
	got, err := b.render(message.ProtoReflect())
	if err != nil || got.query.Encode() != "query.asc=true&query.offset=3&sorting_column=ORGANIZATION_FIELD_NAME_NAME" {
		t.Errorf("%v, %v", got, err)
	}
	lists, err := b.render((&managementv1.AddCustomLoginPolicyRequest{SecondFactors: []policyv1.SecondFactorType{1, 2}}).ProtoReflect())
	if err != nil || lists.query.Encode() != "second_factors=SECOND_FACTOR_TYPE_OTP&second_factors=SECOND_FACTOR_TYPE_U2F" {
		t.Errorf("%v, %v", lists, err)
	}
	_, err = b.render((&managementv1.AddCustomLoginPolicyRequest{Idps: []*managementv1.AddCustomLoginPolicyRequest_IDP{{IdpId: "1"}}}).ProtoReflect())
	if err == nil {
		t.Error("a list of messages is taken")
	}
}
