package graph

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
)

// The keys that go to the backend with every call, beside organization.MetadataKey, and no others: a forwarded Origin makes ZITADEL
// refuse, a forwarded host header makes it choose another instance, and of two organizations it silently takes the first.
const (
	authorizationKey = "authorization"
	languageKey      = "accept-language"
)

// The headers of a request that they are made of, as the keys of an http.Header. Written in another way, http.Header would make such a
// key of the name each time.
const (
	authorizationHeader = "Authorization"
	languageHeader      = "Accept-Language"
	organizationHeader  = "X-Zitadel-Orgid"
)

const (
	maxOrganizationID = 200 // as long as ZITADEL's ids can be
	maxLanguages      = 1024
)

// callerContext returns a context for calls on behalf of the request's caller, and about no organization. Its metadata has the
// caller's token and languages, and nothing else of the request. It fails where the request has no token that can be used.
func callerContext(ctx context.Context) (context.Context, error) {
	md, err := callerMetadataOf(ctx, "")
	if err != nil {
		return nil, err
	}
	return organization.NewContext(ctx, md, ""), nil
}

// callerMetadata is the outgoing metadata of a request's calls, made once, for whatever organization the first field asks about: mostly
// that of all. Nobody may change it.
type callerMetadata struct {
	once sync.Once
	md   metadata.MD // nil where there is no token that can be used
}

// callerMetadataOf returns metadata for calls on behalf of the request's caller. They may name another organization than the one with
// this id: organization.NewContext, which they are for, changes that in a copy.
func callerMetadataOf(ctx context.Context, id string) (metadata.MD, error) {
	header := graphql.GetOperationContext(ctx).Headers
	request := requestOf(ctx)
	if request == nil {
		return metadataOf(header, id)
	}
	caller := &request.caller
	caller.once.Do(func() { caller.md, _ = metadataOf(header, id) })
	if caller.md == nil {
		return metadataOf(header, id) // each field has an error of its own
	}
	return caller.md, nil
}

func metadataOf(header http.Header, id string) (metadata.MD, error) {
	token, err := bearerToken(header)
	if err != nil {
		return nil, err
	}
	md := metadata.MD{authorizationKey: {"Bearer " + token}}
	if languages := languagesOf(header); languages != "" {
		md[languageKey] = []string{languages}
	}
	if id != "" {
		md[organization.MetadataKey] = []string{id}
	}
	return md, nil
}

// callerAndOrganization is callerContext for calls about an organization, and returns its id, too: that of orgID if there is one,
// else that of the request's x-zitadel-orgid header. It is empty where neither names one, and then the backend takes the home
// organization of the token.
func callerAndOrganization(ctx context.Context, orgID *string) (context.Context, string, error) {
	id, invalid := namedOrganization(orgID, graphql.GetOperationContext(ctx).Headers)
	md, err := callerMetadataOf(ctx, id)
	if err = cmp.Or(err, invalid); err != nil { // without a token no organization matters
		return nil, "", err
	}
	return organization.NewContext(ctx, md, id), id, nil
}

// bearerToken returns the token of the one authorization header. The scheme's name may be in any case, as in RFC 9110; ZITADEL
// itself takes "Bearer" only.
func bearerToken(header http.Header) (string, error) {
	values := header[authorizationHeader]
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
	languages := strings.Join(header[languageHeader], ", ")
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
	values := header[organizationHeader]
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
