package endpoint_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/graph/endpoint"
)

// attack is a request that means harm.
type attack struct {
	document  string
	variables string // as JSON; empty for none
	// code is what the answer's first error has to have; empty for an answer without one.
	code string
}

func (a attack) body(t testing.TB) []byte {
	t.Helper()
	document, err := json.Marshal(a.document)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"query":` + string(document)
	if a.variables != "" {
		body += `,"variables":` + a.variables
	}
	if strings.HasPrefix(a.document, "query Q0") {
		body += `,"operationName":"Q0"`
	}
	return []byte(body + "}")
}

// each writes something for every number below n.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(format, "#1", strconv.Itoa(i+1)), "#", strconv.Itoa(i)))
	}
	return b.String()
}

func nest(n int, open, inner, closing string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(closing, n)
}

// walks is a document whose last fragment is gone through anew for each operation and each fragment.
func walks(operations, fragments int, last, code string) attack {
	return attack{code: code, document: each(operations, "query Q#{...F0}") + each(fragments, "fragment F# on Query{...F#1}") +
		fmt.Sprintf("fragment F%d on Query{%s}", fragments, last)}
}

// attacks are documents over the limits, and the worst that were found within the default ones, by kind.
func attacks() map[string]attack {
	const limit, invalid, fine = "LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED", ""
	onPolicy := func(inner string) string { return "{loginPolicy{" + inner + "}}" }
	return map[string]attack{
		// Over a limit, or no document at all.
		"20,000 repeated fields":      {onPolicy(strings.Repeat("isDefault ", 20_000)), "", limit},
		"20,000 repeated short ones":  {onPolicy(strings.Repeat("a ", 20_000)), "", limit},
		"deep fields":                 {nest(400, "{a", "{b}", "}"), "", limit},
		"deep beyond the parser":      {nest(900, "{a", "{b}", "}"), "", limit},
		"deep lists":                  {"{a(b:" + nest(20_000, "[", "", "]") + ")}", "", limit},
		"deep objects":                {"{a(b:" + nest(12_000, "{c:", "1", "}") + ")}", "", limit},
		"deep types":                  {"query($a:" + nest(20_000, "[", "ID", "]") + "){a}", "", limit},
		"deep inline fragments":       {"{" + nest(12_000, "...{", "a", "}") + "}", "", limit},
		"doubling fragments":          {"{...F0}" + each(40, "fragment F# on Query{...F#1 ...F#1}") + "fragment F40 on Query{viewer{id}}", "", limit},
		"doubling into nothing":       {"{...F0}" + each(40, "fragment F# on Query{...F#1 ...F#1}"), "", limit},
		"a fragment that has itself":  {"{...F}fragment F on Query{...F}", "", invalid},
		"fragments that have another": {"{...F}fragment F on Query{...G}fragment G on Query{...F}", "", invalid},
		"a fragment nested in itself": {"{loginPolicy{...F}}fragment F on LoginPolicy{a{...F}b{...F}c:a{...F}}", "", invalid},
		"many fragments":              {"{...F0}" + each(60, "fragment F# on Query{...F#1}"), "", limit},
		"many operations":             {each(200, "query Q#{viewer{id}}"), "", limit},
		"aliases":                     {"{" + each(300, "a#:__typename ") + "}", "", limit},
		"directives in one place":     {"{viewer{id" + strings.Repeat("@a", 900) + "}}", "", limit},
		"directives everywhere":       {"{viewer{" + strings.Repeat("id@a ", 600) + "}}", "", limit},
		"many variables":              {"query(" + each(450, "$a#:ID ") + "){viewer{id}}", "", limit},
		"a long name":                 {"query " + strings.Repeat("Q", 40_000) + "{viewer{id}}", "", limit},
		"a long document":             {"{viewer{id}}" + strings.Repeat(" ", 500_000), "", limit},
		"a huge string":               {`{organizations(first:"` + strings.Repeat("9", 900_000) + `"){totalCount}}`, "", limit},
		"huge lists in variables":     {"query($a:[ID!]){viewer{id}}", `{"a":[` + strings.Repeat("1,", 400_000) + `1]}`, limit},
		"deep variables":              {"query($a:ID){viewer{id}}", `{"a":` + nest(9_000, "[", "", "]") + `}`, limit},
		"an object of many names":     {"query($a:ID){viewer{id}}", "{" + each(50_000, `"a#":1,`) + `"a":1}`, limit},

		// Within all limits, and as slow as was found.
		"same field":                {onPolicy(strings.Repeat("isDefault ", 999)), "", fine},
		"same field, many walks":    walks(20, 49, "loginPolicy{"+strings.Repeat("isDefault ", 60)+"}", fine),
		"unknown field, many walks": walks(20, 49, "loginPolicy{"+strings.Repeat("isDefauld ", 25)+"}", invalid),
		"unknown argument, walks":   walks(20, 49, "viewer{id("+strings.Repeat("firsd:1 ", 8)+")}", invalid),
		"unknown field, few walks":  walks(1, 1, "loginPolicy{"+strings.Repeat("isDefauld ", 980)+"}", invalid),
		"unknown argument, few":     walks(1, 1, "viewer{id("+strings.Repeat("firsd:1 ", 600)+")}", invalid),
		"a long name, walks":        walks(1, 1, "loginPolicy{"+each(370, strings.Repeat("x", 125)+"# ")+"}", invalid),
		"too many walks":            walks(20, 49, "loginPolicy{"+strings.Repeat("isDefault ", 900)+"}", limit),
		"same field, inline":        {onPolicy(nest(320, "...{", strings.Repeat("isDefault ", 980), "}")), "", fine},
		"a long value, walks":       walks(20, 49, "organizations(first:\""+strings.Repeat("9", 45_000)+"\"){totalCount}", invalid),
		"unknown variables":         {"{organizations(" + strings.Repeat("first:$a ", 480) + "){totalCount}}", "", invalid},
		"same arguments":            {"{" + strings.Repeat("a:organizations("+strings.Repeat("first:1 ", 50)+"){totalCount}", 10) + "}", "", invalid},
		"deep lists within":         {"{organizations(first:" + nest(990, "[", "1", "]") + "){totalCount}}", "", invalid},
		"deep objects within":       {"mutation{updateLoginPolicy(patch:" + nest(480, "{a:", "1", "}") + "){sequence}}", "", invalid},
		"a huge integer":            {"{organizations(first:" + strings.Repeat("9", 49_000) + "){totalCount}}", "", invalid},
		"a huge variable":           {"query($a:Int){organizations(first:$a){totalCount}}", `{"a":` + strings.Repeat("9", 900_000) + `}`, invalid},
		"a huge float":              {"query($a:Float){organizations(first:$a){totalCount}}", `{"a":1e` + strings.Repeat("9", 900_000) + `}`, invalid},
		"a list for a number":       {"query($a:Int){organizations(first:$a){totalCount}}", `{"a":[` + strings.Repeat("1,", 4_900) + `1]}`, invalid},
		"many names in an input": {"mutation($a:LoginPolicyPatch!){updateLoginPolicy(patch:$a){sequence}}",
			`{"a":{` + each(4_000, `"a#":1,`) + `"a":1}}`, invalid},
	}
}

// newAttacked is a server without a backend, as in production.
func newAttacked(introspection bool) http.Handler {
	config := endpoint.DefaultConfig()
	config.Introspection = introspection
	return newEndpoint(unused, config, slog.New(slog.DiscardHandler))
}

// Every attack is answered in the error contract and with a small answer, and the plain request after it as ever. Run it
// with -v to see how long each takes.
func TestAttacks(t *testing.T) {
	for _, introspection := range []bool{false, true} {
		handler := newAttacked(introspection)
		for name, attack := range attacks() {
			start := time.Now()
			response := post(handler, attack.body(t))
			t.Logf("%8.2f ms %7d bytes %s, introspection %t", float64(time.Since(start).Microseconds())/1000, response.Body.Len(), name, introspection)
			var answer struct {
				Errors []struct{ Extensions struct{ Code string } }
			}
			if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil || response.Body.Len() > 32<<10 {
				t.Errorf("%s: %v, %d bytes", name, err, response.Body.Len())
			}
			if attack.code != "" && (len(answer.Errors) == 0 || answer.Errors[0].Extensions.Code != attack.code) {
				t.Errorf("%s: want %s, got %.300s", name, attack.code, response.Body)
			}
			if got := post(handler, attack1().body(t)).Body.String(); got != `{"data":{"__typename":"Query"}}` {
				t.Errorf("after %s: %s", name, got)
			}
		}
	}
}

func attack1() attack { return attack{document: "{__typename}"} }

// BenchmarkAttacks is how long the slowest answers take.
func BenchmarkAttacks(b *testing.B) {
	all := attacks()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		body := all[name].body(b)
		b.Run(name, func(b *testing.B) {
			handler := newAttacked(false)
			for b.Loop() {
				post(handler, body)
			}
		})
	}
}
