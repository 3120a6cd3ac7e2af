package web

import (
	"fmt"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// minCompressedBytes is how long a body is at least that is compressed: a shorter one fits into one packet anyway.
const minCompressedBytes = 1 << 10

// compressedTypes are the media types of bodies that are compressed: of answers and of what a page is made of. An event stream isn't
// among them: its events would wait in the compressor.
func compressedTypes() []string {
	return []string{"application/json", "application/graphql-response+json", "text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml"}
}

// compress compresses bodies with gzip for clients that take it, and tells caches that the answer depends on that. OpenStream writes
// past it.
func compress() (middleware, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(minCompressedBytes), gzhttp.ContentTypes(compressedTypes()), gzhttp.EnableZstd(false),
		gzhttp.SetContentType(false), gzhttp.SuffixETag("-gzip"))
	if err != nil {
		return nil, fmt.Errorf("compress with gzip: %w", err)
	}
	return func(next http.Handler) http.Handler {
		compressed := wrap(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if len(r.Header["Accept-Encoding"]) == 0 {
				w.Header().Add("Vary", "Accept-Encoding")
				next.ServeHTTP(w, r)
				return
			}
			infoOf(r.Context()).uncompressed = w
			compressed.ServeHTTP(w, r)
		})
	}, nil
}
