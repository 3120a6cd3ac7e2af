package graph

import (
	"context"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
)

// The keys that go to the backend with every call, and no others: a forwarded Origin makes ZITADEL refuse, a forwarded
// host header makes it choose another instance, and of two organizations it silently takes the first.
const (
	authorizationKey = "authorization"
	languageKey      = "accept-language"
	organizationKey  = organization.MetadataKey
)

const (
	maxOrganizationID = 200 // as long as ZITADEL's ids can be
	maxLanguages      = 1024
)

// outgoing returns a context whose metadata is all that the backend gets to see of the request: the caller's token and
// languages. No organization is named.
func outgoing(ctx context.Context) (context.Context, error) {
	header := graphql.GetOperationContext(ctx).Headers
	token, err := bearer(header)
	if err != nil {
		return nil, err
	}
	md := metadata.Pairs(authorizationKey, "Bearer "+token)
	if languages := languagesOf(header); languages != "" {
		md.Set(languageKey, languages)
	}
	return metadata.NewOutgoingContext(ctx, md), nil
}

// outgoingTo is outgoing with one organization. That is orgID if there is one, else the request's x-zitadel-orgid header. The
// second result is its id; it is empty where neither names one, and the backend takes the home organization of the token.
func outgoingTo(ctx context.Context, orgID *string) (context.Context, string, error) {
	header := graphql.GetOperationContext(ctx).Headers
	ctx, err := outgoing(ctx)
	if err != nil {
		return nil, "", err
	}
	id, err := organizationOf(orgID, header)
	if err != nil {
		return nil, "", err
	}
	return organization.With(ctx, id), id, nil
}

// bearer returns the token of the one authorization header. The scheme's name is matched in any case, as RFC 9110 has
// it; ZITADEL itself takes "Bearer" only.
func bearer(header http.Header) (string, error) {
	values := header.Values(authorizationKey)
	if len(values) == 0 {
		return "", tokenMissing()
	}
	if len(values) > 1 {
		return "", tokenMalformed("it is sent more than once")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "bearer") {
		return "", tokenMalformed("its scheme isn't Bearer")
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.Trim(token, tokenCharacters) != "" {
		return "", tokenMalformed("what follows Bearer isn't a single token")
	}
	return token, nil
}

// Token returns the token of the operation that ctx is of, and nothing where it has none that can be used.
func Token(ctx context.Context) string {
	if !graphql.HasOperationContext(ctx) {
		return ""
	}
	token, err := bearer(graphql.GetOperationContext(ctx).Headers)
	if err != nil {
		return ""
	}
	return token
}

// tokenCharacters are those of RFC 6750's b64token. None of them is written differently in JSON, so that redact finds a
// token there.
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="

// languagesOf joins the accept-language headers into one. A value that can't be passed on is left out: it is a wish.
func languagesOf(header http.Header) string {
	languages := strings.Join(header.Values(languageKey), ", ")
	if len(languages) > maxLanguages || !printable(languages) {
		return ""
	}
	return languages
}

// organizationOf refuses whatever ZITADEL would take for the home organization, or for another than was meant.
func organizationOf(orgID *string, header http.Header) (string, error) {
	if orgID != nil {
		return organizationID(*orgID, "The argument orgId")
	}
	values := header.Values(organizationKey)
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return organizationID(values[0], "The header x-zitadel-orgid")
	default:
		return "", organizationInvalid("The header x-zitadel-orgid is sent more than once. Name exactly one organization.")
	}
}

func organizationID(id, where string) (string, error) {
	switch {
	case strings.TrimSpace(id) == "":
		return "", organizationInvalid(where + " is empty. Leave it out to use your home organization.")
	case strings.Contains(id, ","):
		return "", organizationInvalid(where + " contains a comma. Name exactly one organization.")
	case len(id) > maxOrganizationID:
		return "", organizationInvalid(where + " is longer than 200 characters. Give the id as ZITADEL shows it.")
	case !printable(id) || strings.Contains(id, " "):
		return "", organizationInvalid(where + " contains a character that no organization's id has. Give the id as ZITADEL shows it.")
	}
	return id, nil
}

// printable says that text can be gRPC metadata: visible ASCII and blanks.
func printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

func tokenMissing() error {
	return &problem.Problem{Code: problem.CodeUnauthenticated, Reason: problem.ReasonTokenMissing,
		Message: "The request has no token. Send the header authorization: Bearer <token>."}
}

func tokenMalformed(why string) error {
	return &problem.Problem{Code: problem.CodeUnauthenticated, Reason: problem.ReasonTokenMalformed,
		Message: "The authorization header can't be used: " + why + ". Send one header authorization: Bearer <token>."}
}

func organizationInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonOrganizationInvalid, Message: message}
}
