package web_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

// A line has all its keys, in this order and once, in each of slog's formats, and nothing of the line before.
func TestAccessLogFormats(t *testing.T) {
	config := web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10}
	for want, format := range map[string]func(io.Writer) slog.Handler{
		`{"time":"T","level":"INFO","msg":"request","requestId":"the-id","client":"192.0.2.1","userAgent":"an \"agent\"","httpVersion":"1.1","method":"PUT",` +
			`"path":"/graphql","status":200,"bytes":2,"durationMs":0,"backendCalls":0,"operation":"Q","codes":["NOT_FOUND"],"reasons":[]}` + "\n": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		`time=T level=INFO msg=request requestId=the-id client=192.0.2.1 userAgent="an \"agent\"" httpVersion=1.1 method=PUT ` +
			`path=/graphql status=200 bytes=2 durationMs=0 backendCalls=0 operation=Q codes=[NOT_FOUND] reasons=[]` + "\n": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
	} {
		var log bytes.Buffer
		server, err := web.New(config, web.Handlers{GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			web.Annotate(r.Context(), slog.String("operation", "Q"))
			web.Annotate(r.Context(), slog.Any("codes", []problem.Code{problem.CodeNotFound}), slog.Any("reasons", []problem.Reason{}))
			fmt.Fprint(w, "{}")
		}), Refuse: refuse}, slog.New(format(&log)))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			log.Reset()
			r := httptest.NewRequest(http.MethodPut, "/graphql", nil)
			r.Header = http.Header{"X-Request-Id": {"the-id"}, "User-Agent": {`an "agent"`}}
			server.Handler.ServeHTTP(httptest.NewRecorder(), r)
			got := regexp.MustCompile(`(time=|"time":")[^ "]*`).ReplaceAllString(log.String(), "${1}T")
			got = regexp.MustCompile(`(durationMs=|"durationMs":)[0-9.e-]+`).ReplaceAllString(got, "${1}0")
			if got != want {
				t.Errorf("got  %swant %s", got, want)
			}
		}
	}
}
