package resolver_test

import (
	"net/http"
	"strings"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// TestWantsRoundTrip ensures of each want that it asserts a whole reply: spelled out and shortened again, it is what it
// was. So no two replies have the same want, and each want is as -update writes it.
func TestWantsRoundTrip(t *testing.T) {
	t.Parallel()
	racetest.Skip(t, "it is one goroutine, which reads texts")
	for _, path := range caseFiles(t) {
		for i, step := range readCase(t, path).steps {
			again, err := throughFullForm(step)
			if err != nil || again != step["want"] {
				t.Errorf("%s: step %d: %v; -update would write\n%s\nin place of\n%s", path, i+1, err, again, step["want"])
			}
		}
	}
}

func throughFullForm(step caseStep) (string, error) {
	if step["direct"] == "" {
		full, err := spellOut(step["want"])
		return shortForm(full), err
	}
	if !strings.HasPrefix(step["want"], "{") {
		return step["want"], nil // a status
	}
	value, _, err := parseValueLine(step["want"])
	return layOut("", value), err
}

const usualHead = "200\ncontent-type: application/json; charset=utf-8\ncache-control: no-store\n\n"

// TestShortForm shows what the short form leaves out, and what it doesn't.
func TestShortForm(t *testing.T) {
	t.Parallel()
	failure := `{"errors":[{"message":"It's too late.","path":["a","nodes",0],"locations":[{"line":1,"column":3}],` +
		`"extensions":{"code":"NOT_FOUND","httpStatus":404,"reason":"GONE","requestId":"<id>","retryable":false}}],"data":null}`
	for full, want := range map[string]string{
		usualHead + indented([]byte(failure)) + "\n": "200\nerror a.nodes.0 1:3 404 NOT_FOUND GONE\n  It's too late.\ndata null\n",
		usualHead + indented([]byte(strings.NewReplacer("false", "true", "<id>", "7", "It's", `It's\n`).Replace(failure))) + "\n": "200\n" +
			"error a.nodes.0 1:3 404 NOT_FOUND GONE requestId=\"7\" retryable\n  \"It's\\n too late.\"\ndata null\n",
		usualHead + indented([]byte(strings.Replace(failure, `"requestId":"<id>",`, "", 1))) + "\n": "200\nerror {\n" +
			"  message: \"It's too late.\", path: [\"a\", \"nodes\", 0], locations: [{line: 1, column: 3}],\n" +
			"  extensions: {code: NOT_FOUND, httpStatus: 404, reason: GONE, retryable: false}\n}\ndata null\n",
		"200\ncontent-type: text/plain\n\nok\n":                    "200\ncontent-type: text/plain\nno cache-control\n\nok\n",
		"204\ncontent-type: text/plain\ncache-control: no-store\n": "204\ncontent-type: text/plain\n",
		strings.Replace(usualHead, "cache", "allow: GET\ncache", 1) + "{\n  \"data\": {\n    \"a b\": \"<time>\"\n  }\n}\n": "200\nallow: GET\n" +
			"data {\"a b\": <time>}\n",
	} {
		if got := shortForm(full); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// nastyBodies look like the short form's own syntax, or like something else than they are.
func nastyBodies() []string {
	return []string{
		``, `ok`, `null`, `7`, `[]`, `{}`, `{"data":{}}`, `{"data":null}`, `{"data":"null"}`, `{"data":[]}`, `{"data":{"a":{},"b":[],"c":[{}],"d":[[1,[2]]]}}`,
		`{"data":{"a":1,"a":2}}`, `{"data":{"a":1.0,"b":1e3,"c":-0,"d":12345678901234567890,"e":"1","f":true,"g":"true","h":"Null","i":"NULL"}}`,
		`{"data":{"":"","a b":"x","a:":"{","b,":"}, ","\"":"\"","<time>":"<time>","t":"\u003ctime\u003e","A":"A","B":"A b","C":"A-b_c"}}`,
		`{"data":{"a":"\n","b":"\\n","c":"\u0000\u001f\u007f","d":"é\u00e9\ud83d\ude00\u2028","e":"\/","f":"a  b ","g":"-- 1 want --"}}`,
		"{\"data\":{\"a\":\"\xff\"}}", `{"data":{"a":"` + strings.Repeat("long ", 60) + `","b":["` + strings.Repeat(`x","`, 90) + `"]}}`,
		`{"errors":[]}`, `{"errors":null}`, `{"errors":{}}`, `{"errors":[null,1,"a",{},[]],"data":null}`, `{"data":{},"errors":[{"message":"a"}]}`,
		`{"errors":[{"message":"error a 1:2 404 X"}]}`, `{"other":{"a":1}}`, `{"a b":1}`, `{"error":{"message":"a"}}`, `{"warning":1}`,
		`{"extensions":{"warnings":[]}}`, `{"extensions":{"warnings":[{"code":"A","message":"m","path":["a","0"]},{"code":"A b","message":"","path":[]}]}}`,
		`{"extensions":{"warnings":[{"code":"A","message":"m","path":["a",0]}],"x":1},"data":1}`,
		nastyError(`""`, `"path":["a"],`, ``), nastyError(`"a"`, ``, ``), nastyError(`" a"`, `"locations":[],`, ``), nastyError(`"\"a\""`, `"path":[],`, ``),
		nastyError(`"detail: a"`, `"path":["a.b"],"locations":[{"line":1,"column":2}],`, ``), nastyError(`"a\n  detail: b"`, `"path":["404"],`, ``),
		nastyError(`"made on <time> by"`, `"path":["1:2",3,"4"],"locations":[{"line":1,"column":2},{"line":3,"column":4}],`, `,"x":{"y":[1,"z w"]},"y":"retryable"`),
		nastyError(`"made on \u003ctime\u003e by"`, `"locations":[{"column":2,"line":1}],`, `,"x":"a=b","y":"","z":null`),
		nastyError(`null`, `"path":null,`, `,"zitadelId":"A-1"`), nastyError(`7`, `"path":[""],`, `,"zitadelId":"a b"`),
		nastyError(`"a"`, ``, `,"retryable":true`), nastyError(`"a & b <c>"`, `"path":["a"],"locations":[{"line":"1","column":2}],`, ``),
	}
}

func nastyError(message, place, extensions string) string {
	return `{"errors":[{"message":` + message + `,` + place + `"extensions":{"code":"A","httpStatus":404,"requestId":"<id>","retryable":false` + extensions + `}}]}`
}

// FuzzWants ensures that every reply can be spelled out again from its short form. The cases' own replies are among the
// first that are tried.
func FuzzWants(f *testing.F) {
	for _, body := range nastyBodies() {
		f.Add("content-type", "application/json; charset=utf-8", body)
	}
	for _, header := range []string{"cache-control", "allow", "no cache-control", "x-request-id", "error"} {
		f.Add(header, "no-store", `{"data":{}}`)
		f.Add(header, "", "")
	}
	f.Fuzz(func(t *testing.T, name, value, body string) {
		got := reply{status: 200, header: http.Header{"Cache-Control": {"no-store"}}, body: body}
		got.header.Add(name, value)
		if strings.ContainsAny(value, "\r\n") { // no header has a line break
			return
		}
		full := fullForm(got, "")
		again, err := spellOut(shortForm(full))
		if err != nil || again != full {
			t.Errorf("%v: got\n%s\nfrom\n%s\nwant\n%s", err, again, shortForm(full), full)
		}
	})
}
