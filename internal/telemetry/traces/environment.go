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

// Validate reports every variable that has a value which can't be used, each by its name, and nothing where no traces are asked
// for. The SDK goes on without such a variable, and writes its value to the log, which may be a secret.
func Validate(getenv func(string) string) error {
	if !asked(getenv) {
		return nil
	}
	problems := []error{
		checkSamplerArgument(getenv),
		checkClientCertificate(getenv, "OTEL_EXPORTER_OTLP_"),
		checkClientCertificate(getenv, "OTEL_EXPORTER_OTLP_TRACES_"),
	}
	checks := variables()
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		value := getenv(name)
		if value == "" {
			continue
		}
		if err := checks[name](value); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(problems...)
}

// variables returns how the value of each variable is checked. No error repeats a value that may hold a secret.
func variables() map[string]func(string) error {
	all := map[string]func(string) error{
		"OTEL_TRACES_EXPORTER":            oneOf("otlp", "console", "none"),
		"OTEL_TRACES_SAMPLER":             inAnyCase("always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
		"OTEL_BSP_SCHEDULE_DELAY":         wholeNumber,
		"OTEL_BSP_EXPORT_TIMEOUT":         wholeNumber,
		"OTEL_BSP_MAX_QUEUE_SIZE":         wholeNumber,
		"OTEL_BSP_MAX_EXPORT_BATCH_SIZE":  wholeNumber,
		"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": wholeNumber,
		"OTEL_SPAN_EVENT_COUNT_LIMIT":     wholeNumber,
		"OTEL_SPAN_LINK_COUNT_LIMIT":      wholeNumber,
	}
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"} {
		all[prefix+"ENDPOINT"] = endpoint
		all[prefix+"PROTOCOL"] = oneOf("grpc", "http/protobuf")
		all[prefix+"COMPRESSION"] = oneOf("gzip", "none")
		all[prefix+"INSECURE"] = inAnyCase("true", "false")
		all[prefix+"TIMEOUT"] = wholeNumber
		all[prefix+"HEADERS"] = headers
		all[prefix+"CERTIFICATE"] = certificates
	}
	return all
}

func oneOf(allowed ...string) func(string) error {
	return func(value string) error {
		if !slices.Contains(allowed, value) {
			return fmt.Errorf("%q is none of %s", value, strings.Join(allowed, ", "))
		}
		return nil
	}
}

func inAnyCase(allowed ...string) func(string) error {
	check := oneOf(allowed...)
	return func(value string) error { return check(strings.ToLower(value)) }
}

func wholeNumber(value string) error {
	if n, err := strconv.Atoi(value); err != nil || n < 0 {
		return fmt.Errorf("%q is no whole number", value)
	}
	return nil
}

// endpoint doesn't repeat the URL, which may have a password.
func endpoint(value string) error {
	if u, err := url.Parse(value); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return errors.New("it is no URL such as http://collector.example:4318")
	}
	return nil
}

// headers doesn't repeat any of them: they are how a collector knows who may send.
func headers(value string) error {
	for pair := range strings.SplitSeq(value, ",") {
		name, text, found := strings.Cut(pair, "=")
		if _, err := url.PathUnescape(text); !found || err != nil || !httpguts.ValidHeaderFieldName(strings.TrimSpace(name)) {
			return errors.New("it is no list such as name=value,name=value, with values in percent-encoding")
		}
	}
	return nil
}

func certificates(file string) error {
	pem, err := os.ReadFile(file) //nolint:gosec // the operator's own
	if err != nil {
		return err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		return fmt.Errorf("%s has no certificates in PEM", file)
	}
	return nil
}

// checkClientCertificate checks the two variables that are of no use without each other.
func checkClientCertificate(getenv func(string) string, prefix string) error {
	certificate, key := getenv(prefix+"CLIENT_CERTIFICATE"), getenv(prefix+"CLIENT_KEY")
	if certificate == "" && key == "" {
		return nil
	}
	if _, err := tls.LoadX509KeyPair(certificate, key); err != nil {
		return fmt.Errorf("%sCLIENT_CERTIFICATE, %[1]sCLIENT_KEY: %w", prefix, err)
	}
	return nil
}

// checkSamplerArgument checks the share of traces that is recorded. Samplers without a ratio don't look at it.
func checkSamplerArgument(getenv func(string) string) error {
	argument := getenv("OTEL_TRACES_SAMPLER_ARG")
	if argument == "" || !strings.HasSuffix(strings.ToLower(getenv("OTEL_TRACES_SAMPLER")), "traceidratio") {
		return nil
	}
	if ratio, err := strconv.ParseFloat(argument, 64); err != nil || !(ratio >= 0 && ratio <= 1) {
		return fmt.Errorf("OTEL_TRACES_SAMPLER_ARG: %q is no number from 0 to 1", argument)
	}
	return nil
}
