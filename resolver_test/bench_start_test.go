package resolver_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/racetest"
)

// BenchmarkStart measures how long it takes from the start of the process until /readyz answers 200, in front of a backend that answers
// at once: so long a deployment has one replica fewer. It reports the median and the longest of its iterations.
func BenchmarkStart(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	answer := backendtest.CannedZITADEL(b)
	address := backendtest.ServeCanned(b, func(call backendtest.CannedCall) (*backendtest.CannedAnswer, time.Duration) { return answer(call), 0 })
	var took []float64
	for b.Loop() {
		took = append(took, float64(startUntilReady(b, address).Microseconds())/1e3)
	}
	b.ReportMetric(0, "ns/op") // it has the end of the process as well
	b.ReportMetric(quantile(took, 0.5), "ms-to-ready")
	b.ReportMetric(quantile(took, 1), "ms-to-ready-longest")
}

// startUntilReady starts the program, ends it when it is ready, and returns how long that took.
func startUntilReady(b *testing.B, backend string) time.Duration {
	b.Helper()
	process := exec.Command(binary, "--listen", "127.0.0.1:0", "--backend", "http://"+backend, "--log-format", "json", "--metrics-listen", "127.0.0.1:0")
	process.Env = cleanEnvironment()
	log, err := process.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := process.Start(); err != nil {
		b.Fatalf("start the program: %v", err)
	}
	defer func() {
		process.Process.Kill() //nolint:errcheck // it fails for a process that has ended
		process.Wait()         //nolint:errcheck // it was killed
	}()
	var line struct{ Msg, URL string }
	for lines := bufio.NewScanner(log); line.Msg != "serving GraphQL"; {
		if !lines.Scan() {
			b.Fatal("the program ended before it served")
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			b.Fatal(err)
		}
	}
	response, err := http.Get(line.URL[:len(line.URL)-len("/graphql")] + "/readyz")
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if response.Body.Close(); response.StatusCode != http.StatusOK {
		b.Fatalf("/readyz answers %s", response.Status)
	}
	return took
}
