package config_test

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
)

// serviceLinks are the variables that Kubernetes sets in every container of a namespace for one Service, whose ports are name and
// protocol by number.
func serviceLinks(service, host string, ports map[int][2]string) map[string]string {
	prefix := strings.ToUpper(strings.ReplaceAll(service, "-", "_"))
	links := map[string]string{prefix + "_SERVICE_HOST": host}
	for number, port := range ports {
		digits, protocol := strconv.Itoa(number), strings.ToLower(port[1])
		url := protocol + "://" + net.JoinHostPort(host, digits)
		link := prefix + "_PORT_" + digits + "_" + port[1]
		links[prefix+"_SERVICE_PORT"], links[prefix+"_PORT"] = digits, url
		links[link], links[link+"_PROTO"], links[link+"_PORT"], links[link+"_ADDR"] = url, protocol, digits, host
		if port[0] != "" {
			links[prefix+"_SERVICE_PORT_"+strings.ToUpper(strings.ReplaceAll(port[0], "-", "_"))] = digits
		}
	}
	return links
}

// What Kubernetes sets for Services of the program's name is nobody's doing: the program starts beside it.
func TestServiceLinksAreIgnored(t *testing.T) {
	t.Parallel()
	all := map[string]string{}
	for _, service := range []string{"zitadel-graphql", "zitadel-graphql-metrics", "zitadel-graphql-headless", "zitadel-graphql-listen", "zitadel-graphql-2"} {
		for _, host := range []string{"10.0.0.1", "fd00::1"} {
			for name, value := range serviceLinks(service, host, map[int][2]string{
				80: {"http", "TCP"}, 443: {"https-web", "TCP"}, 4000: {"", "TCP"}, 53: {"dns", "UDP"}, 9: {"s", "SCTP"}, 9090: {"metrics-port-1", "TCP"},
			}) {
				all[name] = value
				if _, err := load(nil, map[string]string{name: value}); err != nil {
					t.Errorf("%s=%s: %v", name, value, err)
				}
			}
		}
	}
	if _, err := load(nil, all); err != nil || len(all) < 100 {
		t.Errorf("all %d of them: %v", len(all), err)
	}
}

// A mistyped setting isn't taken for one of those.
func TestServiceLinksHaveTheirForm(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"ZITADEL_GRAPHQL_PORT": "4000", "ZITADEL_GRAPHQL_METRICS_PORT": "9090", "ZITADEL_GRAPHQL_LISTEN_PORT": "0.0.0.0:4000",
		"ZITADEL_GRAPHQL_BACKEND_PORT": "https://10.0.0.1:443", "ZITADEL_GRAPHQL_A_PORT": "tcp://backend:443", "ZITADEL_GRAPHQL_B_PORT": "tcp://10.0.0.1",
		"ZITADEL_GRAPHQL_PORT_FOO": "4000", "ZITADEL_GRAPHQL_PORT_4000": "4000", "ZITADEL_GRAPHQL_PORT_4000_HTTP": "4000", "ZITADEL_GRAPHQL_PORT_4000_TCP_HOST": "x",
		"ZITADEL_GRAPHQL_SERVICE": "x", "ZITADEL_GRAPHQL_SERVICE_HOSTS": "10.0.0.1", "ZITADEL_GRAPHQL_SERVICE_PORTS": "4000", "ZITADEL_GRAPHQLSERVICE_HOST_": "",
	} {
		_, err := load(nil, map[string]string{name: value})
		if ours := strings.HasPrefix(name, "ZITADEL_GRAPHQL_"); (err != nil) != ours {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

// No setting may have the name of a service link: its variable would be ignored.
func TestNoSettingIsCalledLikeAServiceLink(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, nil)
	if err != nil || len(c.Values()) < 50 {
		t.Fatalf("%d settings, %v", len(c.Values()), err)
	}
	for _, value := range c.Values() {
		variable := "ZITADEL_GRAPHQL_" + strings.ToUpper(strings.ReplaceAll(value.Setting, "-", "_"))
		if strings.HasSuffix(variable, "_PORT") {
			t.Errorf("%s could be the address of a service", variable)
		}
		if _, err := load(nil, map[string]string{variable: ""}); err == nil {
			t.Errorf("%s is ignored", variable)
		}
	}
}

// A name that no setting has is reported with the one that was probably meant: as the source writes it, and all of them at once.
func TestUnknownNamesAreSuggested(t *testing.T) {
	t.Parallel()
	_, err := load([]string{"--max-depht", "7", "--lisen=x", "--frobnicate", "x", "--max-body=0", "--no-breaker", "--cors-origi", "x", "config", "check"},
		map[string]string{"ZITADEL_GRAPHQL_RATELIMIT": "60", "ZITADEL_GRAPHQL_FROBNICATE": "1", "ZITADEL_GRAPHQL_max_depth": "7"})
	for _, want := range []string{
		"--max-depht: there is no such setting; leave it out, or write --max-depth", "--lisen: there is no such setting; leave it out, or write --listen",
		"--frobnicate: there is no such setting; leave it out", "--no-breaker: there is no such setting; leave it out",
		"--cors-origi: there is no such setting; leave it out, or write --cors-origin", `--max-body: "0" is no whole number`,
		"ZITADEL_GRAPHQL_RATELIMIT: there is no such setting; unset it, or write ZITADEL_GRAPHQL_RATE_LIMIT",
		"ZITADEL_GRAPHQL_FROBNICATE: there is no such setting; unset it",
		"ZITADEL_GRAPHQL_max_depth: there is no such setting; unset it, or write ZITADEL_GRAPHQL_MAX_DEPTH",
	} {
		if !strings.Contains(errorText(err), want) {
			t.Errorf("want %s, got\n%v", want, err)
		}
	}
	if got := len(config.Problems(err)); got != 9 {
		t.Errorf("there are %d problems:\n%v", got, err)
	}
}

// A variable that no setting has is an error, as an unknown flag is: somebody who has misspelled one thinks that it works.
// What Kubernetes sets for a service of the program's name is nobody's doing.
func TestStrayVariables(t *testing.T) {
	for name, value := range map[string]string{
		"ZITADEL_GRAPHQL_BACKEND_URL": "https://my.example", "ZITADEL_GRAPHQL_RATELIMIT": "60", "ZITADEL_GRAPHQL_": "", "ZITADEL_GRAPHQL_max_depth": "7",
		"ZITADEL_GRAPHQL_VERSION": "1.2.3", "ZITADEL_GRAPHQL_PORT": "4000", "ZITADEL_GRAPHQL_EMBEDDED_PORT": "", "ZITADEL_GRAPHQL_SERVICE": "x",
		"ZITADEL_GRAPHQL_SERVICE_HOSTS": "10.0.0.1", "ZITADEL_GRAPHQL_SERVICE_PORTS": "4000",
	} {
		if _, err := load(nil, map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name+": ") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	if _, err := load(nil, map[string]string{
		"ZITADEL_GRAPHQL_SERVICE_HOST": "10.0.0.1", "ZITADEL_GRAPHQL_SERVICE_PORT": "4000", "ZITADEL_GRAPHQL_SERVICE_PORT_HTTP": "4000",
		"ZITADEL_GRAPHQL_PORT": "tcp://10.0.0.1:4000", "ZITADEL_GRAPHQL_PORT_4000_TCP": "tcp://10.0.0.1:4000",
		"ZITADEL_GRAPHQL_PORT_4000_TCP_ADDR": "10.0.0.1", "ZITADEL_GRAPHQL_PORT_4000_TCP_PORT": "4000", "ZITADEL_GRAPHQL_PORT_4000_TCP_PROTO": "tcp",
		"ZITADEL_GRAPHQL_BACKEND_PORT": "udp://10.0.0.1:53", "ZITADEL_GRAPHQL_LISTEN_PORT": "sctp://10.0.0.1:53", "ZITADEL_GRAPHQL_LISTEN_SERVICE_HOST": "10.0.0.1",
		"ZITADEL_GRAPHQLX": "not ours", "ZGTEST_REQUIRE_TOOLS": "1", "ZITADEL_TOKEN": "x",
	}); err != nil {
		t.Error(err)
	}
}

// Variables of OpenTelemetry's that traces or metrics can't be sent by are found with everything else that is wrong, and none shows a
// secret. Where nothing asks for either they are nobody's business.
func TestVariablesOfTelemetry(t *testing.T) {
	t.Parallel()
	wrong := map[string]string{
		"OTEL_EXPORTER_OTLP_PROTOCOL": "soap", "OTEL_EXPORTER_OTLP_HEADERS": "hunter2", "ZITADEL_GRAPHQL_MAX_DEPTH": "deep",
		"OTEL_METRIC_EXPORT_INTERVAL": "1m", "OTEL_TRACES_EXPORTER": "none", "OTEL_TRACES_SAMPLER": "x",
	}
	if _, err := load(nil, wrong); len(config.Problems(err)) != 1 {
		t.Errorf("without telemetry: %v", err)
	}
	wrong["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317"
	_, err := load([]string{"config", "check"}, wrong)
	for _, want := range []string{
		`OTEL_EXPORTER_OTLP_PROTOCOL: "soap" isn't known; write one of grpc, http/protobuf`,
		"OTEL_EXPORTER_OTLP_HEADERS: it is no list of names and values; write name=value",
		"OTEL_EXPORTER_OTLP_ENDPOINT: it is no URL of http or https with a host; write one such as http://collector.example:4318",
		`OTEL_METRIC_EXPORT_INTERVAL: "1m" is no whole number; write milliseconds, such as 60000`,
		`"deep" is no whole number`,
	} {
		if !strings.Contains(errorText(err), want) {
			t.Errorf("want %s, got\n%v", want, err)
		}
	}
	if strings.Contains(errorText(err), "hunter2") || strings.Contains(errorText(err), "OTEL_TRACES_SAMPLER") {
		t.Errorf("a secret is shown, or what doesn't count: %v", err)
	}
	_, err = load([]string{"config", "check", "--metrics-listen", "127.0.0.1:0"}, map[string]string{"OTEL_RESOURCE_ATTRIBUTES": "x"})
	if !strings.HasPrefix(errorText(err), "OTEL_RESOURCE_ATTRIBUTES: ") {
		t.Errorf("metrics that are served: %v", err)
	}
}
