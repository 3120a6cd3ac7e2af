package graph

import (
	"context"
	"net/http"
	"strings"
	"sync"

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
	// authorizationHeader is authorizationKey as net/http writes it, and organizationHeader organization.MetadataKey: it would make them
	// anew for each look.
	authorizationHeader = "Authorization"
	organizationHeader  = "X-Zitadel-Orgid"
)

const (
	maxOrganizationID = 200 // as long as ZITADEL's ids can be
	maxLanguages      = 1024
)

// callerContext returns a context for calls on behalf of the request's caller, and about no organization. Its metadata has the
// caller's token and languages, and nothing else of the request. It fails where the request has no token that can be used.
func callerContext(ctx context.Context) (context.Context, error) {
	md, err := callerMetadataOf(ctx)
	if err != nil {
		return nil, err
	}
	return metadata.NewOutgoingContext(ctx, md), nil
}

// callerMetadata is made once for all calls of a request, which mustn't change it. It stays nil where there is no token that can be used.
type callerMetadata struct {
	once sync.Once
	md   metadata.MD
}

func callerMetadataOf(ctx context.Context) (metadata.MD, error) {
	header := graphql.GetOperationContext(ctx).Headers
	request := requestOf(ctx)
	if request == nil {
		return metadataOf(header)
	}
	caller := &request.caller
	caller.once.Do(func() { caller.md, _ = metadataOf(header) })
	if caller.md == nil {
		return metadataOf(header) // each field has an error of its own
	}
	return caller.md, nil
}

func metadataOf(header http.Header) (metadata.MD, error) {
	token, err := bearerToken(header)
	if err != nil {
		return nil, err
	}
	md := metadata.MD{authorizationKey: {"Bearer " + token}}
	if languages := languagesOf(header); languages != "" {
		md[languageKey] = []string{languages}
	}
	return md, nil
}

// callerAndOrganization is callerContext, with the id of the organization that the calls will be about: that of orgID if there
// is one, else that of the request's x-zitadel-orgid header. It is empty where neither names one, and then the backend takes
// the home organization of the token.
func callerAndOrganization(ctx context.Context, orgID *string) (context.Context, string, error) {
	header := graphql.GetOperationContext(ctx).Headers
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, "", err
	}
	id, err := namedOrganization(orgID, header)
	return ctx, id, err
}

// organizationContext is callerAndOrganization for calls that a field makes by itself: the context names the organization.
func organizationContext(ctx context.Context, orgID *string) (context.Context, string, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, "", err
	}
	return organization.With(ctx, id), id, nil
}

// bearerToken returns the token of the one authorization header. The scheme's name may be in any case, as in RFC 9110; ZITADEL
// itself takes "Bearer" only.
func bearerToken(header http.Header) (string, error) {
	values := header.Values(authorizationHeader)
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

// Token returns the token of the request that ctx belongs to. It is empty where the request has none that can be used, and
// outside of a request.
func Token(ctx context.Context) string {
	if !graphql.HasOperationContext(ctx) {
		return ""
	}
	token, err := bearerToken(graphql.GetOperationContext(ctx).Headers)
	if err != nil {
		return ""
	}
	return token
}

// CheckToken returns why the headers of a request have no token that can be used, or nil. Whether it is a good one only ZITADEL can
// tell.
func CheckToken(header http.Header) error {
	_, err := bearerToken(header)
	return err
}

// tokenCharacters are those of RFC 6750's b64token. JSON escapes none of them, so that a token which has to be kept out of an
// answer is found there as it is.
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="

// languagesOf joins the accept-language headers into one. What can't be passed on is left out instead of refused: the answer
// is right without it, too.
func languagesOf(header http.Header) string {
	languages := strings.Join(header.Values(languageKey), ", ")
	if len(languages) > maxLanguages || !isPrintableASCII(languages) {
		return ""
	}
	return languages
}

// namedOrganization returns the id of the organization that the argument, or else the header, names. It refuses whatever
// ZITADEL would take for the home organization, or for another one than was meant.
func namedOrganization(orgID *string, header http.Header) (string, error) {
	if orgID != nil {
		return checkedOrganizationID(*orgID, "The argument orgId")
	}
	values := header.Values(organizationHeader)
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return checkedOrganizationID(values[0], "The header x-zitadel-orgid")
	default:
		return "", organizationInvalid("The header x-zitadel-orgid is sent more than once. Name exactly one organization.")
	}
}

// checkedOrganizationID returns the id if it can be one. where begins the messages: it names what had the id.
func checkedOrganizationID(id, where string) (string, error) {
	switch {
	case strings.TrimSpace(id) == "":
		return "", organizationInvalid(where + " is empty. Leave it out to use your home organization.")
	case strings.Contains(id, ","):
		return "", organizationInvalid(where + " contains a comma. Name exactly one organization.")
	case len(id) > maxOrganizationID:
		return "", organizationInvalid(where + " is longer than 200 characters. Give the id as ZITADEL shows it.")
	case !isPrintableASCII(id) || strings.Contains(id, " "):
		return "", organizationInvalid(where + " contains a character that no organization's id has. Give the id as ZITADEL shows it.")
	}
	return id, nil
}

// isPrintableASCII reports whether a text can be gRPC metadata, which has visible ASCII and blanks only. HTTP's headers may
// have tabs and other bytes too, so httpguts.ValidHeaderFieldValue would let through what gRPC refuses.
func isPrintableASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
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
