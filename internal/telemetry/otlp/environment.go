package otlp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"zitadel-graphql/internal/filecontent"
	"zitadel-graphql/internal/invalid"
)

// Asked reports whether the environment asks for the signal to be sent: by naming an exporter, or where a collector is. The SDK by
// itself would send it to this machine, whether anybody asks or not.
func (s Signal) Asked(getenv func(string) string) bool {
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") {
		return false
	}
	if exporter := getenv("OTEL_" + string(s) + "_EXPORTER"); exporter != "" {
		return exporter != "none"
	}
	return getenv(everySignal+"ENDPOINT") != "" || getenv(s.prefix()+"ENDPOINT") != ""
}

// everySignal begins the variables of an exporter that are for all signals.
const everySignal = "OTEL_EXPORTER_OTLP_"

// prefix begins the variables of an exporter that are for this signal alone.
func (s Signal) prefix() string { return everySignal + string(s) + "_" }

// Validate reports every variable that has a value which can't be used, joined, each as an invalid.Setting under the variable's own
// name: of those signals that the environment asks for, and where metrics are served here, what counts for those. None repeats a value
// that may hold a secret. The SDK would go on without such a variable, and write its value to the log.
func Validate(getenv func(string) string, metricsAreServed bool, signals ...Signal) error {
	checks := map[string]check{}
	var problems []error
	if metricsAreServed {
		maps.Copy(checks, served())
	}
	for _, signal := range signals {
		if !signal.Asked(getenv) {
			continue
		}
		if len(problems) == 0 {
			maps.Copy(checks, everySignals())
			problems = append(problems, checkClientCertificate(getenv, everySignal))
		}
		maps.Copy(checks, signal.variables())
		problems = append(problems, checkClientCertificate(getenv, signal.prefix()))
	}
	return errors.Join(append([]error{wrongValues(checks, getenv)}, problems...)...)
}

func wrongValues(checks map[string]check, getenv func(string) string) error {
	var wrong invalid.Settings
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		if value := getenv(name); value != "" {
			problem := checks[name].problem(value)
			wrong.If(problem != "", name, problem, checks[name].remedy)
		}
	}
	if _, ok := checks[sampler]; ok {
		return errors.Join(wrong.Err(), checkSamplerArgument(getenv))
	}
	return wrong.Err()
}

// check is what a variable's value has to be like.
type check struct {
	// problem returns what is wrong with a value, or an empty text.
	problem func(value string) string
	remedy  string
}

const sampler = "OTEL_TRACES_SAMPLER"

// variables returns how each variable of the signal is checked that can be checked by itself.
func (s Signal) variables() map[string]check {
	all := exporter(s.prefix())
	exporters := oneOf("otlp", "console", "none")
	if s == Traces {
		number := check{wholeNumber, "write one such as 5000"}
		maps.Copy(all, map[string]check{
			"OTEL_TRACES_EXPORTER":            exporters,
			sampler:                           inAnyCase("always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
			"OTEL_BSP_SCHEDULE_DELAY":         number,
			"OTEL_BSP_EXPORT_TIMEOUT":         number,
			"OTEL_BSP_MAX_QUEUE_SIZE":         number,
			"OTEL_BSP_MAX_EXPORT_BATCH_SIZE":  number,
			"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": number,
			"OTEL_SPAN_EVENT_COUNT_LIMIT":     number,
			"OTEL_SPAN_LINK_COUNT_LIMIT":      number,
		})
		return all
	}
	milliseconds := check{positiveNumber, "write milliseconds, such as 60000"}
	exporters.remedy += "; for Prometheus set metrics-listen"
	maps.Copy(all, served())
	maps.Copy(all, map[string]check{
		"OTEL_METRICS_EXPORTER":                      exporters,
		"OTEL_METRIC_EXPORT_INTERVAL":                milliseconds,
		"OTEL_METRIC_EXPORT_TIMEOUT":                 milliseconds,
		s.prefix() + "TEMPORALITY_PREFERENCE":        inAnyCase("cumulative", "delta", "lowmemory"),
		s.prefix() + "DEFAULT_HISTOGRAM_AGGREGATION": inAnyCase("explicit_bucket_histogram", "base2_exponential_bucket_histogram"),
	})
	return all
}

// everySignals returns the same for the variables that aren't of one signal.
func everySignals() map[string]check {
	all := exporter(everySignal)
	maps.Copy(all, resource())
	return all
}

// served returns the same for the variables that count where metrics are served, too.
func served() map[string]check {
	all := resource()
	all["OTEL_METRICS_EXEMPLAR_FILTER"] = inAnyCase("always_on", "always_off", "trace_based")
	return all
}

// resource returns the same for the variable that says who sends, or serves.
func resource() map[string]check {
	return map[string]check{"OTEL_RESOURCE_ATTRIBUTES": {resourceAttributes, writePairs}}
}

const writePairs = "write name=value,name=value, with values in percent-encoding"

// exporter returns the same for the variables of an exporter that begin with the prefix.
func exporter(prefix string) map[string]check {
	return map[string]check{
		prefix + "ENDPOINT":    {endpoint, "write one such as http://collector.example:4318"},
		prefix + "PROTOCOL":    oneOf("grpc", "http/protobuf"),
		prefix + "COMPRESSION": oneOf("gzip", "none"),
		prefix + "INSECURE":    inAnyCase("true", "false"),
		prefix + "TIMEOUT":     {wholeNumber, "write milliseconds, such as 5000"},
		prefix + "HEADERS":     {pairs, writePairs},
		prefix + "CERTIFICATE": {certificates, "name a file with certificates in PEM"},
	}
}

func oneOf(allowed ...string) check {
	return check{func(value string) string {
		if !slices.Contains(allowed, value) {
			return fmt.Sprintf("%q isn't known", value)
		}
		return ""
	}, "write one of " + strings.Join(allowed, ", ")}
}

func inAnyCase(allowed ...string) check {
	exact := oneOf(allowed...)
	return check{func(value string) string { return exact.problem(strings.ToLower(value)) }, exact.remedy}
}

func wholeNumber(value string) string {
	if n, err := strconv.Atoi(value); err != nil || n < 0 {
		return fmt.Sprintf("%q is no whole number", value)
	}
	return ""
}

func positiveNumber(value string) string {
	if problem := wholeNumber(value); problem != "" || strings.Trim(value, "0") != "" {
		return problem
	}
	return fmt.Sprintf("%q is no time", value)
}

// endpoint doesn't repeat the URL, which may have a password.
func endpoint(value string) string {
	if u, err := url.Parse(value); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "it is no URL of http or https with a host"
	}
	return ""
}

// pairs doesn't repeat any of them: headers are how a collector knows who may send.
func pairs(value string) string {
	for pair := range strings.SplitSeq(value, ",") {
		name, text, found := strings.Cut(pair, "=")
		if _, err := url.PathUnescape(text); !found || err != nil || !httpguts.ValidHeaderFieldName(strings.TrimSpace(name)) {
			return "it is no list of names and values"
		}
	}
	return ""
}

func resourceAttributes(value string) string {
	for pair := range strings.SplitSeq(value, ",") {
		if name, _, found := strings.Cut(pair, "="); !found || strings.TrimSpace(name) == "" {
			return "it is no list of names and values"
		}
	}
	return ""
}

// maxCertificates is how many bytes a file with certificates may have.
const maxCertificates = 16 << 20

func certificates(file string) string {
	pem, err := filecontent.Read(file, maxCertificates)
	switch {
	case err != nil:
		return err.Error()
	case !x509.NewCertPool().AppendCertsFromPEM(pem):
		return fmt.Sprintf("%q has none", file)
	default:
		return ""
	}
}

// checkClientCertificate checks the two variables that are of no use without each other.
func checkClientCertificate(getenv func(string) string, prefix string) error {
	certificate, key := getenv(prefix+"CLIENT_CERTIFICATE"), getenv(prefix+"CLIENT_KEY")
	if certificate == "" && key == "" {
		return nil
	}
	if _, err := tls.LoadX509KeyPair(certificate, key); err != nil {
		return invalid.Setting{Name: prefix + "CLIENT_CERTIFICATE", Problem: err.Error(), Remedy: "name a file with the certificate here, and one with its key in " + prefix + "CLIENT_KEY"}
	}
	return nil
}

// checkSamplerArgument checks the share of traces that is recorded. Samplers without a ratio don't look at it.
func checkSamplerArgument(getenv func(string) string) error {
	const name = "OTEL_TRACES_SAMPLER_ARG"
	argument := getenv(name)
	if argument == "" || !strings.HasSuffix(strings.ToLower(getenv(sampler)), "traceidratio") {
		return nil
	}
	if ratio, err := strconv.ParseFloat(argument, 64); err != nil || !(ratio >= 0 && ratio <= 1) {
		return invalid.Setting{Name: name, Problem: fmt.Sprintf("%q is no share", argument), Remedy: "write a number from 0 to 1"}
	}
	return nil
}
