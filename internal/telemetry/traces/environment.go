package traces

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"zitadel-graphql/internal/invalid"
)

// asked reports whether the environment asks for traces: by naming an exporter, or where a collector is. The SDK by itself would
// send them to this machine, whether anybody asks or not.
func asked(getenv func(string) string) bool {
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") {
		return false
	}
	if exporter := getenv("OTEL_TRACES_EXPORTER"); exporter != "" {
		return exporter != "none"
	}
	return getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// Validate reports every variable that has a value which can't be used, joined, each as an invalid.Setting under the variable's own
// name; and nothing where no traces are asked for. None repeats a value that may hold a secret. The SDK would go on without such a
// variable, and write its value to the log.
func Validate(getenv func(string) string) error {
	if !asked(getenv) {
		return nil
	}
	var wrong invalid.Settings
	checks := variables()
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		if value := getenv(name); value != "" {
			problem := checks[name].problem(value)
			wrong.If(problem != "", name, problem, checks[name].remedy)
		}
	}
	return errors.Join(wrong.Err(), checkSamplerArgument(getenv),
		checkClientCertificate(getenv, "OTEL_EXPORTER_OTLP_"), checkClientCertificate(getenv, "OTEL_EXPORTER_OTLP_TRACES_"))
}

// check is what a variable's value has to be like.
type check struct {
	// problem returns what is wrong with a value, or an empty text.
	problem func(value string) string
	remedy  string
}

// variables returns how each variable is checked that can be checked by itself.
func variables() map[string]check {
	number := check{wholeNumber, "write one such as 5000"}
	list := check{pairs, "write name=value,name=value, with values in percent-encoding"}
	all := map[string]check{
		"OTEL_TRACES_EXPORTER":            oneOf("otlp", "console", "none"),
		"OTEL_TRACES_SAMPLER":             inAnyCase("always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
		"OTEL_RESOURCE_ATTRIBUTES":        {resourceAttributes, list.remedy},
		"OTEL_BSP_SCHEDULE_DELAY":         number,
		"OTEL_BSP_EXPORT_TIMEOUT":         number,
		"OTEL_BSP_MAX_QUEUE_SIZE":         number,
		"OTEL_BSP_MAX_EXPORT_BATCH_SIZE":  number,
		"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": number,
		"OTEL_SPAN_EVENT_COUNT_LIMIT":     number,
		"OTEL_SPAN_LINK_COUNT_LIMIT":      number,
	}
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"} {
		all[prefix+"ENDPOINT"] = check{endpoint, "write one such as http://collector.example:4318"}
		all[prefix+"PROTOCOL"] = oneOf("grpc", "http/protobuf")
		all[prefix+"COMPRESSION"] = oneOf("gzip", "none")
		all[prefix+"INSECURE"] = inAnyCase("true", "false")
		all[prefix+"TIMEOUT"] = number
		all[prefix+"HEADERS"] = list
		all[prefix+"CERTIFICATE"] = check{certificates, "name a file with certificates in PEM"}
	}
	return all
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

func certificates(file string) string {
	pem, err := os.ReadFile(file) //nolint:gosec // the operator's own
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
	if argument == "" || !strings.HasSuffix(strings.ToLower(getenv("OTEL_TRACES_SAMPLER")), "traceidratio") {
		return nil
	}
	if ratio, err := strconv.ParseFloat(argument, 64); err != nil || !(ratio >= 0 && ratio <= 1) {
		return invalid.Setting{Name: name, Problem: fmt.Sprintf("%q is no share", argument), Remedy: "write a number from 0 to 1"}
	}
	return nil
}
