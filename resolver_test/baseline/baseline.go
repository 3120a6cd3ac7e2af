// Package baseline answers the requests of resolver_test/workload without GraphQL: bare net/http, encoding/json and grpc-go, with the
// calls, the metadata and the deadline that zitadel-graphql makes for the same request, and with the same data. What zitadel-graphql
// costs more is what GraphQL and everything around it cost. No server in front of ZITADEL that tells the truth about its writes can
// do much less.
//
// It doesn't look at the query: the operation's name and its variables select one of five operations, each with the fields that the
// workload asks for. It leaves out what a server in front of ZITADEL needs as well: limits, the error contract, request ids, retries,
// an access log, an audit trail, metrics. A call or a field that is added to the workload has to be added here: the benchmark checks
// that both answer with the same data, and the allocation guard counts the calls of both.
//
// It depends on internal/wire and on resolver_test/workload alone: what zitadel-graphql does in other packages mustn't make it
// cheaper or dearer.
package baseline

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// callTimeout is the default of zitadel-graphql's --backend-timeout. Here all calls of a request have it together.
const callTimeout = 10 * time.Second

// request is a GraphQL request with the variables of all operations. The query is decoded, since that is part of the cost of any
// server, and then ignored.
type request struct {
	Query         string `json:"query"`
	OperationName string `json:"operationName"`
	// DocumentID stands for the document "settings", which is the only one that the workload trusts.
	DocumentID string `json:"documentId"`
	Variables  struct {
		Type  string `json:"type"`
		OrgID string `json:"orgId"`
	} `json:"variables"`
}

type response struct {
	Errors []failure `json:"errors,omitempty"`
	Data   any       `json:"data"`
}

type failure struct {
	Message    string         `json:"message"`
	Path       []string       `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

// newFailure is no error contract: it has the call's own message and code.
func newFailure(err error, field string) failure {
	refusal := status.Convert(err)
	return failure{refusal.Message(), []string{field}, map[string]any{"code": refusal.Code().String()}}
}

// Dial returns a connection to the ZITADEL at this host and port, without TLS. The caller closes it.
func Dial(address string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, fmt.Errorf("dial the backend: %w", err)
	}
	return conn, nil
}

// New returns a handler that calls the ZITADEL at the other end of conn. It answers a POST to any path, and is safe for concurrent use.
func New(conn grpc.ClientConnInterface) http.Handler {
	return handler{managementv1.NewManagementServiceClient(conn), authv1.NewAuthServiceClient(conn)}
}

type handler struct {
	management managementv1.ManagementServiceClient
	auth       authv1.AuthServiceClient
}

var _ http.Handler = handler{}

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var req request
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), callTimeout)
	defer cancel()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(h.execute(ctx, r.Header, &req)) //nolint:errchkjson // the client may have closed the connection, and the data is all text and booleans
}

// execute answers the operation of a name, or of a trusted document.
func (h handler) execute(ctx context.Context, header http.Header, req *request) response {
	forOrganization := outgoing(ctx, header, req.Variables.OrgID)
	switch {
	case req.OperationName == "RemoveSecondFactor":
		return h.removeSecondFactor(forOrganization, req)
	case req.OperationName == "RemoveMany":
		return h.removeMany(forOrganization, req)
	case req.OperationName == "LoginPolicies":
		return h.loginPolicies(ctx, header)
	case req.OperationName == "Settings", req.DocumentID == "settings":
		return h.settings(forOrganization, req.Variables.OrgID)
	default:
		return h.wholePolicy(forOrganization)
	}
}

// outgoing adds the metadata that zitadel-graphql sends.
func outgoing(ctx context.Context, header http.Header, organization string) context.Context {
	md := metadata.Pairs("authorization", header.Get("Authorization"))
	if languages := header.Get("Accept-Language"); languages != "" {
		md.Set("accept-language", languages)
	}
	if organization != "" {
		md.Set("x-zitadel-orgid", organization)
	}
	return metadata.NewOutgoingContext(ctx, md)
}
