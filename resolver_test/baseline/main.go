// Command baseline is what the benchmark of resolver_test (BenchmarkWholePath) compares zitadel-graphql with: the same
// HTTP requests answered by the same calls of ZITADEL and with the same JSON, without GraphQL. The difference in CPU time
// between the two is what GraphQL and everything around it cost.
//
// It shares internal/backend with zitadel-graphql, and so the connection, the metadata and the deadlines of a call. It
// doesn't look at the query: the operation's name and its variables select one of three operations, each with the fields
// that the benchmark asks for. It leaves out what a server in front of ZITADEL needs as well: limits, the error contract,
// request ids, an access log. The benchmark checks that both give the same answers, so a call or a field that is added
// there has to be added here.
//
// It prints the address that it listens on as its first line, and serves until it is killed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/backend"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The defaults of zitadel-graphql's flags and, for changesPage, the size of the page of events that it asks for.
const (
	callTimeout    = 10 * time.Second
	requestTimeout = 30 * time.Second
	maxReplyBytes  = 4 << 20
	changesPage    = 50
)

func main() {
	url := flag.String("backend", "", "the backend's URL, as zitadel-graphql takes it")
	flag.Parse()
	if err := run(context.Background(), *url); err != nil {
		fmt.Fprintln(os.Stderr, "baseline:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string) error {
	conn, err := backend.Dial(backend.Config{URL: url, Transport: backend.GRPC, Connections: 1, CallTimeout: callTimeout,
		MaxReplyBytes: maxReplyBytes, UserAgent: "baseline"}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintln(os.Stdout, listener.Addr())
	server := &http.Server{Handler: handler{managementv1.NewManagementServiceClient(conn)}, ReadTimeout: requestTimeout}
	return server.Serve(listener)
}

// request is a GraphQL request with the variables of all three operations. The query is decoded, since that is part of
// the cost of any server, and then ignored.
type request struct {
	Query         string `json:"query"`
	OperationName string `json:"operationName"`
	Variables     struct {
		Type  string `json:"type"`
		OrgID string `json:"orgId"`
	} `json:"variables"`
}

type response struct {
	Data data `json:"data"`
}

// data has the one field that the operation asks for; the others are nil.
type data struct {
	LoginPolicy        *loginPolicy `json:"loginPolicy,omitempty"`
	AddSecondFactor    *details     `json:"addSecondFactor,omitempty"`
	RemoveSecondFactor *details     `json:"removeSecondFactor,omitempty"`
}

type handler struct {
	management managementv1.ManagementServiceClient
}

var _ http.Handler = handler{}

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var req request
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	data, err := h.execute(outgoing(ctx, r.Header, req.Variables.OrgID), req)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	body, err := json.Marshal(response{data})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the client may have closed the connection
}

func outgoing(ctx context.Context, header http.Header, orgID string) context.Context {
	md := metadata.Pairs("authorization", header.Get("Authorization"))
	if languages := header.Get("Accept-Language"); languages != "" {
		md.Set("accept-language", languages)
	}
	if orgID != "" {
		md.Set("x-zitadel-orgid", orgID)
	}
	return metadata.NewOutgoingContext(ctx, md)
}

// execute makes the calls that zitadel-graphql makes for the same operation: one for the query, and those of change for a
// mutation.
func (h handler) execute(ctx context.Context, req request) (data, error) {
	factor := policyv1.SecondFactorType(policyv1.SecondFactorType_value[req.Variables.Type])
	switch req.OperationName {
	case "LoginPolicy":
		reply, err := h.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
		return data{LoginPolicy: policyOf(reply.GetPolicy())}, err
	case "Add":
		changed, err := h.change(ctx, func() (*zitadelv1.ObjectDetails, error) {
			reply, err := h.management.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		})
		return data{AddSecondFactor: changed}, err
	case "Remove":
		changed, err := h.change(ctx, func() (*zitadelv1.ObjectDetails, error) {
			reply, err := h.management.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		})
		return data{RemoveSecondFactor: changed}, err
	default:
		return data{}, fmt.Errorf("unknown operation %q", req.OperationName)
	}
}

// change reads the policy and its change log side by side, writes, and reads the policy again to see the write in force.
func (h handler) change(ctx context.Context, write func() (*zitadelv1.ObjectDetails, error)) (*details, error) {
	logged := make(chan error, 1)
	go func() {
		_, err := h.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{Query: &changev1.ChangeQuery{Limit: changesPage}})
		logged <- err
	}()
	_, err := h.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err := errors.Join(err, <-logged); err != nil {
		return nil, err
	}
	changed, err := write()
	if err != nil {
		return nil, err
	}
	_, err = h.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	return detailsOf(changed), err
}

type details struct {
	Sequence      string  `json:"sequence"`
	CreationDate  *string `json:"creationDate"`
	ChangeDate    *string `json:"changeDate"`
	ResourceOwner string  `json:"resourceOwner"`
}

func detailsOf(d *zitadelv1.ObjectDetails) *details {
	return &details{
		Sequence:      strconv.FormatUint(d.GetSequence(), 10),
		CreationDate:  date(d.GetCreationDate()),
		ChangeDate:    date(d.GetChangeDate()),
		ResourceOwner: d.GetResourceOwner(),
	}
}

func date(t *timestamppb.Timestamp) *string {
	if t == nil {
		return nil
	}
	text := t.AsTime().Format("2006-01-02T15:04:05.000000Z07:00")
	return &text
}

type loginPolicy struct {
	Details                    *details `json:"details"`
	IsDefault                  bool     `json:"isDefault"`
	SecondFactors              []string `json:"secondFactors"`
	MultiFactors               []string `json:"multiFactors"`
	ForceMfa                   bool     `json:"forceMfa"`
	ForceMfaLocalOnly          bool     `json:"forceMfaLocalOnly"`
	PasswordlessType           string   `json:"passwordlessType"`
	PasswordCheckLifetime      string   `json:"passwordCheckLifetime"`
	ExternalLoginCheckLifetime string   `json:"externalLoginCheckLifetime"`
	MfaInitSkipLifetime        string   `json:"mfaInitSkipLifetime"`
	SecondFactorCheckLifetime  string   `json:"secondFactorCheckLifetime"`
	MultiFactorCheckLifetime   string   `json:"multiFactorCheckLifetime"`
	AllowUsernamePassword      bool     `json:"allowUsernamePassword"`
	AllowRegister              bool     `json:"allowRegister"`
	AllowExternalIdp           bool     `json:"allowExternalIdp"`
	AllowDomainDiscovery       bool     `json:"allowDomainDiscovery"`
	HidePasswordReset          bool     `json:"hidePasswordReset"`
	IgnoreUnknownUsernames     bool     `json:"ignoreUnknownUsernames"`
	DisableLoginWithEmail      bool     `json:"disableLoginWithEmail"`
	DisableLoginWithPhone      bool     `json:"disableLoginWithPhone"`
	DefaultRedirectURI         string   `json:"defaultRedirectUri"`
}

func policyOf(p *policyv1.LoginPolicy) *loginPolicy {
	return &loginPolicy{
		Details:                    detailsOf(p.GetDetails()),
		IsDefault:                  p.GetIsDefault(),
		SecondFactors:              names(p.GetSecondFactors()),
		MultiFactors:               names(p.GetMultiFactors()),
		ForceMfa:                   p.GetForceMfa(),
		ForceMfaLocalOnly:          p.GetForceMfaLocalOnly(),
		PasswordlessType:           p.GetPasswordlessType().String(),
		PasswordCheckLifetime:      lifetime(p.GetPasswordCheckLifetime()),
		ExternalLoginCheckLifetime: lifetime(p.GetExternalLoginCheckLifetime()),
		MfaInitSkipLifetime:        lifetime(p.GetMfaInitSkipLifetime()),
		SecondFactorCheckLifetime:  lifetime(p.GetSecondFactorCheckLifetime()),
		MultiFactorCheckLifetime:   lifetime(p.GetMultiFactorCheckLifetime()),
		AllowUsernamePassword:      p.GetAllowUsernamePassword(),
		AllowRegister:              p.GetAllowRegister(),
		AllowExternalIdp:           p.GetAllowExternalIdp(),
		AllowDomainDiscovery:       p.GetAllowDomainDiscovery(),
		HidePasswordReset:          p.GetHidePasswordReset(),
		IgnoreUnknownUsernames:     p.GetIgnoreUnknownUsernames(),
		DisableLoginWithEmail:      p.GetDisableLoginWithEmail(),
		DisableLoginWithPhone:      p.GetDisableLoginWithPhone(),
		DefaultRedirectURI:         p.GetDefaultRedirectUri(),
	}
}

func names[T fmt.Stringer](factors []T) []string {
	names := make([]string, len(factors))
	for i, factor := range factors {
		names[i] = factor.String()
	}
	return names
}

// lifetime formats whole hours only: the data that the embedded backend starts with has no other durations.
func lifetime(d *durationpb.Duration) string {
	return "PT" + strconv.FormatInt(int64(d.AsDuration()/time.Hour), 10) + "H"
}
