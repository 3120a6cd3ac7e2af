package metrics

import (
	"context"
	"errors"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/build"
)

// Sources return what other packages count themselves; they are called when metrics are collected. Each has to be safe for concurrent
// use, and to return at once. A source that is nil has no metric.
type Sources struct {
	// OpenStreams is how many streams of subscriptions are open.
	OpenStreams func() int
	// Caches are those of documents, by a name for each.
	Caches map[string]func() CacheState
	// Documents are totals of requests whose document isn't one of the trusted or kept ones.
	Documents func() DocumentTotals
	// Operations are how many operations were executed by plans since the start, and how many by gqlgen's generated code because no plan
	// covers them.
	Operations func() (byPlans, others uint64)
	// PeopleLookedAt is how many people were looked at since the start.
	PeopleLookedAt func() uint64
	// ReadsBehind and ReadsSkipping are how many reads of policies lacked the newest change, or permanently an earlier one, since the
	// start.
	ReadsBehind, ReadsSkipping func() uint64
	// BackendHealth is what the last probe of the backend found. known is false before the first one.
	BackendHealth func() (healthy, known bool)
	// DroppedLogLines and LostAuditLines are how many lines were lost since the start.
	DroppedLogLines, LostAuditLines func() uint64
	// Reloads returns how many reloads of the settings failed since the start, and whether the last one succeeded.
	Reloads func() (failures uint64, lastSucceeded bool)
}

// CacheState has the hits and misses of a cache since the start, and its size now.
type CacheState struct {
	Hits, Misses   uint64
	Entries, Bytes int
}

// DocumentTotals count requests since the start.
type DocumentTotals struct {
	// Refused and Executed had a document that isn't in the manifest; Executed counts those of the mode report.
	Refused, Executed uint64
	// Unknown named a document that the server doesn't have.
	Unknown uint64
}

// reading is a metric that is read when metrics are collected.
type reading struct {
	name, help string
	isTotal    bool
	read       func(s *Sources, report reportFunc)
}

type reportFunc func(value int64, labels ...attribute.KeyValue)

// readings is the table of them. The totals of this program's events begin at 0, so that a first event is an increase.
func (m *Metrics) readings() []reading {
	return append([]reading{
		{"requests_in_flight", "Requests that are being answered.", false,
			func(_ *Sources, report reportFunc) { report(m.requestsInFlight.Load()) }},
		{"backend_calls_in_flight", "Calls of ZITADEL under way or waiting for a free slot.", false,
			func(_ *Sources, report reportFunc) { report(m.callsInFlight.Load()) }},
		{"backend_breaker_open", "1 while calls of ZITADEL are refused at once because it doesn't answer, else 0.", false,
			func(_ *Sources, report reportFunc) { report(truth(m.circuitOpen.Load())) }},
		{"backend_breaker_openings_total", "How often calls of ZITADEL began to be refused because it doesn't answer.", true,
			func(_ *Sources, report reportFunc) { report(m.circuitOpenings.Load()) }},
		{"build_info", "1, with the program's version, the commit it was built from, and Go's version.", false,
			func(_ *Sources, report reportFunc) { report(1, buildLabels()...) }},
		{"log_lines_total", "Warnings and errors in the log, by level and event; docs/telemetry.md lists the events.", true,
			func(_ *Sources, report reportFunc) {
				m.events.Each(func(event, level string, total uint64) {
					report(number(total), attribute.String("event", event), attribute.String("level", level))
				})
			}},
	}, sourceReadings()...)
}

func sourceReadings() []reading {
	return []reading{
		{"streams_open", "Streams of subscriptions that are open.", false, func(s *Sources, report reportFunc) {
			if s.OpenStreams != nil {
				report(int64(s.OpenStreams()))
			}
		}},
		{"cache_requests_total", "Look-ups of documents in a cache, by cache (documents, apq) and result (hit, miss).", true, caches(func(state CacheState, name attribute.KeyValue, report reportFunc) {
			report(number(state.Hits), name, attribute.String("result", "hit"))
			report(number(state.Misses), name, attribute.String("result", "miss"))
		})},
		{"cache_entries", "Documents in a cache.", false, caches(func(state CacheState, name attribute.KeyValue, report reportFunc) {
			report(int64(state.Entries), name)
		})},
		{"cache_bytes", "Bytes that a cache's documents take, at most.", false, caches(func(state CacheState, name attribute.KeyValue, report reportFunc) {
			report(int64(state.Bytes), name)
		})},
		{"untrusted_documents_total", "Requests with a document that isn't in the manifest, by result: refused, or executed if the mode is report.", true,
			func(s *Sources, report reportFunc) {
				if s.Documents != nil {
					totals := s.Documents()
					report(number(totals.Refused), attribute.String("result", "refused"))
					report(number(totals.Executed), attribute.String("result", "executed"))
				}
			}},
		{"unknown_documents_total", "Requests that name a document by an id or hash that the server doesn't have.", true, func(s *Sources, report reportFunc) {
			if s.Documents != nil {
				report(number(s.Documents().Unknown))
			}
		}},
		{"operations_total", "Operations by what executed them: a plan, or gqlgen's generated code where no plan covers them.", true, operations},
		{"people_looked_at_total", "People whose factors were read, one after the other.", true, total(func(s *Sources) func() uint64 { return s.PeopleLookedAt })},
		{"policy_reads_behind_total", "Reads in which ZITADEL returned a login policy without its newest change.", true, total(func(s *Sources) func() uint64 { return s.ReadsBehind })},
		{"policy_reads_skipping_total", "Reads in which ZITADEL returned a login policy that permanently lacks an earlier change, although it has the newest.", true, total(func(s *Sources) func() uint64 { return s.ReadsSkipping })},
		{"backend_ready", "1 if ZITADEL answered the last health check, else 0; no series before the first check.", false, func(s *Sources, report reportFunc) {
			if s.BackendHealth == nil {
				return
			}
			if healthy, known := s.BackendHealth(); known {
				report(truth(healthy))
			}
		}},
		{"log_lines_dropped_total", "Lines of the log that were dropped because standard error was blocked.", true, total(func(s *Sources) func() uint64 { return s.DroppedLogLines })},
		{"audit_lines_lost_total", "Lines of the audit trail that couldn't be written although their change was made.", true, total(func(s *Sources) func() uint64 { return s.LostAuditLines })},
		{"reload_failures_total", "Reloads of the settings that failed, so that the previous settings stayed in force.", true, func(s *Sources, report reportFunc) {
			if s.Reloads != nil {
				failures, _ := s.Reloads()
				report(number(failures))
			}
		}},
		{"reload_success", "1 if the last reload of the settings succeeded, or there was none, else 0.", false, func(s *Sources, report reportFunc) {
			if s.Reloads != nil {
				_, succeeded := s.Reloads()
				report(truth(succeeded))
			}
		}},
	}
}

func operations(s *Sources, report reportFunc) {
	if s.Operations != nil {
		byPlans, others := s.Operations()
		report(number(byPlans), attribute.String("executor", "plan"))
		report(number(others), attribute.String("executor", "gqlgen"))
	}
}

// total reads one number, if its source is there.
func total(source func(*Sources) func() uint64) func(*Sources, reportFunc) {
	return func(s *Sources, report reportFunc) {
		if read := source(s); read != nil {
			report(number(read()))
		}
	}
}

func caches(each func(CacheState, attribute.KeyValue, reportFunc)) func(*Sources, reportFunc) {
	return func(s *Sources, report reportFunc) {
		for name, state := range s.Caches {
			each(state(), attribute.String("cache", name), report)
		}
	}
}

func number(n uint64) int64 { return int64(n) } //nolint:gosec // no total gets that far

func truth(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func buildLabels() []attribute.KeyValue {
	info := build.Read()
	return []attribute.KeyValue{attribute.String("version", info.Version), attribute.String("commit", info.Commit), attribute.String("go_version", info.Go)}
}

// register makes all metrics.
func (m *Metrics) register(to target) (err error) {
	if m.instruments, err = newInstruments(to); err != nil {
		return err
	}
	for _, failure := range alertedFailures() {
		m.instruments.failures.begin(failure)
	}
	var problems []error
	for _, each := range m.readings() {
		problems = append(problems, m.registerReading(to.meter, each))
	}
	return errors.Join(problems...)
}

func (m *Metrics) registerReading(meter metric.Meter, each reading) error {
	callback := metric.WithInt64Callback(func(_ context.Context, observer metric.Int64Observer) error {
		each.read(m.sources.Load(), func(value int64, labels ...attribute.KeyValue) {
			observer.Observe(value, metric.WithAttributes(labels...))
		})
		return nil
	})
	var err error
	if each.isTotal {
		_, err = meter.Int64ObservableCounter(prefix+each.name, metric.WithDescription(each.help), callback)
	} else {
		_, err = meter.Int64ObservableGauge(prefix+each.name, metric.WithDescription(each.help), callback)
	}
	return err
}

// alertedFailures have a series before they first occur, since one that begins at 1 is no increase to Prometheus: an alert for what
// must never happen would miss it.
func alertedFailures() []observe.Failure {
	return []observe.Failure{
		{Code: problem.CodeInternalServerError},
		{Code: problem.CodeInternalServerError, Reason: problem.ReasonWroteElsewhere},
		{Code: problem.CodeServiceUnavailable, Reason: problem.ReasonAuditUnavailable},
		{Code: problem.CodeBadGateway, Reason: problem.ReasonBackendNotZitadelOrWrongHost},
		{Code: problem.CodeBadGateway, Reason: problem.ReasonBackendReplyInvalid},
	}
}

// Names lists all metrics but Go's, in the order of the alphabet.
func Names() []string {
	names := []string{prefix + "requests_total", prefix + "request_duration_seconds", prefix + "http_responses_total", prefix + "errors_total",
		prefix + "fields_total", prefix + "backend_calls_total", prefix + "backend_call_duration_seconds", prefix + "backend_call_retries_total"}
	for _, each := range (&Metrics{}).readings() {
		names = append(names, prefix+each.name)
	}
	slices.Sort(names)
	return names
}
