package web

import (
	"context"
	"strings"
	"unicode"

	"zitadel-graphql/graph/problem"
)

// WithoutToken takes the token of the request that ctx belongs to out of a text that may go to the log: a client can write it anywhere.
// It does so where the authorization header can't be used, too.
func WithoutToken(ctx context.Context, text string) string {
	if info := infoOf(ctx); info != nil {
		return info.withoutToken(text)
	}
	return text
}

func (i *requestInfo) withoutToken(text string) string {
	return problem.WithoutTokens(text, i.authorization)
}

// maxLoggedBytes is how long a client's text may be in the access log.
const maxLoggedBytes = 200

// loggable returns a client's text as the access log has it: without the request's token, bounded, and with a blank for each character
// that can't be printed.
func (i *requestInfo) loggable(text string) string {
	return problem.Shorten(strings.Map(printable, i.withoutToken(text)), maxLoggedBytes)
}

func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}
