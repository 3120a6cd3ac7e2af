package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"sigs.k8s.io/yaml"
)

// someValues are values by which, taken together, every template and every branch of one is rendered.
var someValues = map[string]string{
	"least": ``,
	"TLS on both sides": `
serverSslCrtSecret: serving
backendCaSecret: authority
`,
	"all that watches it": `
metrics: {enabled: true, port: 9000, serviceMonitor: {enabled: true, labels: {release: prometheus}},
  prometheusRule: {enabled: true, labels: {release: prometheus}}, dashboard: {enabled: true}}
`,
	"scaled by the load": `
autoscaling: {enabled: true, annotations: {a: b}, minReplicas: 3, maxReplicas: 30, targetCPU: 70, targetMemory: 80,
  behavior: {scaleDown: {stabilizationWindowSeconds: 600}},
  metrics: [{type: Pods, pods: {metric: {name: zitadel_graphql_requests_in_flight}, target: {type: AverageValue, averageValue: "50"}}}]}
resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 256Mi}}
`,
	"from outside": `
ingress: {enabled: true, className: nginx, annotations: {a: b}, hosts: [{host: login.example.com, paths: [{path: /, pathType: Prefix}]}],
  tls: [{secretName: login, hosts: [login.example.com]}]}
httpRoute: {enabled: true, annotations: {a: b}, labels: {c: d}, parentRefs: [{name: public, namespace: gateways}], hostnames: [login.example.com], pathPrefix: /login-settings}
service: {type: LoadBalancer, externalTrafficPolicy: Local, labels: {a: b}, annotations: {c: d}}
`,
	"a route of everything": `
httpRoute: {enabled: true, parentRefs: [{name: public}]}
service: {clusterIP: 10.0.0.7}
`,
	"kept apart": `
networkPolicy: {enabled: true, from: [{namespaceSelector: {matchLabels: {team: web}}}], metricsFrom: [{podSelector: {}}],
  backend: [{ipBlock: {cidr: 10.0.0.0/8}}], extraEgress: [{ports: [{port: 4317, protocol: TCP}]}]}
metrics: {enabled: true}
pdb: {minAvailable: 50%, maxUnavailable: null, annotations: {a: b}}
nodeSelector: {disk: ssd}
tolerations: [{key: a, operator: Exists}]
affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {a: b}}}]
`,
	"with more around it": `
configMap: {rollOnChange: false, annotations: {a: b}}
annotations: {a: b}
podAnnotations: {a: b}
podAdditionalLabels: {a: b}
imagePullSecrets: [{name: pull}]
serviceAccount: {create: true, annotations: {a: b}, name: someone}
env: [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: http://collector:4318}]
envVarsSecret: more
initContainers: [{name: wait, image: busybox}]
extraContainers: [{name: beside, image: busybox}]
extraVolumes: [{name: more, emptyDir: {}}]
extraVolumeMounts: [{name: more, mountPath: /more}]
extraManifests: [{apiVersion: v1, kind: Secret, metadata: {name: "{{ .Release.Name }}-secret"}, stringData: {a: b}}]
readinessProbe: {enabled: false}
livenessProbe: {enabled: false}
startupProbe: {enabled: false}
pdb: {enabled: false}
`,
	"with settings of each kind": `
configmapConfig: {backend: "https://zitadel.example.com", max-body: 2000000, rate-limit: 25, federation: true, request-timeout: 20s,
  cors-origin: [https://a.example, https://b.example], trusted-proxy: 10.0.0.0/8, log-format: text}
`,
	"as somebody else": `
serviceAccount: {create: false, name: existing}
fullnameOverride: settings
nameOverride: other
`,
}

// values returns these values, with a backend where they name none.
func values(t *testing.T, text string) map[string]any {
	t.Helper()
	var values map[string]any
	if err := yaml.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	if values == nil {
		values = map[string]any{}
	}
	if values["configmapConfig"] == nil {
		values["configmapConfig"] = map[string]any{"backend": "https://zitadel.example.com"}
	}
	return values
}

// Every manifest that the chart makes is one that Kubernetes, the Gateway API and the Prometheus Operator take, and has no property
// that they would drop.
func TestManifestsAreValid(t *testing.T) {
	t.Parallel()
	schemas := readSchemas(t)
	made := map[string]bool{}
	for name, text := range someValues {
		manifests, err := render(values(t, text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range manifests {
			file := schemaFile(m.text("apiVersion"), m.text("kind"))
			made[file] = true
			if schemas[file] == nil {
				t.Errorf("%s: there is no schema %s", m.template, file)
			} else if err := schemas[file].Validate(m.object); err != nil {
				t.Errorf("%s, %s: %v", name, m.template, err)
			}
		}
	}
	for file := range schemas {
		if !made[file] {
			t.Errorf("no values make an object of %s", file)
		}
	}
}

// The schemas find what is mistyped, so that the test above can fail.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	schemas := readSchemas(t)
	manifests, err := render(values(t, someValues["all that watches it"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range manifests {
		for name := range m.object {
			if name == "apiVersion" || name == "kind" {
				continue
			}
			mistyped := map[string]any{"apiVersion": m.object["apiVersion"], "kind": m.object["kind"], name + "s": m.object[name]}
			if schemas[schemaFile(m.text("apiVersion"), m.text("kind"))].Validate(mistyped) == nil {
				t.Errorf("%s: a property %ss is accepted", m.template, name)
			}
		}
	}
}

func readSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	schemas := map[string]*jsonschema.Schema{}
	for _, k := range kinds() {
		file := schemaFile(k.apiVersion, k.name)
		schema, err := compiler.Compile(filepath.Join("schemas", file))
		if err != nil {
			t.Fatal(err)
		}
		schemas[file] = schema
	}
	return schemas
}

// What is in the folder of schemas is what the modules have.
func TestSchemasAreFresh(t *testing.T) {
	t.Parallel()
	fresh := t.TempDir()
	if err := writeSchemas(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	want, got := texts(t, fresh), texts(t, "schemas")
	for file := range want {
		if got[file] != want[file] {
			t.Errorf("schemas/%s isn't fresh: go run . schemas", file)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the folder has %d schemas, not %d", len(got), len(want))
	}
}

func texts(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[file.Name()] = string(text)
	}
	return texts
}

// Helm's own linter has nothing to say but that the chart has no icon.
func TestLint(t *testing.T) {
	t.Parallel()
	for name, text := range someValues {
		result := lint.RunAll(chartFolder, values(t, text), "identity")
		for _, message := range result.Messages {
			if message.Severity > support.InfoSev {
				t.Errorf("%s: %v", name, message)
			}
		}
	}
}

// Values that can't be what somebody meant are refused, by a message that names the value.
func TestWrongValuesAreRefused(t *testing.T) {
	t.Parallel()
	for wrong, want := range map[string]string{
		"configmapConfig: {log-format: text}":                                "configmapConfig.backend",
		"configmapConfig: {backend: embedded}":                               "backend",
		"configmapConfig: {backend: https://a.example, listen: 0.0.0.0:80}":  "configmapConfig.listen",
		"configmapConfig: {backend: https://a.example, tls-cert: /cert}":     "configmapConfig.tls-cert",
		"configmapConfig: {backend: https://a.example, cors-origin: {a: b}}": "cors-origin",
		"replicaCont: 3":                                                   "replicaCont",
		"replicaCount: three":                                              "replicaCount",
		"image: {pullPolicy: Sometimes}":                                   "pullPolicy",
		"service: {port: 70000}":                                           "port",
		"pdb: {minAvailable: 1}":                                           "pdb",
		"pdb: {maxUnavailable: null}":                                      "pdb",
		"httpRoute: {enabled: true}":                                       "httpRoute.parentRefs",
		"metrics: {dashboard: {enabled: true}}":                            "metrics.dashboard.enabled",
		"metrics: {serviceMonitor: {enabled: true}}":                       "metrics.serviceMonitor.enabled",
		"metrics: {serviceMonitor: {interval: often}}":                     "interval",
		"networkPolicy: {enabled: true, backendPorts: [https]}":            "backendPorts",
		"ingress: {enabled: true, hosts: [{host: a, paths: [{path: x}]}]}": "path",
	} {
		_, err := render(values(t, wrong))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want a message with %s", wrong, err, want)
		}
	}
}

// What keeps a pod from harm is there by default, and service links never are.
func TestPodsAreConfined(t *testing.T) {
	t.Parallel()
	for name, text := range someValues {
		manifests, err := render(values(t, text))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(manifests, func(m manifest) bool { return m.text("kind") == "Deployment" })
		encoded, err := json.Marshal(manifests[i].object)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"enableServiceLinks":false`, `"automountServiceAccountToken":false`, `"readOnlyRootFilesystem":true`,
			`"runAsNonRoot":true`, `"allowPrivilegeEscalation":false`, `"drop":["ALL"]`, `"type":"RuntimeDefault"`, `"maxUnavailable":0`} {
			if !bytes.Contains(encoded, []byte(want)) {
				t.Errorf("%s: the Deployment has no %s", name, want)
			}
		}
	}
}

// Every value has a rule in the schema, every rule a value, and every group of values a comment.
func TestEveryValueIsDescribed(t *testing.T) {
	t.Parallel()
	all := valuesOfChart(t)
	schemaText, err := os.ReadFile(filepath.Join(chartFolder, "values.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(schemaText, &schema); err != nil {
		t.Fatal(err)
	}
	compareNames(t, "", all, schema)
}

// valuesOfChart are the chart's own.
func valuesOfChart(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(chartFolder, "values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// compareNames compares the names of values with those of a schema that allows no others.
func compareNames(t *testing.T, path string, values, schema map[string]any) {
	t.Helper()
	properties, _ := schema["properties"].(map[string]any)
	if schema["additionalProperties"] != false {
		return
	}
	for name := range properties {
		if _, ok := values[name]; !ok && name != "global" {
			t.Errorf("values.yaml has no %s%s", path, name)
		}
	}
	for name, value := range values {
		rule, ok := properties[name].(map[string]any)
		if !ok {
			t.Errorf("values.schema.json has no %s%s", path, name)
		} else if below, ok := value.(map[string]any); ok {
			compareNames(t, path+name+".", below, rule)
		}
	}
}

// The names that README.md says are ZITADEL's are values of this chart.
func TestNamesOfREADMEExist(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(chartFolder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := valuesOfChart(t)
	_, section, _ := strings.Cut(string(readme), "## Values that are named as in ZITADEL's chart")
	section, _, _ = strings.Cut(section, "Left out")
	section, after, _ := strings.Cut(section, "These are below")
	_, after, _ = strings.Cut(after, "at the top level here:")
	names := 0
	for i, quoted := range strings.Split(section+after, "`") {
		if i%2 == 1 {
			names++
			if !exists(all, strings.Split(quoted, ".")) {
				t.Errorf("there is no value %s", quoted)
			}
		}
	}
	if names < 50 {
		t.Errorf("%d names were found", names)
	}
}

func exists(values map[string]any, path []string) bool {
	value, ok := values[path[0]]
	if len(path) == 1 || !ok {
		return ok
	}
	below, _ := value.(map[string]any)
	return exists(below, path[1:])
}

// The files that the chart takes from elsewhere in the repository are there.
func TestFilesOfTheChartExist(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"alerts.yml", "dashboard.json"} {
		if _, err := os.Stat(filepath.Join(chartFolder, "files", name)); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("files/%s leads nowhere", name)
		}
	}
}
