package resolver_test

import (
	"net/http"
	"strings"
	"testing"
)

// secret is a part of every token in this file. Whatever contains it has leaked.
const secret = "tok-4711-topsecret"

// TestTokenStaysSecret prevents that a token gets into the log, at any level, or into a reply: in successes and in
// every kind of failure, also where the backend repeats the token in its texts and ids.
func TestTokenStaysSecret(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--log-level", "debug", "--backend-timeout", "300ms", "--backend-max-reply", "4096")
	for _, token := range secretTokens() {
		for _, document := range []string{
			`{ loginPolicy { isDefault } organization { id } viewer { canReadLoginPolicy organizations { nodes { id } } } restrictions { allowedLanguages } loginPolicyChanges { nodes { secondFactor } } }`,
			`mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } createLoginPolicy(input: {}) { sequence } }`,
			`{ userFactors(has: [SECOND_FACTOR_TYPE_OTP]) { nodes { id hasPassword factors { securityKeys { id } } } } secondFactorUsage { withNone proven } }`,
			`{ loginPolicyImpact(` + harmless + `) { digest people { look { complete } } } defaultLoginPolicyImpact(` + harmless + `) { digest } }`,
			`mutation { removeUserSecondFactor(userId: "5", type: SECOND_FACTOR_TYPE_OTP) { sequence }
				removeSecondFactorFromUsers(userIds: ["5", "6"], type: SECOND_FACTOR_TYPE_U2F) { results { result code reason message } } }`,
			`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, unless: [LOCKS_OUT_SOMEBODY, ENDS_SESSIONS]) { sequence } }`,
			`subscription { secondFactorUsage { usage { withNone } } }`,
			`subscription { loginPolicyImpact(` + harmless + `) { impact { digest people { look { complete } } } } }`,
		} {
			sendSecret(t, p, acceptingStreams("Bearer "+token), operation(document, nil))
		}
	}
	for _, header := range []string{"Basic " + secret, secret, "Bearer " + secret + " " + secret, "bearer" + secret, "Bearer " + secret + "\x80"} {
		sendSecret(t, p, http.Header{"Authorization": {header}}, operation(`{ loginPolicy { isDefault } }`, nil))
	}
	sendSecret(t, p, http.Header{"Authorization": {"Bearer " + secret, "Bearer " + secret}}, operation(`{ loginPolicy { isDefault } }`, nil))
	for _, body := range []string{"", "{", `{"query": "{"}`, `{"query": "{ a }"}`, `[]`, secret} {
		sendSecret(t, p, as(secret), body)
	}
	sendSecret(t, p, http.Header{"Authorization": {"Bearer " + secret}, "Content-Type": {"text/plain"}}, "")
	for _, path := range []string{"/readyz", "/nothing", "/graphql?query=" + secret, "/graphql?query=%7Ba%7D&variables=" + secret} {
		getSecret(t, p, path)
	}
	if strings.Contains(p.log(), secret) {
		t.Errorf("the log contains the token:\n%s", linesContaining(p.log(), secret))
	}
	if !strings.Contains(p.log(), `"DEBUG"`) {
		t.Error("the log has no line of level debug, so this test proves nothing")
	}
}

// secretTokens returns tokens by which the scripted backend does everything that it can do. Two have characters that
// JSON escapes.
func secretTokens() []string {
	orders := []string{"read=", "read=echo", "read=echo-refusal", "write=echo", "write=echo-refusal", "read=cut", "write=cut", "read=hang",
		"write=hang", "read=undecodable", "read=large", "read=no-details", "write=no-details", "write=owner-1", "read=inherited", "read=UNIMPLEMENTED"}
	for _, code := range []string{"CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "INTERNAL",
		"UNAVAILABLE", "UNAUTHENTICATED"} {
		orders = append(orders, "read="+code, "write="+code+"/Test-1")
	}
	var tokens []string
	for _, order := range orders {
		tokens = append(tokens, order+"+"+secret)
	}
	return append(tokens, "read=echo-refusal+"+secret+`+/=~`, "write=echo-refusal+"+secret+"._-~")
}

// acceptingStreams are the headers of a client that takes what an operation is answered with, also as a stream.
func acceptingStreams(authorization string) http.Header {
	return http.Header{"Authorization": {authorization}, "Accept": {"application/json, text/event-stream"}}
}

// sendSecret sends a request, and wants the secret only in the reply to a body that has it.
func sendSecret(t *testing.T, p *program, headers http.Header, body string) {
	t.Helper()
	got, err := p.post(headers, body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(got.body, secret) && !strings.Contains(body, secret) {
		t.Errorf("%q: the reply contains the token:\n%s", headers, got.body)
	}
}

// getSecret sends GET with the secret as token.
func getSecret(t *testing.T, p *program, path string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = as(secret)
	if _, err := p.do(request); err != nil {
		t.Fatal(err)
	}
}

// linesContaining returns the lines of text that contain part.
func linesContaining(text, part string) string {
	var found []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return strings.Join(found, "")
}
