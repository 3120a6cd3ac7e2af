package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxReplyBytes bounds how much of a reply is read.
const maxReplyBytes = 4 << 20

// Client sends operations to a zitadel-graphql server. It may be used concurrently.
type Client struct {
	// Endpoint is the server's URL, with /graphql at its end.
	Endpoint string
	// Token is an access token of a ZITADEL user.
	Token string
	// HTTP should have a timeout above the server's (--request-timeout, 30 s): a client that gives up first doesn't learn
	// what became of its write.
	HTTP *http.Client
}

// ResponseError is one entry of errors[]. Its fields are those of the schema's ErrorExtensions that a program acts on.
type ResponseError struct {
	// Message is for a person, and may be localized.
	Message    string `json:"message"`
	Extensions struct {
		Code      string `json:"code"`   // of the enum ErrorCode
		Reason    string `json:"reason"` // of the enum ErrorReason; empty where it can't be told
		Outcome   string `json:"outcome"`
		Retryable bool   `json:"retryable"`
		RequestID string `json:"requestId"`
	} `json:"extensions"`

	// after is how long the server asks to wait before the next request.
	after time.Duration
}

// Error implements error.
func (f *ResponseError) Error() string {
	e, kind := f.Extensions, f.Extensions.Code
	if e.Reason != "" {
		kind += "/" + e.Reason
	}
	return fmt.Sprintf("%s (%s, request %s)", f.Message, kind, e.RequestID)
}

// ErrNotSent means that nothing happened: there was no request, or no connection to send it over.
var ErrNotSent = errors.New("not sent")

// ErrNoAnswer means that no answer of this API came back. Whether a mutation took place isn't known then.
var ErrNoAnswer = errors.New("no GraphQL answer")

// Do sends one operation with one field at its root, and decodes data into result. The error is a *ResponseError where the
// server refused or failed, and otherwise wraps ErrNotSent or ErrNoAnswer. What is missing in data leaves result as it is.
func (c *Client) Do(ctx context.Context, document string, variables map[string]any, result any) error {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return fmt.Errorf("%w: encode the request: %w", ErrNotSent, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: make the request: %w", ErrNotSent, err)
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/graphql-response+json")
	response, err := c.withoutRedirects().Do(request)
	if refused, ok := errors.AsType[*net.OpError](err); ok && refused.Op == "dial" {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	defer response.Body.Close()
	return decode(response, result)
}

// withoutRedirects returns an HTTP client that follows no redirects. One could take the token to another host, turn a mutation
// into a GET, or send it twice. This API redirects only browsers that open its address.
func (c *Client) withoutRedirects() *http.Client {
	client := *c.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// decode goes by the body, which says more than the HTTP status does.
func decode(response *http.Response, result any) error {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxReplyBytes))
	if err != nil {
		return fmt.Errorf("%w: read it: %w", ErrNoAnswer, err)
	}
	var answer struct {
		Data   json.RawMessage `json:"data"`
		Errors []ResponseError `json:"errors"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Data == nil && len(answer.Errors) == 0 {
		return fmt.Errorf("%w: %s with something else in it", ErrNoAnswer, response.Status)
	}
	if len(answer.Errors) > 0 {
		failure := &answer.Errors[0]
		// Something on the way can answer in GraphQL too. An error of this API always has a code.
		if failure.Extensions.Code == "" {
			return fmt.Errorf("%w: an error without a code: %s", ErrNoAnswer, failure.Message)
		}
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
			failure.after = time.Duration(seconds) * time.Second
		}
		return failure
	}
	if err := json.Unmarshal(answer.Data, result); err != nil {
		return fmt.Errorf("%w: decode the data: %w", ErrNoAnswer, err)
	}
	return nil
}
